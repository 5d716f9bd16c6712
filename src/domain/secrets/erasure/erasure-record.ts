import type { Sql } from "#infra/database/database.ts";
import { equalBytes, hmacFields } from "#infra/security/digest.ts";
import { storyTrace } from "#infra/security/story-trace.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { AppError } from "#shared/errors.ts";
import type { TraceId } from "#shared/ids.ts";
import type { JsonObject } from "#shared/json.ts";
import type { Actor } from "#shared/recorded-act.ts";

/**
 * An erasure is two rows: `begin` before it and `done` after it; one that did not happen is
 * `failed`. From `begin` on the person's keys are not used: a row of a key that was put back in SQL
 * meets this record, which lies in the sealed audit and cannot be made without the root key.
 */
export type ErasurePhase = "begin" | "done" | "failed";

/** `begun`: it may have happened or not (the process died), so it counts as happened. */
export type ErasureStanding = "none" | "begun" | "erased";

export interface ErasureKeys {
  readonly keyring: Keyring;
  readonly installationId: string;
}

/** The dotted id of the rows; retention keeps them for ever. */
export const erasurePolicy = "identity.user.erase";

/** A person is erased once, with a few attempts; more rows than this are forged. */
const recordsReadMax = 512;

/** All rows about one person share a trace: the newest is one index probe away. */
export function erasureTrace(installationId: string, userId: string): TraceId {
  return storyTrace("erasure-trace", installationId, userId);
}

export interface Erasure {
  readonly userId: string;
  /** Tells the attempts of one erasure from each other. */
  readonly attempt: string;
}

export async function recordErasure(
  deps: ErasureKeys & { readonly audit: AuditLog },
  actor: Actor,
  erasure: Erasure,
  phase: ErasurePhase,
  detail: JsonObject = {},
): Promise<void> {
  const { userId, attempt } = erasure;
  await deps.audit.commit({
    kind: "event",
    correlation: { ...actor.correlation, traceId: erasureTrace(deps.installationId, userId) },
    role: actor.role,
    agentId: null,
    target: "identity://user/erase",
    verdict: phase === "begin" ? "allow" : phase === "done" ? "ok" : "error",
    policy: erasurePolicy,
    reason: reasons[phase],
    detail: {
      ...detail,
      user_id: userId,
      phase,
      attempt,
      mac: recordMac(deps, erasure, phase),
      trace_id: actor.correlation.traceId,
    },
    costMicrodollars: null,
  });
}

const reasons = {
  begin: "The erasure of a person starts: their keys are destroyed and their name is removed.",
  done: "A person is erased: what was sealed under their keys cannot be opened any more.",
  failed: "The erasure of a person failed and was not made.",
} as const;

function recordMac(
  { keyring, installationId }: ErasureKeys,
  { userId, attempt }: Erasure,
  phase: ErasurePhase,
): string {
  const key = keyring.derive("attestations", installationId);
  return hmacFields(key, ["erasure", userId, attempt, phase]).toString("hex");
}

/** What the audit says of a person's erasure. Forged rows are left out; too many are refused. */
export async function readErasure(
  sql: Sql,
  keys: ErasureKeys,
  userId: string,
): Promise<ErasureStanding> {
  const trace = erasureTrace(keys.installationId, userId);
  const rows = await sql<{ phase: unknown; attempt: unknown; mac: unknown }[]>`
    select distinct detail -> 'phase' as phase, detail -> 'attempt' as attempt,
           detail -> 'mac' as mac
      from (select trace_id, policy, detail from audit_events
             union all
            select trace_id, policy, detail from audit_events_kept) as rows
     where trace_id = ${trace} and policy = ${erasurePolicy}
     limit ${recordsReadMax}`;
  if (rows.length === recordsReadMax) {
    throw new AppError(
      "CHECK_FAILED",
      "The audit holds too many forged rows about an erasure: see infra audit verify.",
    );
  }
  const attempts = { begin: new Set<string>(), done: new Set<string>(), failed: new Set<string>() };
  for (const { phase, attempt, mac } of rows) {
    if (phase !== "begin" && phase !== "done" && phase !== "failed") continue;
    if (typeof attempt !== "string" || typeof mac !== "string") continue;
    const expected = recordMac(keys, { userId, attempt }, phase);
    if (equalBytes(Buffer.from(mac), Buffer.from(expected))) attempts[phase].add(attempt);
  }
  if (attempts.done.size > 0) return "erased";
  const open = [...attempts.begin].some((attempt) => !attempts.failed.has(attempt));
  return open ? "begun" : "none";
}
