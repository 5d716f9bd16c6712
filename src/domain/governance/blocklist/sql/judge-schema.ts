import { isBounded } from "./judge-bound.ts";
import { hasWord, partFrom, type VerbRule } from "./sql-part.ts";

const schemaObjects =
  /^(?:TABLE|DATABASE|SCHEMA|TYPE|DOMAIN|SEQUENCE|FUNCTION|PROCEDURE|PACKAGE|EXTENSION|TABLESPACE|COLUMN|KEYSPACE|FOREIGN|OWNED|CATALOG|STREAM|WAREHOUSE|COLLECTION|PARTITION|STAGE|PIPE|TASK|MEASUREMENT|SERIES|RETENTION|SHARE|INTEGRATION|DICTIONARY|GRAPH|TABLES|DATABASES|EXTERNAL|PLUGGABLE|DISKGROUP|SERVER|SHARD|MODEL|ALIAS|USER_DEFINED|TRANSIENT|ICEBERG|REPLICATION|BACKUP|DETACHED|NAMESPACE|CONNECTION|RESOURCE|SNAPSHOT|DYNAMIC|HYBRID|VIRTUAL|CONTINUOUS|STREAMING|CATALOGS|ALL)$/;
const smallObjects =
  /^(?:INDEX|VIEW|MATERIALIZED|TRIGGER|RULE|CONSTRAINT|AGGREGATE|CAST|OPERATOR|PUBLICATION|SUBSCRIPTION|SYNONYM)$/;

/** Objects that end with the session: PostgreSQL's pg_temp, `#name` of SQL Server. */
function isTemporary(words: readonly string[]): boolean {
  return words.includes("PG_TEMP") || words.includes("#") || words[1] === "TEMPORARY";
}

export const drop: VerbRule = (part, { report, isTemporary: isMadeHere }) => {
  const words = part.map(({ text }) => text);
  if (isTemporary(words)) return;
  if (words[1] === "TABLE" && words.length <= 5 && isMadeHere(words.at(-1) ?? "")) return;
  const kind = words[1] ?? "";
  const what = `drops a ${kind.toLowerCase()}`;
  if (kind === "TABLE" && words.length <= 5 && /^(?:tmp|temp)_\w+$/i.test(words.at(-1) ?? ""))
    return;
  // Tests make theirs anew, as `dropdb app_test` says.
  if (kind === "DATABASE" && words.length <= 5 && /^\w+_test$/i.test(words.at(-1) ?? "")) return;
  if (schemaObjects.test(kind)) report({ category: "drop-schema", rule: "sql.drop", what });
  else if (
    kind === "POLICY" ||
    /^(?:SECURITY|EVENT|AUDIT|MASKING|NETWORK|CERTIFICATE|MASTER|SYMMETRIC|ASYMMETRIC|CREDENTIAL)$/.test(
      kind,
    )
  ) {
    report({ category: "disable-security", rule: "sql.drop-policy", what });
  } else if (/^(?:ROLE|USER|LOGIN)$/.test(kind)) {
    report({ category: "permission-widening", rule: "sql.drop-role", what });
  } else if (smallObjects.test(kind)) {
    report({ category: "drop-schema", rule: "sql.drop-small", what, soft: true });
  }
};

export const alter: VerbRule = (part, context) => {
  const { report } = context;
  const kind = part[1]?.text ?? "";
  if (kind === "SYSTEM") return alterSystem(part, context);
  if (/^(?:ROLE|USER|GROUP|LOGIN|DEFAULT)$/.test(kind) || part[2]?.text === "ROLE") {
    return widen(part, context);
  }
  if (kind === "AUTHORIZATION")
    return widen(
      part.map((one, at) => (at === 0 ? { ...one, text: "GRANT" } : one)),
      context,
    );
  if (hasWord(part, "DISCARD") && hasWord(part, "TABLESPACE")) {
    return report({ category: "drop-schema", rule: "sql.discard", what: "drops a table's data" });
  }
  if (hasWord(part, "AUDIT", "POLICY", "ENCRYPTION") && hasWord(part, "OFF")) {
    return report({ category: "disable-security", rule: "sql.audit-off", what: "stops an audit" });
  }
  if (kind === "DATABASE" || kind === "ACCOUNT" || kind === "PLUGGABLE") alterWhole(part, context);
  alterDrops(part, context);
  const mutation = part.findIndex(({ text }, at) => at > 2 && /^(?:DELETE|UPDATE)$/.test(text));
  if (mutation !== -1 && hasWord(part, "WHERE") && !isBounded(partFrom(part, mutation))) {
    report({ category: "delete-data", rule: "sql.delete-all", what: "deletes every row" });
  }
  const disables = hasWord(part, "DISABLE") && hasWord(part, "TRIGGER", "SECURITY", "RULE");
  if (disables || (hasWord(part, "NO") && hasWord(part, "FORCE"))) {
    const what = "switches a table's protection off";
    report({ category: "disable-security", rule: "sql.alter-disable", what });
  }
};

