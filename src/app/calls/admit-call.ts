import { govern } from "#domain/governance/govern.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { verdictDetail } from "#domain/governance/verdict-detail.ts";
import type { AuditEntry, Receipt } from "#shared/audit-log.ts";
import type { GovernedCall, Verdict } from "#shared/governed-call.ts";
import type { JsonObject, JsonValue } from "#shared/json.ts";
import type { CallDeps, Caller } from "./call-deps.ts";
import { maskFindings } from "./mask-findings.ts";
import { scanInlineCharactersMax } from "./scan-large.ts";
import { detailWithoutAddresses, withoutAddresses } from "./without-addresses.ts";
import { searchLarge, type SearchOptions, withoutSearch } from "./search-large.ts";

/** Hex digits of the snapshot's and the executable's digest kept in a row. */
const digestCharsKept = 16;

/** Whether the credential outlived its decision; `unknown` when nobody could say. */
export type Standing = "current" | "fallen" | "unknown";

/** A decision that is durable. Only a credential that is `current` may act on it. */
export interface Admission {
  readonly verdict: Verdict;
  readonly receipt: Receipt;
  readonly standing: Standing;
  /** As the decision's row has it. */
  readonly inputHmac: string;
}

export interface AdmitOptions extends SearchOptions {
  /** A claim of the caller's; never a reason to allow anything. */
  readonly agentId: string | null;
  /** Surface-specific members of the row's detail. */
  readonly detail: JsonObject;
  /** The input as the text that goes on; hashed into the row. */
  readonly inputText: string;
  /** Turns an allowed call into a denied one for a reason that only the surface knows. */
  readonly veto?: Pick<Verdict, "policy" | "code" | "reason"> | undefined;
}

/**
 * Decide, commit: the row is durable when this resolves, and only then may the act start. Rejects
 * with AUDIT_UNAVAILABLE when it could not be committed.
 */
export async function admitCall(
  deps: CallDeps,
  caller: Caller,
  arrived: GovernedCall,
  options: AdmitOptions,
): Promise<Admission> {
  const isLarge = options.inputText.length > scanInlineCharactersMax;
  const { call, policy, searched } = isLarge
    ? await searchLarge(deps, caller, arrived, options)
    : { call: arrived, policy: options.policy, searched: true };
  const { monotonicMs } = deps.clock;
  const governed = govern(call, caller.authentication, policy, options.grant, monotonicMs);
  const judged = searched ? governed : withoutSearch(governed);
  const verdict: Verdict =
    judged.verdict !== "deny" && options.veto !== undefined
      ? { ...judged, ...options.veto, verdict: "deny", autoApprove: false }
      : judged;
  const inputHmac = deps.hmac(hashedText(call, verdict, options.inputText));
  const entry = decisionEntry(deps, caller, call, { verdict, inputHmac, policy, options });
  const receipt = await deps.audit.commit(entry);
  if (verdict.verdict !== "allow") return { verdict, receipt, standing: "current", inputHmac };
  const known = standingOf(deps, caller, receipt);
  const standing = known instanceof Promise ? await known : known;
  return { verdict, receipt, standing, inputHmac };
}

/** Neither throws nor rejects: the decision is durable, so whoever asked owes it an outcome. */
function standingOf(
  deps: CallDeps,
  caller: Caller,
  receipt: Receipt,
): Standing | Promise<Standing> {
  const unknown = (error: unknown): Standing => {
    deps.logFault("a credential could not be checked again before its act", error);
    return "unknown";
  };
  try {
    const current = deps.isCurrent(caller.authentication, receipt.epoch);
    if (typeof current === "boolean") return standingFrom(current);
    return current.then(standingFrom, unknown);
  } catch (error) {
    return unknown(error);
  }
}

function standingFrom(isCurrent: boolean): Standing {
  return isCurrent ? "current" : "fallen";
}

/** With a credential in it, only the masked form is hashed. */
function hashedText(call: GovernedCall, { findings }: Verdict, inputText: string): string {
  return findings.length === 0 ? inputText : JSON.stringify(maskFindings(call.input, findings));
}

interface Judged {
  readonly verdict: Verdict;
  readonly inputHmac: string;
  readonly policy: PolicySnapshot;
  readonly options: AdmitOptions;
}

function decisionEntry(
  deps: CallDeps,
  caller: Caller,
  call: GovernedCall,
  { verdict, inputHmac, policy, options }: Judged,
): AuditEntry {
  const { principal } = caller.authentication;
  // What an allowed call says is ours; words of the caller's come with an objection only.
  const isAllowed = verdict.verdict === "allow";
  return {
    kind: "decision",
    correlation: caller.correlation,
    role: principal.role,
    agentId: options.agentId,
    target: call.target,
    verdict: verdict.verdict,
    policy: verdict.policy,
    reason: isAllowed ? verdict.reason : withoutAddresses(verdict.reason),
    // In the order of names, because the row's canonical form is: sorting costs more than the rest.
    detail: describeCaller(caller, {
      ...options.detail,
      executable: deps.executable.slice(0, digestCharsKept),
      input_bytes: Buffer.byteLength(options.inputText),
      input_hmac: inputHmac,
      snapshot: policy.hash.slice(0, digestCharsKept),
      ...(isAllowed ? verdictDetail(verdict) : detailWithoutAddresses(verdictDetail(verdict))),
    }),
    costMicrodollars: null,
  };
}

/** Adds what a row says of the credential and of the caller's own claims. */
export function describeCaller(caller: Caller, detail: Record<string, JsonValue>): JsonObject {
  const { principal } = caller.authentication;
  if (principal.tokenId !== null) detail["token"] = principal.tokenId;
  if (principal.role === "anonymous") detail["address"] = caller.addressPrefix;
  if (caller.claimedTrace !== null) detail["claimed_trace"] = caller.claimedTrace;
  return detail;
}
