import { dirname, join } from "node:path";
import { compileOptions, servicesKnowledge } from "#app/runtime/services-knowledge.ts";
import { compilePolicy } from "#domain/governance/policy/compile-policy.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { configInvalid } from "#infra/config/config-invalid.ts";
import { loadServices } from "#infra/config/load-services.ts";
import type { Profile } from "#infra/config/profile.ts";
import type { AccessRule } from "#infra/config/schemas/access-control.ts";
import type { ServicesConfig } from "#infra/config/services/services-config.ts";

/** A rule and where it is written. */
export interface PlacedRule {
  readonly rule: AccessRule;
  /** As diagnostics name it: `services/access-control/roles.yaml`. */
  readonly place: string;
  readonly line: number;
  readonly file: string;
}

/** The policy that the profile's files say, whether or not a server runs. */
export interface OpenPolicy {
  readonly policy: PolicySnapshot;
  readonly config: ServicesConfig;
  readonly rules: readonly PlacedRule[];
}

export function openPolicy(profile: Profile): OpenPolicy {
  const loaded = loadServices(profile.services, servicesKnowledge());
  if (loaded.config === null) {
    throw configInvalid(`The configuration in ${profile.services}`, loaded.diagnostics);
  }
  const { config, hash, rulePlaces } = loaded;
  const parent = dirname(profile.services);
  const rules = config.access_control.rules.map((rule, index) => {
    const { file: place = "", line = 0 } = rulePlaces[index] ?? {};
    return { rule, place, line, file: join(parent, place) };
  });
  return { policy: compilePolicy(config, hash, compileOptions(profile)), config, rules };
}
