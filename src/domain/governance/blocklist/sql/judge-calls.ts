import type { BlocklistCategory, Match } from "../categories.ts";
import { judgeRead } from "../paths/judge-path.ts";
import { judgeSent } from "../paths/judge-place.ts";
import { runners } from "./judge-dynamic.ts";
import type { SqlStatement } from "./read-sql.ts";
import { hasWord, type SqlContext } from "./sql-part.ts";

type Row = readonly [category: BlocklistCategory, rule: string, what: string];

const readsFile: Row = ["credential-access", "sql.read-file", "reads a file of the server"];
const readsHashes: Row = ["credential-access", "sql.passwords", "reads password hashes"];
const opensLink: Row = ["exfiltration", "sql.link", "talks to another host"];
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
  DROP_JOB: ["delete-data", "sql.drop-job", "deletes a job of the server"],
  DROP_SCHEDULE: ["delete-data", "sql.drop-job", "deletes a job of the server"],
  LO_IMPORT: readsFile,
  PG_LS_DIR: readsFile,
  PG_STAT_FILE: readsFile,
  LINKED_SERVER: opensLink,
  DBLINK_CONNECT: opensLink,
  DBLINK_CONNECT_U: opensLink,
  DBLINK: opensLink,
  UTL_HTTP: opensLink,
  UTL_TCP: opensLink,
  UTL_SMTP: opensLink,
  UTL_INADDR: opensLink,
  HTTPURITYPE: opensLink,
  DBMS_LDAP: opensLink,
  UTL_FILE: ["exfiltration", "sql.utl-file", "reads or writes files of the server"],
  DBMS_XSLPROCESSOR: writesFile,
  DBMS_JAVA: runsProgram,
  DBMS_JVM_EXP_PERMS: runsProgram,
  WRITEFILE: writesFile,
  XP_DIRTREE: readsFile,
  XP_FILEEXIST: readsFile,
  XP_SUBDIRS: readsFile,
  XP_REGREAD: readsFile,
  XP_REGWRITE: ["disable-security", "sql.registry", "changes the registry"],
  XP_REGDELETEKEY: ["disable-security", "sql.registry", "changes the registry"],
  PG_DROP_REPLICATION_SLOT: ["cloud-destruction", "sql.replication", "ends a replication"],
  LO_UNLINK: ["delete-data", "sql.lo-unlink", "deletes a large object"],
  SHUTDOWNSERVER: ["process-control", "sql.shutdown", "stops the database"],
  OPENROWSET: opensLink,
  OPENDATASOURCE: opensLink,
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
    if (token.kind === "string") {
      if (runs) run(token.text);
      if (token.text === "EXECUTABLE" && hasWord(statement, "DBMS_SCHEDULER")) {
        report(toMatch(runsProgram));
      }
      judgeFileName(statement, at, report);
    }
    if (token.kind !== "word") continue;
    if (Object.hasOwn(calls, token.text)) report(toMatch(calls[token.text] as Row));
    runs ||= runners.test(token.text);
    judgeDocuments(statement, at, report);
  }
}

function toMatch([category, rule, what]: Row): Match {
  return { category, rule, what };
}

/** Functions and clauses that take a file: `read_csv('…')`, `INFILE '…'`, `BULK '…'`. */
const fileTakers =
  /^(?:READ_\w+|FILE|INFILE|BULK|FROM|GLOB|LOAD_FILE|READFILE|SNIFF_CSV|PARQUET_SCAN|FILEURL|JSON|CSV|EDIT|LOCATION|SYMLINK)$/;
const rooted = /^(?:file:\/{2,3}|\/|~|[A-Za-z]:[\\/]|\\\\)/;

function judgeFileName(statement: SqlStatement, at: number, report: SqlContext["report"]): void {
  const { text } = statement[at] ?? { text: "" };
  if (!rooted.test(text)) return;
  const before = statement[at - 1];
  const taker = before?.text === "(" ? statement[at - 2] : before;
  if (taker === undefined || !fileTakers.test(taker.text.toUpperCase())) return;
  const isFile = judgeRead(text, null) ?? judgeSent(text, null);
  if (isFile !== null || taker.text === "BULK") report(toMatch(readsFile));
}

const documentWords = new Set(
  "DELETEMANY REMOVE DELETEONE UPDATEMANY UPDATE ADMINCOMMAND RUNCOMMAND OUT MERGE DROP".split(" "),
);

/** MongoDB's shell: `deleteMany({})`, `db.users.drop()`. */
function judgeDocuments(statement: SqlStatement, at: number, report: SqlContext["report"]): void {
  const { text } = statement[at] ?? { text: "" };
  if (!documentWords.has(text)) return;
  const next = [1, 2, 3].map((step) => statement[at + step]?.text ?? "").join("");
  if (/^(?:DELETEMANY|REMOVE|DELETEONE)$/.test(text) && next === "({}") {
    report({ category: "delete-data", rule: "sql.mongo-delete", what: "deletes every document" });
  }
  if (/^(?:UPDATEMANY|UPDATE)$/.test(text) && next === "({}") {
    report({
      category: "delete-data",
      rule: "sql.mongo-update",
      what: "overwrites every document",
    });
  }
  if (/^(?:ADMINCOMMAND|RUNCOMMAND)$/.test(text)) {
    const what = "runs a command that stops or drops";
    if (/^\(\{["']?(?:SHUTDOWN|DROP|DROPDATABASE|DROPUSER|KILLOP|SETPARAMETER)/i.test(next)) {
      report({ category: "drop-schema", rule: "sql.mongo-command", what });
    }
  }
  if (/^(?:OUT|MERGE)$/.test(text) && statement[at - 1]?.text === "$") {
    report({ category: "delete-data", rule: "sql.mongo-out", what: "writes over a collection" });
  }
  if (text === "DROP" && statement[at - 1]?.text === "." && next.startsWith("(")) {
    report({ category: "drop-schema", rule: "sql.mongo-drop", what: "drops a collection" });
  }
}
