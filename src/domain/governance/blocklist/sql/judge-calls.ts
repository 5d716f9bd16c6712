import type { BlocklistCategory, Match } from "../categories.ts";
import { runners } from "./judge-dynamic.ts";
import type { SqlStatement } from "./read-sql.ts";
import type { SqlContext } from "./sql-part.ts";

type Row = readonly [category: BlocklistCategory, rule: string, what: string];

const readsFile: Row = ["credential-access", "sql.read-file", "reads a file of the server"];
const readsHashes: Row = ["credential-access", "sql.passwords", "reads password hashes"];
const writesFile: Row = ["exfiltration", "sql.outfile", "writes rows to a file of the server"];
const runsProgram: Row = ["opaque-command", "sql.shell", "runs a program of the server"];

/** Functions and system tables, wherever they stand in a statement. */
const calls: Readonly<Record<string, Row>> = {
  PG_TERMINATE_BACKEND: ["process-control", "sql.terminate", "ends other sessions"],
  PG_READ_FILE: readsFile,
  PG_READ_BINARY_FILE: readsFile,
  LOAD_FILE: readsFile,
  PG_SHADOW: readsHashes,
  PG_AUTHID: readsHashes,
  SQL_LOGINS: readsHashes,
  AUTHENTICATION_STRING: readsHashes,
  LO_EXPORT: ["exfiltration", "sql.lo-export", "writes a file of the server"],
  OUTFILE: writesFile,
  DUMPFILE: writesFile,
  SYS_EXEC: runsProgram,
  SYS_EVAL: runsProgram,
  LOAD_EXTENSION: runsProgram,
  DROPDATABASE: ["drop-schema", "sql.mongo-drop", "drops a database"],
};

export function judgeCalls(statement: SqlStatement, context: SqlContext): void {
  const { report, run } = context;
  if (statement[0]?.text === "\\" && statement[1]?.text === "!") report(toMatch(runsProgram));
  let runs = false;
  for (const [at, token] of statement.entries()) {
    if (token.kind === "string" && runs) run(token.text);
    if (token.kind !== "word") continue;
    if (Object.hasOwn(calls, token.text)) report(toMatch(calls[token.text] as Row));
    runs ||= runners.test(token.text);
    judgeDocuments(statement, at, report);
  }
}

function toMatch([category, rule, what]: Row): Match {
  return { category, rule, what };
}

/** MongoDB's shell: `deleteMany({})`, `db.users.drop()`. */
function judgeDocuments(statement: SqlStatement, at: number, report: SqlContext["report"]): void {
  const { text } = statement[at] ?? { text: "" };
  const next = [1, 2, 3].map((step) => statement[at + step]?.text ?? "").join("");
  if ((text === "DELETEMANY" || text === "REMOVE") && next === "({}") {
    report({ category: "delete-data", rule: "sql.mongo-delete", what: "deletes every document" });
  }
  if (text === "DROP" && statement[at - 1]?.text === "." && next.startsWith("(")) {
    report({ category: "drop-schema", rule: "sql.mongo-drop", what: "drops a collection" });
  }
}
