import type { AuditLog } from "./audit-log.ts";
import { type ClientId, mintTraceId, type SessionId, type TraceId, type UserId } from "./ids.ts";
import type { JsonObject } from "./json.ts";
import { bindCorrelation, type Correlation, type Tier } from "./principal.ts";
import { AppError } from "./errors.ts";

/** On whose behalf an administrative act is done, as its row names them. */
export interface Actor {
  readonly correlation: Correlation;
  readonly role: Tier;
}

/** The person at the keyboard: whoever may read the profile's keys is trusted as an administrator. */
export function localActor(osUser: string, traceId: TraceId = mintTraceId()): Actor {
  const name = `local:${osUser}`;
  const ids = { userId: name as UserId, sessionId: name as SessionId, clientId: "cli" as ClientId };
  return { correlation: bindCorrelation(ids, traceId), role: "admin" };
}

export interface Act {
  /** `identity://user/create`, `secret://system/name`, … */
  readonly target: string;
  /** Dotted id: `identity.user.create`. */
  readonly policy: string;
  readonly reason: string;
  /** Opaque ids only: what names a person stays out of rows that outlive them. */
  readonly detail: JsonObject;
}

/**
 * Decide, commit, act: the row is durable before the change starts. A change that fails is named by
 * a second row, so that no row claims what did not happen.
 */
export async function recordAct<Result>(
  audit: AuditLog,
  actor: Actor,
  act: Act,
  change: () => Promise<Result>,
): Promise<Result> {
  const entry = {
    kind: "event",
    correlation: actor.correlation,
    role: actor.role,
    agentId: null,
    target: act.target,
    policy: act.policy,
    costMicrodollars: null,
  } as const;
  const { reason, detail } = act;
  const receipt = await audit.commit({ ...entry, verdict: "allow", reason, detail });
  try {
    return await change();
  } catch (error) {
    await audit.commit({
      ...entry,
      verdict: "error",
      reason: "The change failed and was not made.",
      detail: { ...detail, event_id: receipt.id },
    });
    throw error;
  }
}

const reasonCharactersMax = 500;

/** An operator's reason for an act, as the sealed row of it holds it; INVALID_INPUT otherwise. */
export function parseReason(text: string): string {
  const reason = text.trim().normalize("NFC");
  if (reason !== "" && reason.length <= reasonCharactersMax && !/\p{Cc}/u.test(reason)) {
    return reason;
  }
  throw new AppError(
    "INVALID_INPUT",
    `A reason has 1 to ${reasonCharactersMax} characters and no control characters.`,
  );
}
