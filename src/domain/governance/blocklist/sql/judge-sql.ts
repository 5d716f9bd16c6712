import type { Match } from "../categories.ts";
import { foldStrings } from "./fold-strings.ts";
import { changesBoundedQuery, isBounded, matchesEveryRow, selectsNothing } from "./judge-bound.ts";
import { judgeCalls } from "./judge-calls.ts";
import { create, prepare, runBody, runStatement } from "./judge-dynamic.ts";
import { alter, drop, widen } from "./judge-schema.ts";
import { readSql, type SqlScript, type SqlStatement, type SqlToken } from "./read-sql.ts";
import { hashComments } from "./looks-like-sql.ts";
import { sendsRows, serverRules } from "./judge-server.ts";
import { hasWord, partFrom, type SqlContext, type VerbRule } from "./sql-part.ts";

type Report = (match: Match) => void;

/** Statements inside strings inside statements. */
const sqlDepthMax = 4;

/** Judges SQL statement by statement, by keywords outside strings, names and comments. */
export function judgeSql(text: string, report: Report, strict = false, depth = 0): void {
  const script = readSql(text);
  let hasRunTexts = false;
  const run: SqlContext["run"] = (inner, isKept = false) => {
    if (depth >= sqlDepthMax) return;
    const softly: Report = (match) => report({ ...match, soft: true });
    judgeSql(inner, isKept ? softly : report, false, depth + 1);
  };
  const runTexts = () => {
    if (hasRunTexts) return;
    hasRunTexts = true;
    for (const inner of foldStrings(script.statements)) run(inner);
  };
  let temporary: ReadonlySet<string> | undefined;
  const isTemporary = (table: string) => (temporary ??= temporaryOf(script)).has(table);
  const context: SqlContext = { report, run, runTexts, strict, isTemporary };
  for (const statement of script.statements) judgeStatement(statement, context);
  if (script.problem !== null && strict) {
    report({ category: "opaque-command", rule: "sql.unreadable", what: script.problem });
  }
}

/** `CREATE TEMP TABLE x`, gone with the session anyway. */
function temporaryOf({ statements }: SqlScript): ReadonlySet<string> {
  return new Set(statements.map(temporaryIn).filter((table) => table !== undefined));
}

function temporaryIn(statement: SqlStatement): string | undefined {
  const words = statement.slice(0, 10).map(({ text }) => text);
  const at = words.indexOf("TABLE");
  if (words[0] !== "CREATE" || !words.slice(1, at).some((word) => /^TEMP(?:ORARY)?$/.test(word)))
    return undefined;
  return words[words[at + 1] === "IF" ? at + 4 : at + 1];
}

/** MySQL runs what stands in `/*! … *\/`; the reader drops it as a comment, so it is read again. */
export function executableComments(given: string): string {
  const text = given.replace(hashComments, "");
  // Some readers join what a comment parts: `DR/**/OP`.
  const joined =
    !text.includes("/*") || text.length > joinedMax ? text : text.replaceAll(parted, "$1");
  return joined === text ? executable(text) : `${executable(text)}\n;${executable(joined)}`;
}

const joinedMax = 32_768;
const parted =
  /\b(d|dr|dro|de|del|dele|delet|tr|tru|trun|trunc|trunca|truncat|al|alt|alte|un|uni|unio|se|sel|sele|selec|up|upd|upda|updat|ex|exe|gr|gra|gran)\/\*[^*]{0,64}\*\/(?=[a-z])/gi;

