import type { SqlStatement } from "./read-sql.ts";

/** A WHERE of the verb's own level that is not trivially true. */
export function isBounded(part: SqlStatement): boolean {
  const condition = conditionAfter(part, "WHERE");
  return condition !== null && !isAlwaysTrue(condition, tableOf(part));
}

/** `MERGE … ON true`: every row of the target matches. */
export function matchesEveryRow(merge: SqlStatement): boolean {
  const condition = conditionAfter(merge, "ON");
  return condition !== null && isAlwaysTrue(condition, null);
}

/** `… WHERE false`: what is written over the table is nothing. */
export function selectsNothing(part: SqlStatement): boolean {
  const limit = part.findIndex(({ kind, text }) => kind === "word" && text === "LIMIT");
  if (limit !== -1 && part[limit + 1]?.text === "0") return true;
  const condition = conditionAfter(part, "WHERE");
  if (condition === null) return false;
  return splitAt(condition, "AND").some(isNever);
}

/** `WITH few AS (SELECT TOP (100) …) DELETE FROM few` of SQL Server: what the query yields, goes. */
export function changesBoundedQuery(statement: SqlStatement, at: number): boolean {
  const target = statement[at + 1]?.text === "FROM" ? at + 2 : at + 1;
  const name = statement[target]?.text.toUpperCase();
  const follower = statement[target + 1]?.text;
  if (name === undefined || follower === ".") return false;
  const from = statement.findIndex(
    ({ text }, place) =>
      place < at &&
      text.toUpperCase() === name &&
      statement[place + 1]?.text === "AS" &&
      statement[place + 2]?.text === "(",
  );
  if (from === -1) return false;
  const level = statement[from]?.level ?? 0;
  const rest = statement.slice(from + 3, at);
  const end = rest.findIndex((token) => token.level <= level);
  const query = end === -1 ? rest : rest.slice(0, end);
  return query[0]?.text === "SELECT" && (query[1]?.text === "TOP" || isBounded(query));
}

const conditionEnd = /^(?:RETURNING|LIMIT|ORDER|WHEN|GROUP|OPTION|SETTINGS|DETACH|DELETE)$/;

function conditionAfter(part: SqlStatement, word: string): SqlStatement | null {
  const level = part[0]?.level ?? 0;
  const at = part.findIndex(
    (token) => token.kind === "word" && token.text === word && token.level === level,
  );
  if (at === -1) return null;
  const rest = part.slice(at + 1).filter(({ text }) => text !== "(" && text !== ")");
  const end = rest.findIndex(({ kind, text }) => kind === "word" && conditionEnd.test(text));
  return end === -1 ? rest : rest.slice(0, end);
}

function tableOf(part: SqlStatement): string | null {
  const from = part.findIndex(({ text }) => text === "FROM");
  return part[from === -1 ? 1 : from + 1]?.text.toUpperCase() ?? null;
}

/** Any part between ORs all of whose parts hold for every row. */
function isAlwaysTrue(condition: SqlStatement, table: string | null): boolean {
  const parts = splitAt(condition, "OR");
  if (isNullOrNot(parts)) return true;
  return parts.some((or) => splitAt(or, "AND").every((and) => isTautology(and, table)));
}

/** `name IS NULL OR name IS NOT NULL`. */
function isNullOrNot(parts: readonly SqlStatement[]): boolean {
  const texts = parts.map((part) => part.map(({ text }) => text.toUpperCase()).join(" "));
  return texts.some(
    (text) =>
      text.endsWith(" IS NULL") && texts.includes(text.replace(/ IS NULL$/, " IS NOT NULL")),
  );
}

function splitAt(condition: SqlStatement, word: string): readonly SqlStatement[] {
  const parts: SqlStatement[] = [];
  let from = 0;
  for (let at = 0; at <= condition.length; at++) {
    const token = condition[at];
    if (token !== undefined && !(token.kind === "word" && token.text === word)) continue;
    if (word === "AND" && condition[at - 2]?.text === "BETWEEN") continue;
    parts.push(condition.slice(from, at));
    from = at + 1;
  }
  return parts;
}

function isTautology(part: SqlStatement, table: string | null): boolean {
  const [left, ...rest] = part;
  if (left === undefined) return true;
  if (rest.length === 0) return left.text === "TRUE" || /^[1-9]/.test(left.text);
  const words = part.map(({ text }) => text.toUpperCase()).join(" ");
  if (words === "NOT FALSE" || /^EXISTS SELECT (?:\w+|\*)$/.test(words)) return true;
  // Keys are never null and count from one.
  if (/^(?:\w+ \. )?ID (?:IS NOT NULL|> 0|> = [01]|! = 0|< > 0)$/.test(words)) return true;
  if (/^\S+ LIKE %+$/.test(words)) return true;
  if (isOwnKey(words, table) || /^(?:\w+ \. )?\w*ID BETWEEN [01] AND 9{6,}$/.test(words))
    return true;
  // A length and a count are never below nothing; keys lie above what is below nothing.
  if (/^(?:(?:CHAR_|OCTET_)?LENGTH|LEN|ABS|COUNT) .{1,64} > = 0$/.test(words)) return true;
  if (/^(?:\w+ \. )?\w*ID (?:> =? ?- \d+|! = - \d+|< > - \d+)$/.test(words)) return true;
  if (comparesNumbers(words) || /^(?:TRUE (?:= |IS )?TRUE|FALSE = FALSE)$/.test(words)) return true;
  return isSameOnBothSides(part) || isEveryKey(words, table);
}

/** `customer_id IS NOT NULL` of customers. */
function isOwnKey(words: string, table: string | null): boolean {
  const key = /^(\w+)_ID IS NOT NULL$/.exec(words)?.[1];
  return key !== undefined && table !== null && (table === key || table === `${key}S`);
}

/** `1 < 2`, `2 <> 1`, `1 IN 1`, `NOT 1 = 2`. */
function comparesNumbers(words: string): boolean {
  const found = /^(NOT )?(\d+) (=|<|>|< >|! =|< =|> =|IN|LIKE) (\d+)$/.exec(words);
  if (found === null) return false;
  const [, not, left, operator = "", right] = found;
  const [a, b] = [Number(left), Number(right)];
  const [less, more, same] = [/</.test(operator), />/.test(operator), a === b];
  const isTrue =
    operator === "! =" || operator === "< >"
      ? !same
      : /^(?:=|IN|LIKE)$/.test(operator)
        ? same
        : (less && a < b) || (more && a > b) || (operator.includes("=") && same);
  return isTrue !== (not !== undefined);
}

function isSameOnBothSides(part: SqlStatement): boolean {
  const middle = part.findIndex(({ kind, text }) => kind === "mark" && text === "=");
  if (middle < 1 || part.length !== 2 * middle + 1) return false;
  return part.slice(0, middle).every(({ kind, text }, at) => {
    const other = part[middle + 1 + at];
    return kind === other?.kind && text.toUpperCase() === other.text.toUpperCase();
  });
}

/** `id IN (SELECT id FROM the same table)`. */
function isEveryKey(words: string, table: string | null): boolean {
  const found = /^(\w+) IN SELECT (\w+) FROM (\w+)$/.exec(words);
  return found !== null && found[1] === found[2] && found[3] === table;
}

function isNever(part: SqlStatement): boolean {
  const [left, mark, right] = part;
  if (part.length === 1) return left?.text === "FALSE" || left?.text === "0";
  if (part.length !== 3 || mark?.text !== "=") return false;
  return left?.kind === "number" && right?.kind === "number" && left.text !== right.text;
}
