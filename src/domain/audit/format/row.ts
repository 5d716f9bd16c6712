import type { AuditEntry } from "#shared/audit-log.ts";
import { AppError } from "#shared/errors.ts";
import { uuidTimeMs } from "#shared/ids.ts";
import type { JsonObject, JsonValue } from "#shared/json.ts";
import { canonicalJson } from "./canonical-json.ts";
import { escapedRow, isEscapedRow, type RowFields } from "./canonical-row.ts";
import { rowCharsMax } from "./row-bounds.ts";

const detailCharsMax = 65_536;

/** A row on its way to PostgreSQL. */
export interface ConstructedRow {
  readonly fields: RowFields;
  /** Whether a text of the row holds what JSON escapes. */
  readonly isEscaped: boolean;
  /**
   * The columns as they are stored but for `at` and `seal`, `fieldEnd` between them, `nothing` for
   * null. Null when a text holds one of these characters: such a row travels as JSON.
   */
  readonly line: string | null;
}

/** Control characters (unit, record and group separator) that no text of a line may hold. */
export const fieldEnd = "\u001f";
export const rowEnd = "\u001e";
export const nothing = "\u001d";

/** The one constructor of rows: what it accepts is what PostgreSQL stores and gives back. */
export function constructRow(entry: AuditEntry, id: string, salt: string): ConstructedRow {
  const { correlation, costMicrodollars: cost } = entry;
  if ("salt" in entry.detail) throw refuse("detail", "holds a member named salt");
  if (cost !== null && (!Number.isSafeInteger(cost) || Object.is(cost, -0))) {
    throw refuse("cost_microdollars", "is not a safe integer");
  }
  const detail = canonicalJson(withSalt(entry.detail, salt));
  if (detail.length > detailCharsMax)
    throw refuse("detail", `exceeds ${detailCharsMax} characters`);
  const row: RowFields = {
    id,
    at: timeOf(id),
    kind: entry.kind,
    user_id: within("user_id", correlation.userId, rowCharsMax.id),
    session_id: within("session_id", correlation.sessionId, rowCharsMax.id),
    task_id: correlation.taskId && within("task_id", correlation.taskId, rowCharsMax.id),
    trace_id: within("trace_id", correlation.traceId, rowCharsMax.id),
    context_id:
      correlation.contextId && within("context_id", correlation.contextId, rowCharsMax.id),
    client_id: within("client_id", correlation.clientId, rowCharsMax.id),
    role: entry.role,
    agent_id: entry.agentId && within("agent_id", entry.agentId, rowCharsMax.id),
    target: within("target", entry.target, rowCharsMax.name),
    verdict: entry.verdict,
    policy: within("policy", entry.policy, rowCharsMax.name),
    reason: within("reason", entry.reason, rowCharsMax.reason),
    detail,
    cost_microdollars: cost === null ? null : `${cost}`,
  };
  const isEscaped = isEscapedRow(row);
  // JSON escapes control characters, so their absence shows without a look at each text.
  const holdsControl = isEscaped && escapedRow(row, "").includes("\\u001");
  return { fields: row, isEscaped, line: holdsControl ? null : lineOf(row) };
}

/** The members and the salt in the order of their names, which canonicalJson takes as it is. */
function withSalt(detail: JsonObject, salt: string): JsonObject {
  const names = Object.keys(detail);
  // Assigned, this name would be a prototype.
  if (names.includes("__proto__")) return { ...detail, salt };
  if (!isAscending(names)) names.sort();
  const members: Record<string, JsonValue> = {};
  let placed = false;
  for (const name of names) {
    if (!placed && name > "salt") {
      members["salt"] = salt;
      placed = true;
    }
    members[name] = detail[name] as JsonValue;
  }
  if (!placed) members["salt"] = salt;
  return members;
}

function isAscending(names: readonly string[]): boolean {
  for (let place = 1; place < names.length; place++) {
    if ((names[place] as string) < (names[place - 1] as string)) return false;
  }
  return true;
}

/** The characters of a UUIDv7 that hold its milliseconds. */
const timeChars = 13;
let lastTime = { digits: "", iso: "" };

/** Rows of one millisecond share the text: 0.3 µs. */
function timeOf(id: string): string {
  if (lastTime.digits === "" || !id.startsWith(lastTime.digits)) {
    const iso = new Date(uuidTimeMs(id)).toISOString();
    lastTime = { digits: id.slice(0, timeChars), iso };
  }
  return lastTime.iso;
}

/** In the order of `rowColumns` in the statement, without `at`, which is the time of the id. */
function lineOf(row: RowFields): string {
  return [
    row.id,
    row.kind,
    row.user_id,
    row.session_id,
    row.task_id ?? nothing,
    row.trace_id,
    row.context_id ?? nothing,
    row.client_id,
    row.role,
    row.agent_id ?? nothing,
    row.target,
    row.verdict,
    row.policy,
    row.reason,
    row.detail,
    row.cost_microdollars ?? nothing,
  ].join(fieldEnd);
}

function within(column: string, value: string, charsMax: number): string {
  if (typeof value !== "string") throw refuse(column, "is not text");
  if (value.length > charsMax) throw refuse(column, `exceeds ${charsMax} characters`);
  return value;
}

function refuse(column: string, problem: string): AppError {
  return new AppError("INVALID_INPUT", `The audit entry's ${column} ${problem}.`);
}
