import { basename } from "node:path";
import type { LocalDeps } from "#app/runtime/local-deps.ts";
import {
  editRateLimits,
  governanceFile,
  type RateSetting,
} from "#infra/config/edit/edit-rate-limits.ts";
import { recordAct } from "#shared/recorded-act.ts";

type Deps = Pick<LocalDeps, "profile" | "audit" | "actor">;

export interface RateChange {
  readonly changed: boolean;
  readonly file: string;
  /** The profile sets limits of its own, which win over the file. */
  readonly overridden: boolean;
}

/** Writes limits into the governance file, its comments kept; the act is a row first. */
export async function changeRates(
  deps: Deps,
  settings: readonly RateSetting[],
): Promise<RateChange> {
  const file = governanceFile(deps.profile.services);
  const act = {
    target: "config://rate-limits/set",
    policy: "config.rate-limits.set",
    reason: "Rate limits were changed.",
    detail: {
      file: basename(file),
      // Decimal strings: sealed values are safe integers or strings.
      settings: settings.map(({ path, value }) => `${path.join(".")}=${value}`),
    },
  };
  const changed = await recordAct(deps.audit, deps.actor, act, () =>
    Promise.resolve(editRateLimits(file, settings)),
  );
  return { changed, file, overridden: deps.profile.rate_limits !== undefined };
}
