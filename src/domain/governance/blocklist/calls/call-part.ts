import type { JsonObject, JsonValue } from "#shared/json.ts";
import type { Match } from "../categories.ts";
import type { RuleContext } from "../rules/rule-context.ts";

/** One object of a call's arguments, beside the tool that it goes to. */
export interface CallPart {
  readonly members: JsonObject;
  /** The words of the tool's name, then of its server's. */
  readonly words: readonly string[];
  /** The tool's own words. */
  readonly verbs: readonly string[];
  /** Says which argument the next finding is about. */
  readonly at: (argument: string) => RuleContext;
}

export function isAny(words: readonly string[], wanted: ReadonlySet<string>): boolean {
  return words.some((word) => wanted.has(word));
}

export function wordSet(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.join(" ").split(" "));
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** As it is written; nothing for what has members: one of them may be called toString. */
export function textOf(value: unknown): string {
  return typeof value === "object" ? "" : String(value);
}

/** What one member may say of the call. */
export interface FieldRule {
  /** The names of the members that it reads; empty for any. */
  readonly about: readonly RegExp[];
  readonly judge: (name: string, value: JsonValue, part: CallPart) => Match | null;
}
