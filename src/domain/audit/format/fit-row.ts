import type { AuditEntry } from "#shared/audit-log.ts";
import { isAppError } from "#shared/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { type ConstructedRow, constructRow } from "./row.ts";
import { rowCharsMax } from "./row-bounds.ts";

/** Inside a detail that has to be cut: each text, each list, and how deep it goes. */
const detailTextCharsMax = 256;
const detailItemsMax = 32;
const detailDepthMax = 8;

/**
 * Constructs a row of a refusal, an outcome or an event whatever its texts are: what does not fit
 * is cut, and what does not fit even then leaves a row without its words, because without a row
 * there is no evidence at all. A permission that does not fit is refused: nothing has begun.
 */
export function fitRow(entry: AuditEntry, id: string, salt: string): ConstructedRow {
  if (entry.kind === "decision" && entry.verdict === "allow") return constructRow(entry, id, salt);
  return (
    tryRow(entry, id, salt) ??
    tryRow(cutEntry(entry), id, salt) ??
    constructRow(wordless(entry), id, salt)
  );
}

function tryRow(entry: AuditEntry, id: string, salt: string): ConstructedRow | null {
  try {
    return constructRow(entry, id, salt);
  } catch (error) {
    if (isAppError(error) && error.code === "INVALID_INPUT") return null;
    throw error;
  }
}

function cutEntry(entry: AuditEntry): AuditEntry {
  const { correlation: ids } = entry;
  return {
    ...entry,
    correlation: {
      userId: cut(ids.userId, rowCharsMax.id),
      sessionId: cut(ids.sessionId, rowCharsMax.id),
      taskId: ids.taskId && cut(ids.taskId, rowCharsMax.id),
      traceId: cut(ids.traceId, rowCharsMax.id),
      contextId: ids.contextId && cut(ids.contextId, rowCharsMax.id),
      clientId: cut(ids.clientId, rowCharsMax.id),
    },
    agentId: entry.agentId && cut(entry.agentId, rowCharsMax.id),
    target: cut(entry.target, rowCharsMax.name),
    policy: cut(entry.policy, rowCharsMax.name),
    reason: cut(entry.reason, rowCharsMax.reason),
    detail: cutMembers(entry.detail, 0),
  };
}

function wordless(entry: AuditEntry): AuditEntry {
  const { decision_id: decision } = entry.detail;
  return {
    ...cutEntry(entry),
    policy: "audit.unfit",
    reason: "What was to be recorded does not fit in a row; its words were left out.",
    detail: typeof decision === "string" ? { decision_id: decision } : {},
    costMicrodollars: null,
  };
}

function cutMembers(members: JsonObject, depth: number): JsonObject {
  const entries = Object.entries(members)
    .filter(([key]) => key !== "salt")
    .slice(0, detailItemsMax)
    .map(([key, value]) => [cut(key, detailTextCharsMax), cutValue(value, depth + 1)] as const);
  return Object.fromEntries(entries);
}

function cutValue(value: JsonValue, depth: number): JsonValue {
  if (typeof value === "string") return cut(value, detailTextCharsMax);
  if (typeof value === "number") {
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : String(value);
  }
  if (typeof value !== "object" || value === null) return value ?? null;
  if (depth >= detailDepthMax) return "…";
  if (isJsonObject(value)) return cutMembers(value, depth);
  return value.slice(0, detailItemsMax).map((item) => cutValue(item, depth + 1));
}

/** No row holds a NUL or half a character, which a cut may leave behind. */
function cut<Text extends string>(text: Text, charsMax: number): Text {
  const kept = text.length <= charsMax ? text : `${text.slice(0, charsMax - 1)}…`;
  return kept.toWellFormed().replaceAll("\u0000", "\ufffd") as Text;
}
