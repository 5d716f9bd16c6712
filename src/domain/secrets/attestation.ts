import type { Sql } from "#infra/database/database.ts";
import { sha256 } from "#infra/security/digest.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import type { TraceId } from "#shared/ids.ts";
import { isJsonObject } from "#shared/json.ts";
import type { Actor } from "#shared/recorded-act.ts";
import type { SecretName } from "./secret.ts";

/**
 * A change of a secret is two rows: `begin` before it and `done` after it. What the newest `done`
 * names is the current version; a `begin` after it may have happened or not (the process died).
 */
export interface Attestation {
  readonly phase: "begin" | "done" | "failed";
  readonly version: number;
  /** Null for a deletion. */
  readonly digest: string | null;
}

/** Unsettled changes looked through, newest first; each is a crash in the middle of a change. */
const attestationsReadMax = 64;

/**
 * All rows of one secret share a trace, so the newest is one index probe away and
 * `infra logs audit <trace>` tells the secret's whole life. The trace of the request that asked is
 * in the row's detail.
 */
export function secretTrace(installationId: string, secret: SecretName): TraceId {
  const text = JSON.stringify(["secret-trace", installationId, secret.owner, secret.name]);
  return sha256(text).subarray(0, 16).toString("hex") as TraceId;
}

export interface AttestedChange extends SecretName {
  readonly verb: "set" | "delete" | "rotate";
  readonly version: number;
  readonly digest: string | null;
}

export async function recordAttestation(
  deps: { readonly audit: AuditLog; readonly installationId: string },
  actor: Actor,
  change: AttestedChange,
  phase: Attestation["phase"],
): Promise<void> {
  const { owner, name, version, digest, verb } = change;
  await deps.audit.commit({
    kind: "event",
    correlation: { ...actor.correlation, traceId: secretTrace(deps.installationId, change) },
    role: actor.role,
    agentId: null,
    target: `secret://${owner}/${name}`,
    verdict: phase === "begin" ? "allow" : phase === "done" ? "ok" : "error",
    policy: `secrets.${verb}`,
    reason: reasons[phase],
    detail: { phase, version, digest, trace_id: actor.correlation.traceId },
    costMicrodollars: null,
  });
}

const reasons = {
  begin: "A change of a stored secret starts.",
  done: "The change of a stored secret is made.",
  failed: "The change of a stored secret failed and was not made.",
} as const;

/** The rows of one secret, newest first. */
export async function selectAttestations(
  sql: Sql,
  installationId: string,
  secret: SecretName,
): Promise<readonly Attestation[]> {
  const rows = await sql<{ detail: unknown }[]>`
    select detail
      from audit_events
     where trace_id = ${secretTrace(installationId, secret)}
       and kind = 'event' and target = ${`secret://${secret.owner}/${secret.name}`}
     order by id desc
     limit ${attestationsReadMax}`;
  return rows.map((row) => readAttestation(row.detail)).filter((found) => found !== null);
}

function readAttestation(detail: unknown): Attestation | null {
  if (!isJsonObject(detail)) return null;
  const { phase, version, digest } = detail;
  if (phase !== "begin" && phase !== "done" && phase !== "failed") return null;
  if (typeof version !== "number") return null;
  if (digest !== null && typeof digest !== "string") return null;
  return { phase, version, digest };
}

export type Standing = "current" | "unsettled" | "unattested";

/** Whether a stored version is the one that was last set, given its attestations newest first. */
export function judgeStanding(
  stored: { readonly version: number; readonly digest: string | null },
  newestFirst: readonly Attestation[],
): Standing {
  for (const { phase, version, digest } of newestFirst) {
    const same = version === stored.version && digest === stored.digest;
    if (phase === "done") return same ? "current" : "unattested";
    if (phase === "begin" && same) return "unsettled";
  }
  return "unattested";
}

/** The highest version ever attested: a row that vanished must not let versions start again. */
export function highestVersion(attestations: readonly Attestation[]): number {
  return Math.max(0, ...attestations.map((attestation) => attestation.version));
}
