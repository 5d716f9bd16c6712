import type { Match } from "../categories.ts";
import { readSql, type SqlStatement, type SqlToken } from "./read-sql.ts";

type Report = (match: Match) => void;

/** Statements inside strings inside statements. */
const sqlDepthMax = 4;

/** Judges SQL statement by statement, by keywords outside strings, names and comments. */
export function judgeSql(text: string, report: Report, strict = false, depth = 0): void {
  const script = readSql(text);
  for (const statement of script.statements) judgeStatement(statement, report, depth);
  if (script.problem !== null && strict) {
    report({ category: "opaque-command", rule: "sql.unreadable", what: script.problem });
  }
}

/** MySQL runs what stands in `/*! … *\/`; the reader drops it as a comment, so it is read again. */
export function executableComments(text: string): string {
  let plain = "";
  let from = 0;
  for (;;) {
    const start = text.indexOf("/*!", from);
    const end = start === -1 ? -1 : text.indexOf("*/", start + 3);
    if (end === -1) return plain + text.slice(from);
    const inner = text.slice(start + 3, end).replace(/^\d+/, "");
    plain += `${text.slice(from, start)} ${inner} `;
    from = end + 2;
  }
}

function judgeStatement(statement: SqlStatement, report: Report, depth: number): void {
  const start = leading(statement);
  if (start === undefined) return;
  const first = statement[start] as SqlToken;
  judgeVerb(first.text, statement.slice(start), report, depth);
  if (
    first.text === "WITH" ||
    first.text === "COPY" ||
    first.text === "MERGE" ||
    first.text === "CREATE"
  ) {
    judgeInner(statement, start, report, depth);
  }
  judgeCalls(statement, report);
}

const preludes = new Set(["EXPLAIN", "ANALYZE", "VERBOSE", "BEGIN", "START", "TRANSACTION", "("]);

/** Skips EXPLAIN and its options: `EXPLAIN ANALYZE DELETE` deletes. */
function leading(statement: SqlStatement): number | undefined {
  let at = 0;
  while (at < statement.length) {
    const { text, level } = statement[at] as SqlToken;
    if (!preludes.has(text) && !(level > 0 && statement[0]?.text === "EXPLAIN")) break;
    if (text === ")") break;
    at++;
  }
  while (statement[at]?.text === ")") at++;
  return at < statement.length ? at : undefined;
}

/** A DML verb after `AS (`, or after the list of common table expressions. */
function judgeInner(statement: SqlStatement, start: number, report: Report, depth: number): void {
  let left = innerVerbsMax;
  for (let at = start + 1; at < statement.length && left > 0; at++) {
    const token = statement[at] as SqlToken;
    if (token.kind !== "word" || !innerVerbs.has(token.text)) continue;
    const before = statement[at - 1] as SqlToken;
    if (before.text !== "(" && before.text !== ")" && before.text !== "THEN") continue;
    left--;
    judgeVerb(token.text, partFrom(statement, at), report, depth);
  }
}

/** Verbs judged inside one statement: each costs its part's length. */
const innerVerbsMax = 64;
const innerVerbs = new Set(["DELETE", "UPDATE", "TRUNCATE", "DROP", "ALTER", "GRANT"]);

function partFrom(statement: SqlStatement, start: number): SqlStatement {
  const level = (statement[start] as SqlToken).level;
  let end = start + 1;
  while (end < statement.length && (statement[end] as SqlToken).level >= level) end++;
  return statement.slice(start, end);
}

type VerbRule = (part: SqlStatement, report: Report, depth: number) => void;

function has(part: SqlStatement, ...words: string[]): boolean {
  return words.some((word) => part.some((token) => token.kind === "word" && token.text === word));
}

function judgeVerb(verb: string, part: SqlStatement, report: Report, depth: number): void {
  if (!Object.hasOwn(verbRules, verb)) return;
  verbRules[verb]?.(part, report, depth);
  if (
    changing.has(verb) &&
    part.some(({ text }) => /^audit_(?:events|seals|writers)/i.test(text))
  ) {
    report({ category: "governance-tampering", rule: "sql.audit", what: "changes the audit" });
  }
}

const changing = new Set("DELETE UPDATE INSERT TRUNCATE DROP ALTER".split(" "));

const remove: VerbRule = (part, report) => {
  if (part[1]?.text !== "FROM" && !(part[1]?.kind === "name" || has(part, "FROM"))) return;
  if (limits(part)) return;
  report({ category: "delete-data", rule: "sql.delete-all", what: "deletes every row" });
};

