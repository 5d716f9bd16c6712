import type { BlocklistException } from "#infra/config/schemas/governance.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { GovernedCall } from "#shared/governed-call.ts";
import type { Principal } from "#shared/principal.ts";
import { parseSubject } from "../access/access-index.ts";
import { coveringEntities, entityKey } from "../access/entity-key.ts";
import type { Match } from "./categories.ts";

/** A call and whose it is; null where nobody is named, and only exceptions for everybody hold. */
export interface ExcusedCall {
  readonly call: Pick<GovernedCall, "entity" | "input">;
  readonly principal: Pick<Principal, "role" | "departments"> | null;
}

/** The exception that lets a call pass a match, or null. */
export type FindException = (
  excused: ExcusedCall,
  match: Pick<Match, "category" | "rule">,
  /** Pointer of the argument in which it was found; null when the tool itself is meant. */
  argument: string | null,
) => BlocklistException | null;

const dayMs = 24 * 3_600 * 1_000;

/** The day that `until` names counts whole, in UTC. */
export function isOver(exception: Pick<BlocklistException, "until">, nowMs: number): boolean {
  return nowMs >= Date.parse(`${exception.until}T00:00:00Z`) + dayMs;
}

/** Null without exceptions, so that a call is judged as if there were no such thing. */
export function compileExceptions(
  exceptions: readonly BlocklistException[],
  nowMs: () => number,
): FindException | null {
  if (exceptions.length === 0) return null;
  const byEntity = Map.groupBy(exceptions, (exception) => exception.entity);
  return ({ call, principal }, match, argument) => {
    for (const entity of coveringEntities(entityKey(call.entity))) {
      for (const exception of byEntity.get(entity) ?? []) {
        if (!isAbout(exception, match) || !isFor(exception, principal)) continue;
        if (isOver(exception, nowMs())) continue;
        if (hasItsArguments(exception, call.input, argument)) return exception;
      }
    }
    return null;
  };
}

/** A call that is too large to be read may hold anything: only naming that very rule excuses it. */
function isAbout(exception: BlocklistException, { category, rule }: MatchName): boolean {
  if (exception.rule !== undefined) return exception.rule === rule;
  return exception.category === category && !rule.startsWith("call.");
}

function isFor({ subject }: BlocklistException, principal: ExcusedCall["principal"]): boolean {
  if (subject === undefined) return true;
  if (principal === null) return false;
  const { band, name } = parseSubject(subject);
  return band === "department" ? principal.departments.includes(name) : principal.role === name;
}

type MatchName = Pick<Match, "category" | "rule">;

/** A list of words belongs to the command beside it: `rm` alone must not excuse `rm -rf /`. */
const continuations = ["args", "argv", "arguments"];

function hasItsArguments(
  { arguments: expected }: BlocklistException,
  input: JsonValue,
  argument: string | null,
): boolean {
  if (expected === undefined) return true;
  if (!isJsonObject(input)) return false;
  const names = Object.keys(expected);
  if (!names.every((name) => isSame(expected[name], own(input, name)))) return false;
  if (argument === null) return true;
  const place = argument.split("/")[1] ?? "";
  if (!Object.hasOwn(expected, place)) return false;
  return continuations.every((name) => !Object.hasOwn(input, name) || names.includes(name));
}

function own(input: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(input, name) ? input[name] : undefined;
}

function isSame(one: unknown, other: unknown): boolean {
  return other !== undefined && JSON.stringify(one) === JSON.stringify(other);
}
