import type { DatabaseIdentity } from "#infra/database/connection/prove-database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import type { Sql } from "#infra/database/database.ts";
import { openDatabase } from "#infra/database/open-database.ts";
import { generateEd25519, type SigningKey } from "#infra/security/ed25519.ts";
import { assert } from "#shared/assert.ts";
import type { JsonObject } from "#shared/json.ts";
import { type Certificate, certificateHash, signCertificate } from "../format/certificate.ts";
import { headsHash, rootOf } from "../format/hashes.ts";
import { type Head, type Seal, writersMax } from "../format/seal.ts";
import { type ChainState, sealLine, signSeal } from "./freeze-batch.ts";
import { insertSeal } from "./statements.ts";
import { readLosses } from "./failover/read-losses.ts";
import { writerStartup } from "./writer-link.ts";
import { unavailable } from "./queue/audit-queue.ts";
import { clockProblem, type HistoryLoss } from "./writer-options.ts";

export interface Registration {
  readonly url: string;
  readonly identity?: DatabaseIdentity;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** The installation's id and the key that certifies writers. */
  readonly installation: string;
  readonly installationKey: SigningKey;
  readonly leaseMs: number;
  /** What the database lost of its history; the genesis says so. */
  readonly lost: readonly HistoryLoss[];
  /** Heads on record; those that the database does not hold are a loss, too. */
  readonly knownHeads?: readonly Head[];
  /** The writer of this process before; its open acts become this one's. */
  readonly follows: { readonly writer: number; readonly id: string } | null;
  /** The oldest allowed act without an outcome. */
  readonly openFrom: string | null;
  /** Earlier tries whose commit is unknown; each adds itself. The one that is there is taken. */
  readonly attempts: Registered[];
  readonly nowMs: number;
  readonly clockGapMsMax: number;
}

export interface Registered {
  /** The losses that its genesis states. */
  readonly lost: readonly HistoryLoss[];
  readonly id: string;
  readonly key: SigningKey;
  readonly chain: ChainState;
}

/** Serialises registrations, so that numbers have no gaps: a gap is a deleted writer. */
const registrationLock = 0x61756469;
const closeMs = 1_000;

/**
 * Registers a writer with a key of its own: number, certificate and genesis seal in one
 * transaction. The genesis commits to its predecessor and to every writer that was not final when
 * the predecessor registered; by induction that is all of them. Undefined when the writer to follow
 * was fenced: another process has completed its acts.
 */
export async function registerWriter(options: Registration): Promise<Registered | undefined> {
  const { url, identity = {}, connectTimeoutMs, statementTimeoutMs } = options;
  const database = openDatabase({
    url,
    identity,
    connectTimeoutMs,
    statementTimeoutMs,
    applicationName: "systemprompt audit",
    max: 1,
    onDeadline: "drop",
    startup: writerStartup,
  });
  try {
    return await inTx(database, (tx) => insertWriter(tx, options));
  } finally {
    await database.close(closeMs);
  }
}