/** A database taken offline, an account's own rules. */
const alterWhole: VerbRule = (part, { report }) => {
  if (hasWord(part, "OWNER")) {
    const what = "gives a database to another role";
    return report({ category: "permission-widening", rule: "sql.grant", what, soft: true });
  }
  if (part[1]?.text === "ACCOUNT") {
    const what = "changes the rules of the whole account";
    return report({ category: "disable-security", rule: "sql.alter-account", what, soft: true });
  }
  if (!hasWord(part, "OFFLINE", "SINGLE_USER", "CLOSE", "DISMOUNT", "NOARCHIVELOG", "READ_ONLY"))
    return;
  report({ category: "process-control", rule: "sql.offline", what: "takes a database away" });
};

const alterSystem: VerbRule = (part, { report }) => {
  if (part[2]?.text === "KILL") {
    const what = "ends other sessions";
    return report({ category: "process-control", rule: "sql.terminate", what });
  }
  report({ category: "disable-security", rule: "sql.alter-system", what: "changes the server" });
};

/** What of a column or its table is only relaxed, and what is gone. */
const alterDrops: VerbRule = (part, { report }) => {
  let soft: boolean | null = null;
  for (const [at, { kind, text }] of part.entries()) {
    const next = part[at + 1]?.text ?? "";
    if (at > 2 && text === "TRUNCATE" && /^(?:PARTITION|SUBPARTITION)$/.test(next)) {
      report({ category: "delete-data", rule: "sql.remove", what: "empties a partition" });
    }
    const unused = text === "UNUSED" && /^COLUMNS?$|^\($/.test(next);
    if (at < 2 || kind !== "word" || !(text === "DROP" || unused)) continue;
    if (/^(?:DEFAULT|NOT|EXPRESSION|IDENTITY)$/.test(next)) continue;
    soft = (soft ?? true) && /^(?:CONSTRAINT|INDEX|KEY|CHECK)$/.test(next);
  }
  if (soft === null) return;
  const what = "drops part of a table";
  report({ category: "drop-schema", rule: "sql.alter-drop", what, ...(soft && { soft }) });
};

const rights =
  /^(?:SUPERUSER|CREATEROLE|CREATEDB|BYPASSRLS|REPLICATION|CREATEUSER|GRANT|PASSWORD|MEMBER|IDENTIFIED|DISABLED|NETWORK_POLICY|DEFAULT_ROLE|UNLOCK|NOLOGIN|MUST_CHANGE_PASSWORD|MINS_TO_BYPASS_MFA)$/;

const strongRoles = /^(?:SUPERUSER|CREATEROLE|CREATEDB|BYPASSRLS|REPLICATION|ADMIN|SYSADMIN|ROLE)$/;

const reading = /^(?:SELECT|CONNECT|USAGE|READ|,)$/;
const shared = /^(?:PUBLIC|OPTION|\*)$/;

/** Roles, and whatever is given to everybody, with everything, or to be given on. */
export const widen: VerbRule = (part, { report }) => {
  const words = part.filter(({ kind }) => kind !== "string").map(({ text }) => text.toUpperCase());
  if (words[0] === "ALTER" && !words.some((word) => rights.test(word))) return;
  const what = "gives a database role more rights";
  const wide = /^(?:ALL|PUBLIC|ANON|OPTION|OWNERSHIP|SUPER|CONTROL|IMPERSONATE|\*)$/;
  const isNew = words[0] === "CREATE" && !words.slice(2).some((word) => strongRoles.test(word));
  // `ON ALL TABLES` says where, not what.
  const places = /^(?:ON ALL|SCHEMA PUBLIC)$/;
  const given = words.filter((word, at) => !places.test(`${words[at - 1] ?? ""} ${word}`));
  const isNarrow = words[0] === "GRANT" && words.includes("ON") && !given.some((w) => wide.test(w));
  const until = words.indexOf("ON");
  if (isNarrow && words.slice(1, until).every((word) => reading.test(word))) return;
  // A project's own role on its own database, as every installation manual has it.
  const isOwn =
    words[0] === "GRANT" && words.includes("DATABASE") && !words.some((w) => shared.test(w));
  const soft = isNew || isNarrow || isOwn;
  report({ category: "permission-widening", rule: "sql.grant", what, ...(soft && { soft }) });
};
