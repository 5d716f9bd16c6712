import { extensions } from "#extensions/index.ts";
import { blocklistCategories } from "#domain/governance/blocklist/categories.ts";
import { secretKindIds } from "#domain/governance/secrets/kinds.ts";
import { systemClock } from "#shared/clock.ts";
import type { ServicesKnowledge } from "#infra/config/load-services.ts";

/** What the files under `services/` may name: extensions, blocklist categories, secret kinds. */
export function servicesKnowledge(): ServicesKnowledge {
  return {
    extensions,
    categories: Object.keys(blocklistCategories),
    kinds: [...secretKindIds],
    today: new Date(systemClock.nowMs()).toISOString().slice(0, 10),
  };
}