async function insertWriter(tx: Sql, options: Registration): Promise<Registered | undefined> {
  await tx`select pg_advisory_xact_lock(${registrationLock})`;
  const made = await findAttempt(tx, options.attempts);
  if (made !== undefined) return made;
  const taken = options.follows === null ? "absent" : await takeOver(tx, options.follows);
  if (taken === "fenced") return undefined;
  const [next] = await tx<{ number: number; now_ms: number }[]>`
    select coalesce(max(number), 0) + 1 as number,
           floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms
      from audit_writers`;
  assert(next !== undefined && next.number < writersMax, "writer numbers are used up");
  const problem = clockProblem(options.nowMs - next.now_ms, options.clockGapMsMax);
  if (problem !== undefined) throw unavailable(problem);
  const heads = await readHeadsBefore(tx, next.number);
  const key = generateEd25519();
  const certificate: Certificate = {
    writer: crypto.randomUUID(),
    number: next.number,
    installation: options.installation,
    installation_key: hex(options.installationKey.publicKey),
    public_key: hex(key.publicKey),
    registered_at: new Date(next.now_ms).toISOString(),
  };
  const lost = [...options.lost, ...(await readLosses(tx, options.knownHeads ?? []))];
  const note: JsonObject = {
    ...(taken === "taken" ? { follows: options.follows?.writer ?? 0 } : {}),
    ...(lost.length > 0 ? { lost: lost.map((loss) => ({ ...loss })) } : {}),
  };
  const genesis = genesisSeal(certificate, heads, options.nowMs, note);
  const signed = signSeal(genesis, key);
  await tx`
    insert into audit_writers (number, id, installation, installation_key, public_key,
                               registered_at, signature, seq, head, open_from, lease_until)
    values (${certificate.number}, ${certificate.writer}, ${certificate.installation},
            ${Buffer.from(options.installationKey.publicKey)}, ${Buffer.from(key.publicKey)},
            ${certificate.registered_at}, ${signCertificate(certificate, options.installationKey)},
            0, ${Buffer.from(signed.hash, "hex")}, ${options.openFrom}::uuid,
            clock_timestamp() + ${options.leaseMs}::integer * interval '1 millisecond')`;
  await tx.unsafe(insertSeal, [sealLine(genesis, signed, Buffer.alloc(0), heads)]);
  const chain: ChainState = {
    writer: certificate.number,
    sequence: 0,
    head: signed.hash,
    headsHash: genesis.heads_hash,
    committedAtMs: next.now_ms,
  };
  const registered = { lost, id: certificate.writer, key, chain };
  options.attempts.push(registered);
  return registered;
}

async function findAttempt(
  tx: Sql,
  attempts: readonly Registered[],
): Promise<Registered | undefined> {
  if (attempts.length === 0) return undefined;
  const [found] = await tx<{ id: string }[]>`
    select id::text from audit_writers
     where id = any(${attempts.map(({ id }) => id)}::uuid[]) and seq = 0 limit 1`;
  return attempts.find(({ id }) => id === found?.id);
}

/**
 * Ends the writer before, unless it was fenced. Its row keeps no open acts, so that no sweep takes
 * them for a dead process's: a sweep of the new writer finds them through the genesis' note.
 */
async function takeOver(
  tx: Sql,
  { writer, id }: { readonly writer: number; readonly id: string },
): Promise<"taken" | "absent" | "fenced"> {
  const [before] = await tx<{ fenced: boolean }[]>`
    select fenced_at is not null as fenced from audit_writers
     where number = ${writer} and id = ${id}::uuid for update`;
  if (before === undefined) return "absent";
  if (before.fenced) return "fenced";
  await tx`
    update audit_writers
       set open_from = null, swept_at = clock_timestamp(),
           fenced_at = case when closed_at is null then clock_timestamp() end
     where number = ${writer}`;
  return "taken";
}

function genesisSeal(
  certificate: Certificate,
  heads: readonly Head[],
  nowMs: number,
  note: JsonObject,
): Seal {
  return {
    writer: certificate.number,
    sequence: 0,
    kind: "genesis",
    previous: certificateHash(certificate),
    root: rootOf(new Uint8Array(0)),
    count: 0,
    first_id: null,
    last_id: null,
    first_at: null,
    last_at: null,
    sealed_at: new Date(nowMs).toISOString(),
    previous_commit_at: certificate.registered_at,
    heads_hash: headsHash(heads),
    note: Object.keys(note).length === 0 ? null : note,
  };
}

/** A minute of overlap: a writer's end is stamped a moment before it can be seen. */
async function readHeadsBefore(tx: Sql, number: number): Promise<readonly Head[]> {
  return tx<Head[]>`
    select encode(head, 'hex') as head, seq as sequence, number as writer
      from audit_writers
     where number = ${number - 1}
        or coalesce(fenced_at, closed_at, 'infinity') >= (
             select registered_at - interval '1 minute'
               from audit_writers where number = ${number - 1})
     order by number`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