/** A WHERE of the verb's own level that is not trivially true. */
function limits(part: SqlStatement): boolean {
  const level = part[0]?.level ?? 0;
  const where = part.findIndex((token) => token.text === "WHERE" && token.level === level);
  if (where === -1) return false;
  const rest = part.slice(where + 1).filter((token) => token.text !== "(" && token.text !== ")");
  const end = rest.findIndex(
    (t) => t.kind === "word" && /^(?:RETURNING|LIMIT|ORDER)$/.test(t.text),
  );
  const condition = end === -1 ? rest : rest.slice(0, end);
  return !isAlwaysTrue(condition);
}

/** Any part between ORs that holds for every row. */
function isAlwaysTrue(condition: SqlStatement): boolean {
  let from = 0;
  for (let at = 0; at <= condition.length; at++) {
    const token = condition[at];
    if (token !== undefined && !(token.kind === "word" && token.text === "OR")) continue;
    if (isTautology(condition.slice(from, at))) return true;
    from = at + 1;
  }
  return false;
}

function isTautology(part: SqlStatement): boolean {
  const [left, mark, right] = part;
  if (left === undefined) return true;
  if (part.length === 1) return left.text === "TRUE" || /^[1-9]/.test(left.text);
  if (part.length !== 3 || mark?.text !== "=") return false;
  return left.kind === right?.kind && left.text === right.text;
}

const schemaObjects =
  /^(?:TABLE|DATABASE|SCHEMA|TYPE|DOMAIN|SEQUENCE|FUNCTION|PROCEDURE|EXTENSION|TABLESPACE|COLUMN|KEYSPACE|FOREIGN|OWNED|CATALOG|STREAM|WAREHOUSE|COLLECTION)$/;
const smallObjects =
  /^(?:INDEX|VIEW|MATERIALIZED|TRIGGER|RULE|CONSTRAINT|AGGREGATE|CAST|OPERATOR|PUBLICATION|SUBSCRIPTION)$/;

const drop: VerbRule = (part, report) => {
  const kind = part[1]?.text ?? "";
  const what = `drops a ${kind.toLowerCase()}`;
  if (schemaObjects.test(kind)) report({ category: "drop-schema", rule: "sql.drop", what });
  else if (kind === "POLICY") {
    report({ category: "disable-security", rule: "sql.drop-policy", what });
  } else if (/^(?:ROLE|USER|LOGIN)$/.test(kind)) {
    report({ category: "permission-widening", rule: "sql.drop-role", what });
  } else if (smallObjects.test(kind)) {
    report({ category: "drop-schema", rule: "sql.drop-small", what, soft: true });
  }
};

const alter: VerbRule = (part, report) => {
  const kind = part[1]?.text ?? "";
  if (/^(?:ROLE|USER|GROUP|LOGIN|DEFAULT)$/.test(kind)) return widen(part, report, 0);
  const drops = part.slice(2).some((token) => token.kind === "word" && token.text === "DROP");
  if (drops)
    report({ category: "drop-schema", rule: "sql.alter-drop", what: "drops part of a table" });
  const disables = has(part, "DISABLE") && has(part, "TRIGGER", "SECURITY", "RULE");
  if (disables || (has(part, "NO") && has(part, "FORCE"))) {
    const what = "switches a table's protection off";
    report({ category: "disable-security", rule: "sql.alter-disable", what });
  }
  if (kind === "SYSTEM") {
    report({ category: "disable-security", rule: "sql.alter-system", what: "changes the server" });
  }
};

const widen: VerbRule = (part, report) => {
  if (
    part[0]?.text === "ALTER" &&
    !has(
      part,
      "SUPERUSER",
      "CREATEROLE",
      "CREATEDB",
      "BYPASSRLS",
      "REPLICATION",
      "GRANT",
      "PASSWORD",
    )
  )
    return;
  const what = "gives a database role more rights";
  report({ category: "permission-widening", rule: "sql.grant", what });
};

const create: VerbRule = (part, report, depth) => {
  if (/^(?:ROLE|USER|LOGIN)$/.test(part[1]?.text ?? "")) return widen(part, report, depth);
};

const copy: VerbRule = (part, report) => {
  if (has(part, "PROGRAM")) {
    return report({ category: "opaque-command", rule: "sql.copy-program", what: "runs a program" });
  }
  const to = part.findIndex((token) => token.text === "TO");
  if (to !== -1 && part[to + 1]?.kind === "string") {
    const what = "writes rows to a file of the server";
    report({ category: "exfiltration", rule: "sql.copy-file", what });
  }
};