function executable(text: string): string {
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

/** Statements that hold others: queries with DML, loops and conditions, bodies. */
const holders = /^(?:WITH|CALL|COPY|CREATE|IF|WHILE|FOR|LOOP|ELSE|DECLARE|SET|MATCH|OPTIONAL)$/;

function judgeStatement(statement: SqlStatement, context: SqlContext): void {
  const start = leading(statement);
  if (start === undefined) return;
  const first = statement[start] as SqlToken;
  judgeVerb(first.text, statement.slice(start), context);
  if (holders.test(first.text)) judgeInner(statement, start, context);
  judgeCalls(statement, context);
}

const preludes = new Set(
  "BEGIN START TRANSACTION TRAN WORK BATCH UNLOGGED COUNTER ATOMIC NOT EXPLAIN ANALYZE VERBOSE OPTIONAL . (".split(
    " ",
  ),
);

/** Skips what stands before the verb. `EXPLAIN ANALYZE DELETE` deletes, `EXPLAIN DELETE` does not. */
function leading(statement: SqlStatement): number | undefined {
  const explains = statement[0]?.text === "EXPLAIN";
  if (explains && !statement.slice(1, 8).some(({ text }) => text === "ANALYZE")) return undefined;
  let at = 0;
  while (at < statement.length) {
    const { text, level } = statement[at] as SqlToken;
    if (!preludes.has(text) && !(level > 0 && explains)) break;
    if (text === ")") break;
    at++;
  }
  while (statement[at]?.text === ")") at++;
  return at < statement.length ? at : undefined;
}

/** Verbs judged inside one statement: each costs its part's length. */
const innerVerbsMax = 64;
const innerVerbs = new Set("DELETE UPDATE TRUNCATE DROP ALTER GRANT EXEC EXECUTE MATCH".split(" "));
/** `ON DELETE`, `FOR UPDATE`, `AFTER DELETE OR UPDATE`, `GRANT SELECT, DELETE`, a name's part. */
const names = /^(?:ON|FOR|AFTER|BEFORE|OF|OR|,|\.|GRANT|INSTEAD|AS|ALTER|TABLE|=|DO)$/;

function judgeInner(statement: SqlStatement, start: number, context: SqlContext): void {
  const isScript = /^(?:IF|WHILE|FOR|LOOP|ELSE|DECLARE)$/.test(statement[start]?.text ?? "");
  let left = innerVerbsMax;
  for (let at = start + 1; at < statement.length && left > 0; at++) {
    const token = statement[at] as SqlToken;
    if (token.kind !== "word" || !innerVerbs.has(token.text)) continue;
    const before = (statement[at - 1] as SqlToken).text;
    const begins = /^(?:[(){]|ROW|THEN|BEGIN|LOOP|ELSE)$/.test(before);
    const isEvent = before === "DO" && hasWord(statement, "EVENT", "SCHEDULE");
    if (!begins && !isEvent && !(isScript && !names.test(before))) continue;
    left--;
    if (changesBoundedQuery(statement, at)) continue;
    judgeVerb(token.text, partFrom(statement, at), context);
  }
}

function judgeVerb(verb: string, part: SqlStatement, context: SqlContext): void {
  if (!Object.hasOwn(verbRules, verb)) return;
  verbRules[verb]?.(part, context);
  if (
    changing.has(verb) &&
    part.some(({ text }) => /^audit_(?:events|seals|writers)/i.test(text))
  ) {
    const what = "changes the audit";
    context.report({ category: "governance-tampering", rule: "sql.audit", what });
  }
}

const changing = new Set("DELETE UPDATE INSERT TRUNCATE DROP ALTER".split(" "));

const remove: VerbRule = (part, { report, strict }) => {
  // SQL Server's `DELETE Orders` and Kusto's `.delete table Events`.
  const bare =
    (strict && part.length === 2) ||
    part[1]?.text === "TABLE" ||
    part[2]?.text === "." ||
    (part[1]?.kind === "word" && part[2]?.text === "WHERE");
  if (!bare && part[1]?.text !== "FROM" && !(part[1]?.kind === "name" || hasWord(part, "FROM")))
    return;
  if (isBounded(part)) return;
  report({ category: "delete-data", rule: "sql.delete-all", what: "deletes every row" });
};

const overwrite: VerbRule = (part, { report }) => {
  if (!hasWord(part, "SET") || isBounded(part)) return;
  report({ category: "delete-data", rule: "sql.update-all", what: "overwrites every row" });
};

const merge: VerbRule = (part, { report }) => {
  if (hasWord(part, "SOURCE") && hasWord(part, "DELETE")) {
    const what = "deletes every row that the source has not";
    return report({ category: "delete-data", rule: "sql.merge-all", what, soft: true });
  }
  if (!hasWord(part, "DELETE", "UPDATE") || !matchesEveryRow(part)) return;
  report({ category: "delete-data", rule: "sql.merge-all", what: "changes every row" });
};

/** `INSERT OVERWRITE` and `CREATE OR REPLACE TABLE` with nothing to put in. */
const replace: VerbRule = (part, { report }) => {
  const replaces = part.slice(1, 3).some(({ text }) => text === "OVERWRITE" || text === "REPLACE");
  if (!replaces || !selectsNothing(part)) return;
  report({ category: "delete-data", rule: "sql.replace-all", what: "empties a table" });
};

/** Cypher: a pattern without a condition is every node of its kind. */
const removeNodes: VerbRule = (part, { report }) => {
  const changes = hasWord(part, "SET", "REMOVE");
  if (!(changes || hasWord(part, "DELETE")) || isBounded(part)) return;
  if (part.some(({ text }) => text === "{")) return;
  if (!hasWord(part, "DELETE")) {
    const what = "overwrites every node";
    return report({ category: "delete-data", rule: "sql.set-nodes", what, soft: true });
  }
  report({ category: "delete-data", rule: "sql.delete-nodes", what: "deletes every node" });
};

/** ClickHouse's `INSERT INTO FUNCTION url(…)`. */
const insert: VerbRule = (part, context) => {
  replace(part, context);
  const sends =
    part[2]?.text === "FUNCTION" &&
    /^(?:URL|S3|GCS|HDFS|FILE|REMOTE|REMOTESECURE|AZUREBLOBSTORAGE|MYSQL|POSTGRESQL|MONGODB)$/.test(
      part[3]?.text ?? "",
    );
  if (sends) context.report(sendsRows);
};

const copy: VerbRule = (part, { report }) => {
  const unloads = part[1]?.text === "INTO" && part[2]?.kind === "string";
  if (unloads) return report(sendsRows);
  if (hasWord(part, "PROGRAM")) {
    return report({ category: "opaque-command", rule: "sql.copy-program", what: "runs a program" });
  }
  const to = part.findIndex((token) => token.text === "TO");
  if (to !== -1 && part[to + 1]?.kind === "string") {
    const what = "writes rows to a file of the server";
    report({ category: "exfiltration", rule: "sql.copy-file", what });
  }
};

const told =
  (category: Match["category"], rule: string, what: string): VerbRule =>
  (_part, { report }) =>
    report({ category, rule, what });

const verbRules: Readonly<Record<string, VerbRule>> = {
  ...serverRules,
  DELETE: remove,
  UPDATE: overwrite,
  INSERT: insert,
  MERGE: merge,
  MATCH: removeNodes,
  TRUNCATE: (part, { report }) => {
    const name = part.at(-1)?.text ?? "";
    if (part.length <= 3 && /^(?:tmp|temp)_\w+$/i.test(name)) return;
    report({ category: "delete-data", rule: "sql.remove", what: "empties a table" });
  },
  FLUSHALL: told("delete-data", "sql.remove", "empties every database"),
  FLUSHDB: told("delete-data", "sql.remove", "empties a database"),
  VACUUM: (part, { report }) => {
    if (!hasWord(part, "RETAIN") || !part.some(({ text }) => text === "0")) return;
    report({ category: "delete-data", rule: "sql.remove", what: "removes a table's history" });
  },
  RM: told("delete-data", "sql.remove", "deletes staged files"),
  REMOVE: (part, context) => {
    const isStage = part[1]?.text === "@";
    const what = isStage ? "deletes staged files" : "drops what it names";
    context.report({ category: isStage ? "delete-data" : "drop-schema", rule: "sql.remove", what });
  },
  DROP: drop,
  ALTER: alter,
  GRANT: widen,
  REASSIGN: widen,
  CREATE: (part, context) => {
    // SurrealDB's `CREATE user SET …` makes a record.
    const isRecord = part[2]?.text === "SET" || part[2]?.text === "CONTENT";
    if (/^(?:ROLE|USER|LOGIN)$/.test(part[1]?.text ?? "") && !isRecord) return widen(part, context);
    if (part[2]?.text === "REPLACE" && /^(?:DATABASE|SCHEMA)$/.test(part[3]?.text ?? "")) {
      const what = "replaces a whole schema";
      return context.report({ category: "drop-schema", rule: "sql.replace", what });
    }
    const isNew = part[2]?.text === "REPLACE" && part[3]?.text === "TABLE";
    if (isNew && !hasWord(part, "AS", "LIKE", "CLONE", "COPY", "EXTERNAL", "USING")) {
      const what = "replaces a table by an empty one";
      context.report({ category: "drop-schema", rule: "sql.replace", what, soft: true });
    }
    replace(part.slice(0, 1).concat(part.slice(2)), context);
    create(part, context);
  },
  COPY: copy,
  NOAUDIT: told("disable-security", "sql.audit-off", "stops an audit"),
  DO: runBody,
  EXECUTE: runStatement,
  EXEC: runStatement,
  PREPARE: (part, context) => {
    prepare(part, context);
    const as = part.findIndex((token) => token.text === "AS");
    const inner = part[as + 1];
    if (as === -1 || inner === undefined || inner.text === "PREPARE") return;
    judgeVerb(inner.text, part.slice(as + 1), context);
  },
  SHUTDOWN: told("process-control", "sql.shutdown", "stops the database"),
};
