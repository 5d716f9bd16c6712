import type { Sql } from "#infra/database/database.ts";
import { equalBytes, hmacFields } from "#infra/security/digest.ts";
import { storyTrace } from "#infra/security/story-trace.ts";
import type { Keyring } from "#infra/security/keyring.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { AppError } from "#shared/errors.ts";
import type { TraceId } from "#shared/ids.ts";
import type { Actor } from "#shared/recorded-act.ts";
import type { SecretName } from "./secret.ts";

/**
 * A change of a secret is two rows: `begin` before it and `done` after it. The highest version that
 * is `done` is the current one, whenever its row was written: a copied row proves nothing. A
 * `begin` above it may have happened or not (the process died).
 */
export interface Attestation {
  readonly phase: "begin" | "done" | "failed";
  readonly version: number;
  /** Null for a deletion. */
  readonly digest: string | null;
}

export interface AttestationKeys {
  readonly keyring: Keyring;
  readonly installationId: string;
}

/**
 * Different rows looked through, highest version first. Those above the current version are changes
 * that failed, at most three rows each; whoever writes more of them only closes the secret.
 */
const attestationsReadMax = 512;

/**
 * All rows of one secret share a trace, so the newest is one index probe away and
 * `infra logs audit <trace>` tells the secret's whole life. The trace of the request that asked is
 * in the row's detail.
 */
export function secretTrace(installationId: string, secret: SecretName): TraceId {
  return storyTrace("secret-trace", installationId, secret.owner, secret.name);
}

export interface AttestedChange extends SecretName {
  readonly verb: "set" | "delete" | "rotate";
  readonly version: number;
  readonly digest: string | null;
}

export async function recordAttestation(
  deps: AttestationKeys & { readonly audit: AuditLog },
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
    detail: {
      phase,
      version,
      digest,
      mac: attestationMac(deps, change, { phase, version, digest }),
      trace_id: actor.correlation.traceId,
    },
    costMicrodollars: null,
  });
}

const reasons = {
  begin: "A change of a stored secret starts.",
  done: "The change of a stored secret is made.",
  failed: "The change of a stored secret failed and was not made.",
} as const;

/** Rows of the audit can be added in SQL; only who holds the root key can attest. */
function attestationMac(
  { keyring, installationId }: AttestationKeys,
  { owner, name }: SecretName,
  { phase, version, digest }: Attestation,
): string {
  const key = keyring.derive("attestations", installationId);
  return hmacFields(key, [owner, name, phase, `${version}`, digest ?? "deleted"]).toString("hex");
}

/** What was attested of one secret, the highest version first. Forged rows are left out. */
export async function selectAttestations(
  sql: Sql,
  keys: AttestationKeys,
  secret: SecretName,
): Promise<readonly Attestation[]> {
  const rows = await sql<{ version: unknown; phase: unknown; digest: unknown; mac: unknown }[]>`
    select distinct detail -> 'version' as version, detail -> 'phase' as phase,
           detail -> 'digest' as digest, detail -> 'mac' as mac
      from (select kind, target, trace_id, detail from audit_events
            union all
            select kind, target, trace_id, detail from audit_events_kept) as attested
     where trace_id = ${secretTrace(keys.installationId, secret)}
       and kind = 'event' and target = ${`secret://${secret.owner}/${secret.name}`}
       and jsonb_typeof(detail -> 'version') = 'number'
     order by version desc
     limit ${attestationsReadMax}`;
  const genuine = rows
    .map((row) => readAttestation(row, keys, secret))
    .filter((found) => found !== null);
  if (genuine.length === 0 && rows.length === attestationsReadMax) {
    throw new AppError(
      "CHECK_FAILED",
      `The audit holds too many forged rows of the secret ${secret.name}: see infra audit verify.`,
    );
  }
  return genuine;
}

function readAttestation(
  { phase, version, digest, mac }: { readonly [name: string]: unknown },
  keys: AttestationKeys,
  secret: SecretName,
): Attestation | null {
  if (phase !== "begin" && phase !== "done" && phase !== "failed") return null;
  if (typeof version !== "number" || typeof mac !== "string") return null;
  if (digest !== null && typeof digest !== "string") return null;
  const attestation = { phase, version, digest } as const;
  const expected = attestationMac(keys, secret, attestation);
  return equalBytes(Buffer.from(mac), Buffer.from(expected)) ? attestation : null;
}

export type Standing = "current" | "unsettled" | "unattested";

/** Whether a stored version is the one that was last set, given all attestations of the secret. */
export function judgeStanding(
  stored: { readonly version: number; readonly digest: string | null },
  attestations: readonly Attestation[],
): Standing {
  const done = attestations.filter(({ phase }) => phase === "done");
  const isStored = ({ version, digest }: Attestation) =>
    version === stored.version && digest === stored.digest;
  if (stored.version < highestVersion(done)) return "unattested";
  if (done.some(isStored)) return "current";
  const began = attestations.some((one) => one.phase === "begin" && isStored(one));
  return began && stored.version > highestVersion(done) ? "unsettled" : "unattested";
}

/** The highest version ever attested: a row that vanished must not let versions start again. */
export function highestVersion(attestations: readonly Attestation[]): number {
  return Math.max(0, ...attestations.map((attestation) => attestation.version));
}