/** `DO $$ … $$` and `EXECUTE '…'` hold statements in a string. */
const runText: VerbRule = (part, report, depth) => {
  const string = part.find((token) => token.kind === "string");
  if (string === undefined || depth >= sqlDepthMax) return;
  judgeSql(string.text, report, false, depth + 1);
  for (const found of string.text.matchAll(
    /\b(?:begin|then|loop|else|execute)\b\s+'?([^;]{1,2000})/gi,
  )) {
    judgeSql(found[1] ?? "", report, false, depth + 1);
  }
};

const gone =
  (what: string): VerbRule =>
  (_part, report) =>
    report({ category: "delete-data", rule: "sql.remove", what });

const verbRules: Readonly<Record<string, VerbRule>> = {
  DELETE: remove,
  UPDATE: (part, report) => {
    if (!has(part, "SET") || limits(part)) return;
    report({ category: "delete-data", rule: "sql.update-all", what: "overwrites every row" });
  },
  INSERT: () => undefined,
  TRUNCATE: gone("empties a table"),
  FLUSHALL: gone("empties every database"),
  FLUSHDB: gone("empties a database"),
  DROP: drop,
  ALTER: alter,
  GRANT: widen,
  REASSIGN: widen,
  CREATE: create,
  COPY: copy,
  DO: runText,
  EXECUTE: runText,
  PREPARE: (part, report, depth) => {
    const as = part.findIndex((token) => token.text === "AS");
    const inner = part[as + 1];
    if (as === -1 || inner === undefined || inner.text === "PREPARE") return;
    judgeVerb(inner.text, part.slice(as + 1), report, depth);
  },
  EXEC: (part, report) => {
    const name = part[1]?.text ?? "";
    if (/^XP_CMDSHELL$/i.test(name) || name === "(") {
      report({ category: "opaque-command", rule: "sql.exec", what: "runs a computed statement" });
    }
  },
  SHUTDOWN: (_part, report) =>
    report({ category: "process-control", rule: "sql.shutdown", what: "stops the database" }),
};

const calls: Readonly<Record<string, Match>> = {
  PG_TERMINATE_BACKEND: {
    category: "process-control",
    rule: "sql.terminate",
    what: "ends other sessions",
  },
  PG_READ_FILE: {
    category: "credential-access",
    rule: "sql.read-file",
    what: "reads a file of the server",
  },
  PG_READ_BINARY_FILE: {
    category: "credential-access",
    rule: "sql.read-file",
    what: "reads a file of the server",
  },
  LO_EXPORT: {
    category: "exfiltration",
    rule: "sql.lo-export",
    what: "writes a file of the server",
  },
  LOAD_FILE: {
    category: "credential-access",
    rule: "sql.read-file",
    what: "reads a file of the server",
  },
  PG_SHADOW: {
    category: "credential-access",
    rule: "sql.passwords",
    what: "reads password hashes",
  },
  PG_AUTHID: {
    category: "credential-access",
    rule: "sql.passwords",
    what: "reads password hashes",
  },
  OUTFILE: {
    category: "exfiltration",
    rule: "sql.outfile",
    what: "writes rows to a file of the server",
  },
  DUMPFILE: {
    category: "exfiltration",
    rule: "sql.outfile",
    what: "writes rows to a file of the server",
  },
  DROPDATABASE: { category: "drop-schema", rule: "sql.mongo-drop", what: "drops a database" },
};

function judgeCalls(statement: SqlStatement, report: Report): void {
  for (const [at, token] of statement.entries()) {
    if (token.kind !== "word") continue;
    if (Object.hasOwn(calls, token.text)) report(calls[token.text] as Match);
    const emptyFilter =
      statement[at + 1]?.text === "(" &&
      statement[at + 2]?.text === "{" &&
      statement[at + 3]?.text === "}";
    if ((token.text === "DELETEMANY" || token.text === "REMOVE") && emptyFilter) {
      report({ category: "delete-data", rule: "sql.mongo-delete", what: "deletes every document" });
    }
    if (
      token.text === "DROP" &&
      statement[at - 1]?.text === "." &&
      statement[at + 1]?.text === "("
    ) {
      report({ category: "drop-schema", rule: "sql.mongo-drop", what: "drops a collection" });
    }
  }
}
