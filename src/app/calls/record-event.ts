import type { Receipt } from "#shared/audit-log.ts";
import type { JsonObject } from "#shared/json.ts";
import type { CallDeps, Caller } from "./call-deps.ts";
import { describeCaller } from "./admit-call.ts";
import { detailWithoutAddresses, withoutAddresses } from "./without-addresses.ts";

/** Something that happened, or a refusal that no act could have followed. */
export interface EventFacts {
  readonly kind?: "event" | "decision";
  readonly target: string;
  readonly verdict: "allow" | "deny";
  readonly policy: string;
  readonly reason: string;
  readonly detail: JsonObject;
  /** The limiter refused, and it has counted that already. */
  readonly isCounted?: boolean;
}

/**
 * Commits one row; the answer leaves after it. A refusal counts against its session; one of a
 * credential counts against its address, where the credential was judged.
 */
export function recordEvent(deps: CallDeps, caller: Caller, facts: EventFacts): Promise<Receipt> {
  const { authentication } = caller;
  if (facts.verdict === "deny" && authentication.refused === undefined && !facts.isCounted) {
    deps.countRefusal(authentication);
  }
  const isDenied = facts.verdict === "deny";
  return deps.audit.commit({
    kind: facts.kind ?? "event",
    correlation: caller.correlation,
    role: authentication.principal.role,
    agentId: null,
    target: facts.target,
    verdict: facts.verdict,
    policy: facts.policy,
    reason: isDenied ? withoutAddresses(facts.reason) : facts.reason,
    detail: describeCaller(caller, { ...detailWithoutAddresses(facts.detail) }),
    costMicrodollars: null,
  });
}
