import type { Match } from "../categories.ts";
import { hasWord, type VerbRule } from "./sql-part.ts";

export const sendsRows: Match = {
  category: "exfiltration",
  rule: "sql.export",
  what: "writes rows to a place outside the database",
};

/** `EXPORT DATA`, `UNLOAD … TO`, `BACKUP … TO DISK`, `PUT file://`: asked, for exports have owners. */
const exportRows: VerbRule = (_part, { report }) => report({ ...sendsRows, soft: true });

/** `REVOKE ALL` cuts a program off; what everybody loses is a protection. */
const revoke: VerbRule = (part, { report }) => {
  const from = part.findIndex(({ text }) => text === "FROM");
  if (!hasWord(part, "ALL") || part[from + 1]?.text.toUpperCase() === "PUBLIC") return;
  const what = "takes all of a database role's rights";
  report({ category: "permission-widening", rule: "sql.revoke-all", what, soft: true });
};

/** `KILL 53`, `KILL QUERY WHERE 1`. */
const kill: VerbRule = (part, { report }) => {
  const [, first] = part;
  if (
    first === undefined ||
    !(
      first.kind === "number" ||
      /^(?:QUERY|CONNECTION|MUTATION|HARD|SOFT|STATS|UNIT)$/.test(first.text)
    )
  )
    return;
  report({ category: "process-control", rule: "sql.terminate", what: "ends other sessions" });
};

/** Logs of a server that it is restored and replicated from. */
const resetLogs: VerbRule = (part, { report }) => {
  if (
    !hasWord(
      part,
      "MASTER",
      "SLAVE",
      "REPLICA",
      "BINARY",
      "LOGS",
      "RECYCLEBIN",
      "DBA_RECYCLEBIN",
      "TABLE",
    )
  )
    return;
  report({ category: "delete-data", rule: "sql.purge", what: "deletes what a restore needs" });
};

const disable: VerbRule = (part, { report }) => {
  if (!hasWord(part, "TRIGGER")) return;
  report({
    category: "disable-security",
    rule: "sql.alter-disable",
    what: "switches a trigger off",
  });
};

/** Cypher's `DETACH DELETE` as a part of its own; ClickHouse's `DETACH TABLE`. */
const detach: VerbRule = (part, { report }) => {
  if (!hasWord(part, "DELETE", "TABLE", "DATABASE", "VIEW", "DICTIONARY")) return;
  report({ category: "delete-data", rule: "sql.detach", what: "takes data away", soft: true });
};

/** SQL Server's repair that gives data up. */
const repair: VerbRule = (part, { report }) => {
  if (!hasWord(part, "REPAIR_ALLOW_DATA_LOSS", "WRITEPAGE")) return;
  report({ category: "delete-data", rule: "sql.repair", what: "gives data up", soft: true });
};

const bulk: VerbRule = (_part, { report }) => {
  const what = "reads a file of the server";
  report({ category: "credential-access", rule: "sql.read-file", what, soft: true });
};

const plugin: VerbRule = (part, { report }) => {
  if (!hasWord(part, "PLUGIN", "COMPONENT", "SONAME")) return;
  report({ category: "opaque-command", rule: "sql.plugin", what: "changes the server's programs" });
};

/** A database file that is a program or a page of a web server once rows stand in it. */
const attach: VerbRule = (part, { report }) => {
  const file = part.find(({ kind }) => kind === "string")?.text ?? "";
  if (
    file === "" ||
    /^:memory:$|\.(?:db|db3|sqlite3?|duckdb|ddb|s3db)$|^[\w.-]*$|^file:[^/]*$/i.test(file)
  )
    return;
  const what = "makes a file of the server a database";
  report({ category: "exfiltration", rule: "sql.attach", what, soft: true });
};

const restore: VerbRule = (part, { report }) => {
  if (!hasWord(part, "DATABASE", "LOG") || !hasWord(part, "REPLACE", "FROM")) return;
  report({
    category: "delete-data",
    rule: "sql.restore",
    what: "writes over a database",
    soft: true,
  });
};

/** ClickHouse's `SYSTEM …` and Oracle's `FLASHBACK DATABASE`. */
const system: VerbRule = (part, { report }) => {
  if (!hasWord(part, "SHUTDOWN", "KILL", "STOP", "DROP", "DATABASE")) return;
  report({
    category: "process-control",
    rule: "sql.system",
    what: "changes the server",
    soft: true,
  });
};

const settings =
  /^(?:GENERAL_LOG|SLOW_QUERY_LOG|SQL_LOG_BIN|AUDIT_LOG\w*|SERVER_AUDIT\w*|SESSION_REPLICATION_ROLE)$/i;

/** Settings under which a client may read files, and anybody make functions. */
const openings = /^(?:LOCAL_INFILE|LOG_BIN_TRUST_FUNCTION_CREATORS|SKIP_GRANT_TABLES)$/i;

/**
 * Settings under which logs and triggers do not work. `FOREIGN_KEY_CHECKS` and `row_security` are
 * in every dump, for its session alone.
 */
const set: VerbRule = (part, { report }) => {
  const named = part.slice(1, 5).find(({ text }) => settings.test(text));
  const value = part.at(-1)?.text ?? "";
  if (part[1]?.text === "PASSWORD") {
    const what = "changes a password";
    return report({ category: "permission-widening", rule: "sql.password", what });
  }
  const opened = part.slice(1, 5).find(({ text }) => openings.test(text));
  if (opened !== undefined && /^(?:ON|1|TRUE)$/i.test(value)) {
    const what = `switches ${opened.text.toLowerCase()} on`;
    return report({ category: "disable-security", rule: "sql.set-on", what });
  }
  if (/^(?:GLOBAL|PERSIST)$/.test(part[1]?.text ?? "") && named === undefined) {
    const what = "changes the server for everybody";
    return report({ category: "disable-security", rule: "sql.set-global", what, soft: true });
  }
  if (named === undefined || !/^(?:OFF|0|FALSE|REPLICA|NONE)$/i.test(value)) return;
  const what = `switches ${named.text.toLowerCase()} off`;
  report({ category: "disable-security", rule: "sql.set-off", what });
};

/** Verbs about the server, its logs and what leaves it. */
export const serverRules: Readonly<Record<string, VerbRule>> = {
  EXPORT: exportRows,
  UNLOAD: exportRows,
  PUT: exportRows,
  BACKUP: exportRows,
  KILL: kill,
  PURGE: resetLogs,
  RESET: resetLogs,
  DISABLE: disable,
  REVOKE: revoke,
  DETACH: detach,
  DBCC: repair,
  BULK: bulk,
  INSTALL: plugin,
  UNINSTALL: plugin,
  RESTORE: restore,
  ATTACH: attach,
  SYSTEM: system,
  FLASHBACK: system,
  SET: set,
};
