import { mayReach } from "#domain/governance/access/may-reach.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { isSameChoice } from "#domain/governance/secrets/added/select-kinds.ts";
import type { SecretScan } from "#domain/governance/secrets/scan-value.ts";
import type { GovernedCall, RateGrant, Verdict } from "#shared/governed-call.ts";
import type { CallDeps, Caller } from "./call-deps.ts";

/** A call with the policy that decides about it. */
export interface Searched {
  readonly call: GovernedCall;
  readonly policy: PolicySnapshot;
  /** False when the call is denied whatever its input holds, so nobody looked. */
  readonly searched: boolean;
}

export interface SearchOptions {
  readonly policy: PolicySnapshot;
  readonly grant: RateGrant;
  /** The same call under a policy that came into force while its input was searched. */
  readonly describe: (policy: PolicySnapshot) => GovernedCall;
}

const nothingFound: SecretScan = { findings: [], unscannable: null };

/**
 * Searches a large input elsewhere; the decision then reads what was found, under the policy that
 * is in force by then. Who is denied anyway costs the search nothing.
 */
export async function searchLarge(
  deps: CallDeps,
  { authentication }: Caller,
  call: GovernedCall,
  { policy, grant, describe }: SearchOptions,
): Promise<Searched> {
  const { principal, refused } = authentication;
  const reaches = refused === undefined && mayReach(principal, call.entity, policy).allowed;
  if (!reaches || !grant.admitted) {
    return { call, policy: withScan(policy, nothingFound), searched: false };
  }
  let used = policy;
  for (;;) {
    const { kindChoice } = used;
    const found = await deps.largeScanner.scan(call.input, kindChoice, principal.sessionId);
    const now = deps.policy();
    if (now === used || isSameChoice(now.kindChoice, kindChoice)) {
      const judged = now === policy ? call : describe(now);
      return { call: judged, policy: withScan(now, found), searched: true };
    }
    used = now;
  }
}

function withScan(policy: PolicySnapshot, found: SecretScan): PolicySnapshot {
  return { ...policy, scanSecrets: () => found };
}

/** The row must not say that the input passed a search that nobody made. */
export function withoutSearch(verdict: Verdict): Verdict {
  const stages = verdict.stages.map((stage) =>
    stage.stage === "secrets" ? ({ ...stage, result: "skipped" } as const) : stage,
  );
  return { ...verdict, stages };
}
