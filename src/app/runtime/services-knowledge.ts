import { extensions } from "#extensions/index.ts";
import { blocklistCategories } from "#domain/governance/blocklist/categories.ts";
import { ruleIds } from "#domain/governance/blocklist/rule-ids.ts";
import type { CompileOptions } from "#domain/governance/policy/compile-policy.ts";
import { checkKindRows } from "#domain/governance/secrets/added/check-rows.ts";
import { selectKinds } from "#domain/governance/secrets/added/select-kinds.ts";
import { secretKindIds } from "#domain/governance/secrets/kinds.ts";
import { scanForSecrets } from "#domain/governance/secrets/scan-value.ts";
import type { ServicesKnowledge } from "#infra/config/load-services.ts";
import type { Profile } from "#infra/config/profile.ts";
import { systemClock } from "#shared/clock.ts";

const extensionKinds = extensions.flatMap(({ secretKinds = [] }) => secretKinds);
const extensionSelection = selectKinds({ disabled: [], added: extensionKinds });
const extensionKindIds: ReadonlySet<string> = new Set(extensionKinds.map(({ id }) => id));

/** What the files under `services/` may name: extensions, the blocklist's categories and rules, secret kinds. */
export function servicesKnowledge(): ServicesKnowledge {
  return {
    extensions,
    categories: Object.keys(blocklistCategories),
    rules: ruleIds,
    kinds: [...secretKindIds, ...extensionKindIds],
    checkKinds: (rows) => checkKindRows(rows, extensionKindIds),
    findSecrets: (value) => scanForSecrets(value, { disabledKinds: extensionSelection }).findings,
    today: new Date(systemClock.nowMs()).toISOString().slice(0, 10),
  };
}

/** What decides beside the files under `services/`: the profile and this executable. */
export function compileOptions({ rate_limits: rates }: Pick<Profile, "rate_limits">) {
  return { rates, extensionKinds } satisfies CompileOptions;
}
