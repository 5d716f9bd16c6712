import type { Finding, GovernedCall, RateGrant } from "#shared/governed-call.ts";
import type { JsonValue } from "#shared/json.ts";
import type { Authentication } from "#shared/principal.ts";
import type { PolicySnapshot } from "./policy/policy-snapshot.ts";

/** Everything a stage may look at; nothing is left to fetch. */
export interface StageInputs {
  readonly call: GovernedCall;
  readonly authentication: Authentication;
  readonly policy: PolicySnapshot;
  readonly grant: RateGrant;
}

/** Why a stage does not pass a call. */
export interface Objection {
  readonly result: "deny" | "ask";
  readonly policy: string;
  readonly code: string;
  readonly reason: string;
  readonly detail?: JsonValue;
  readonly findings?: readonly Finding[];
  readonly retryAfterMs?: number;
}

/** A stage that passes a call only because exceptions say so; the row names them. */
export interface Passage {
  readonly result: "pass";
  readonly exceptions: readonly string[];
}

/** One stage: passes with null. Pure, bounded, never throws on any input. */
export type Check = (inputs: StageInputs) => Objection | Passage | null;
