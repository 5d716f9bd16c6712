import type { JsonObject, JsonValue } from "./json.ts";

/**
 * The names inside `detail`. Durations and order of `stages` follow `stageNames`. Hashes of input
 * and output are HMACs under the audit key: a plain hash of a password would be an oracle.
 */
export interface DecisionDetail {
  /** `SECRET.github.pat`, `RATE.SESSION`, …; absent when allowed. */
  readonly code?: string;
  /** Microseconds of each stage, in pipeline order; −1 for a stage that was skipped. */
  readonly stages?: readonly number[];
  /** Words only of the stage that objected. */
  readonly objection?: JsonValue;
  /** Where credentials were found; masked, at most `findingsMax`. */
  readonly findings?: readonly {
    readonly kind: string;
    readonly pointer: string;
    readonly masked: string;
  }[];
  readonly method?: string;
  readonly input_hmac?: string;
  readonly input_bytes?: number;
  /** The policy snapshot that decided: the first 16 hex digits of its hash. */
  readonly policy_hash?: string;
  readonly token_id?: string;
  /** The executable that acts: the first 16 hex digits of its hash. */
  readonly executable?: string;
  /** What the caller claims; never trusted, never a limit. */
  readonly claimed_trace?: string;
  readonly client_session?: string;
  readonly address?: string;
}

export interface OutcomeDetail {
  readonly code?: string;
  /** From the decision to the answer; the row's own time is the decision's. */
  readonly duration_us?: number;
  readonly output_hmac?: string;
  readonly output_bytes?: number;
  readonly input_tokens?: number;
  readonly output_tokens?: number;
  /** Masked. */
  readonly error?: string;
}

/** More findings than this are counted in `code`'s stage only; a row stays small. */
export const findingsMax = 8;
/** Room for a pointer or an excerpt; what is longer is cut, so that the row always fits. */
const textCharsMax = 256;

/** The `detail` of a decision: absent members are left out, long lists and texts are cut. */
export function decisionDetail(detail: DecisionDetail): JsonObject {
  const { findings, ...rest } = detail;
  const members = present(rest as Record<string, JsonValue | undefined>);
  if (findings === undefined || findings.length === 0) return members;
  const kept = findings.slice(0, findingsMax).map(({ kind, pointer, masked }) => ({
    kind,
    pointer: cut(pointer),
    masked: cut(masked),
  }));
  return { ...members, findings: kept };
}

/** The `detail` of an outcome; the writer adds `decision_id`. */
export function outcomeDetail(detail: OutcomeDetail): JsonObject {
  return present(detail as Record<string, JsonValue | undefined>);
}

function present(members: Record<string, JsonValue | undefined>): JsonObject {
  const kept: Record<string, JsonValue> = {};
  for (const name of Object.keys(members)) {
    const value = members[name];
    if (value !== undefined) kept[name] = typeof value === "string" ? cut(value) : value;
  }
  return kept;
}

/** A text for a row or for people; what is longer than a row's texts may be is cut. */
export function cut(text: string): string {
  if (text.length <= textCharsMax) return text;
  // A cut between two halves of a character would leave a lone surrogate, which no row may hold.
  return `${text.slice(0, textCharsMax - 1).toWellFormed()}…`;
}
