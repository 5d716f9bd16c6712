import type { Sql } from "#infra/database/database.ts";
import { AppError } from "#shared/errors.ts";
import type { LegalHold } from "#shared/legal-holds.ts";
import { type HoldAct, type HoldKeys, holdTarget, holdTrace, readHoldAct } from "./hold-act.ts";

/** Rows looked through; an installation that has more of them is under attack. */
const actsReadMax = 10_000;

export interface HoldState extends LegalHold {
  readonly releasedAt: string | null;
  readonly releasedBy: string | null;
}

/** Every hold that was ever placed, oldest first, and the highest number of an act. */
export async function readHolds(
  sql: Sql,
  keys: HoldKeys,
): Promise<{ readonly holds: readonly HoldState[]; readonly acts: number }> {
  const acts = await readActs(sql, keys);
  return { holds: holdsOf(acts), acts: Math.max(0, ...acts.map(({ number }) => number)) };
}

export async function readHoldsInForce(sql: Sql, keys: HoldKeys): Promise<readonly HoldState[]> {
  const { holds } = await readHolds(sql, keys);
  return holds.filter(({ releasedAt }) => releasedAt === null);
}

/**
 * A hold that forbids erasing this person: one that names the person, or one for everybody,
 * whatever its dates, because a person's key opens all months. Rejects with CHECK_FAILED when acts
 * of holds are missing: then nothing may be destroyed.
 */
export async function findHoldOfUser(
  sql: Sql,
  keys: HoldKeys,
  userId: string,
): Promise<LegalHold | undefined> {
  const holds = await readHoldsInForce(sql, keys);
  return holds.find((hold) => hold.userId === null || hold.userId === userId);
}

/** A place without a release; a release counts whenever its row was written. */
function holdsOf(acts: readonly HoldAct[]): readonly HoldState[] {
  const released = new Map(
    acts.filter(({ act }) => act === "release").map((act) => [act.hold_id, act] as const),
  );
  return acts
    .filter(({ act }) => act === "place")
    .map((act) => ({
      id: act.hold_id,
      userId: act.user_id,
      from: act.from,
      to: act.to,
      reason: act.reason,
      placedBy: act.by,
      placedAt: act.at,
      releasedAt: released.get(act.hold_id)?.at ?? null,
      releasedBy: released.get(act.hold_id)?.by ?? null,
    }));
}

/**
 * Genuine acts in the order of their rows. Rejects when one is missing: a hold may have been
 * deleted, so nothing may be destroyed until somebody looked.
 */
async function readActs(sql: Sql, keys: HoldKeys): Promise<readonly HoldAct[]> {
  const trace = holdTrace(keys.installationId);
  const rows = await sql<{ detail: { readonly [name: string]: unknown } }[]>`
    select detail from (
      select id, detail from audit_events
       where trace_id = ${trace} and kind = 'event' and target = ${holdTarget}
      union
      select id, detail from audit_events_kept
       where trace_id = ${trace} and kind = 'event' and target = ${holdTarget}) as acts
     order by id limit ${actsReadMax}`;
  if (rows.length === actsReadMax) {
    throw broken("The audit holds too many rows that look like legal holds");
  }
  const acts = rows.flatMap(({ detail }) => readHoldAct(keys, detail) ?? []);
  // Not always unique: an act that was answered as not recorded may be found committed later.
  const numbers = new Set(acts.map(({ number }) => number));
  const missing = [...Array(Math.max(0, ...numbers)).keys()].find((n) => !numbers.has(n + 1));
  if (missing !== undefined) throw broken(`Act ${missing + 1} of the legal holds is missing`);
  // A copy of a genuine row says nothing new.
  return [...new Map(acts.map((act) => [`${act.act} ${act.hold_id}`, act])).values()];
}

function broken(problem: string): AppError {
  return new AppError("CHECK_FAILED", `${problem}: see infra audit verify.`);
}
