import type { Database } from "#infra/database/database.ts";
import { inTx } from "#infra/database/in-tx.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { AppError } from "#shared/errors.ts";
import { mintUuid } from "#shared/ids.ts";
import { type Actor, parseReason } from "#shared/recorded-act.ts";
import { type HoldAct, type HoldKeys, holdMac, holdTarget, holdTrace } from "./hold-act.ts";
import { type HoldState, readHolds } from "./read-holds.ts";

/** Held while a hold is placed or released, and by a drop from its look at the holds to its end. */
export const holdsLock = 7_382_914_650_117;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

export interface NewHold {
  readonly reason: string;
  readonly userId: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

export interface HoldsOptions extends HoldKeys {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly nowMs: () => number;
}

/** Legal holds. The row of an act is the act: once it is durable, the hold is in force. */
export class Holds {
  readonly #options: HoldsOptions;

  constructor(options: HoldsOptions) {
    this.#options = options;
  }

  async list(): Promise<readonly HoldState[]> {
    return (await readHolds(this.#options.database.sql, this.#options)).holds;
  }

  async place(actor: Actor, hold: NewHold): Promise<HoldAct> {
    const from = parseDay(hold.from);
    const to = parseDay(hold.to);
    if (from !== null && to !== null && from > to) {
      throw new AppError("INVALID_INPUT", "The hold ends before it begins.");
    }
    const scope = { hold_id: mintUuid(), user_id: hold.userId, from, to };
    return this.#record(actor, "place", hold.reason, () => scope);
  }

  async release(actor: Actor, id: string, reason: string): Promise<HoldAct> {
    return this.#record(actor, "release", reason, (holds) => {
      const hold = holds.find((each) => each.id === id);
      if (hold === undefined) {
        throw new AppError("NOT_FOUND", "There is no such hold. See: infra audit hold list");
      }
      if (hold.releasedAt !== null) {
        throw new AppError("CONFLICT", `The hold was released at ${hold.releasedAt}.`);
      }
      return { hold_id: id, user_id: hold.userId, from: hold.from, to: hold.to };
    });
  }

  /** The lock makes the numbers of acts consecutive, and keeps a drop from passing by. */
  #record(
    actor: Actor,
    verb: HoldAct["act"],
    why: string,
    scopeOf: (holds: readonly HoldState[]) => Pick<HoldAct, "hold_id" | "user_id" | "from" | "to">,
  ): Promise<HoldAct> {
    const reason = parseReason(why);
    const { database, audit, nowMs, installationId } = this.#options;
    return inTx(database, async (tx) => {
      await tx`select pg_advisory_xact_lock(${holdsLock}::bigint)`;
      const { holds, acts } = await readHolds(tx, this.#options);
      const act: HoldAct = {
        act: verb,
        number: acts + 1,
        ...scopeOf(holds),
        reason,
        by: actor.correlation.userId,
        at: new Date(nowMs()).toISOString(),
      };
      await audit.commit({
        kind: "event",
        correlation: { ...actor.correlation, traceId: holdTrace(installationId) },
        role: actor.role,
        agentId: null,
        target: holdTarget,
        verdict: "ok",
        policy: `audit.hold.${verb}`,
        reason: verb === "place" ? "A legal hold is placed." : "A legal hold is released.",
        detail: {
          ...act,
          mac: holdMac(this.#options, act),
          trace_id: actor.correlation.traceId,
        },
        costMicrodollars: null,
      });
      return act;
    });
  }
}

function parseDay(text: string | null): string | null {
  if (text === null) return null;
  const isDay = dayPattern.test(text) && isRealDay(text);
  if (isDay) return text;
  throw new AppError("INVALID_INPUT", "A day is written YYYY-MM-DD, in UTC.");
}

/** Date.parse takes the 31st of a shorter month for a day of the next. */
function isRealDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}
