import type { Match } from "../categories.ts";
import type { SqlStatement } from "./read-sql.ts";
import type { SqlContext, VerbRule } from "./sql-part.ts";

const computed: Match = {
  category: "opaque-command",
  rule: "sql.exec",
  what: "runs a computed statement",
};
const shell: Match = {
  category: "opaque-command",
  rule: "sql.shell",
  what: "runs a program of the server",
};

/** `DO $$ … $$` holds statements in a string; plain ones stand after BEGIN, THEN, LOOP and ELSE. */
export const runBody: VerbRule = (part, { run }) => {
  const string = part.find(({ kind }) => kind === "string");
  if (string === undefined) return;
  run(string.text);
  const inner = /\b(?:begin|then|loop|else|execute)\b\s+'?([^;]{1,2000})/gi;
  for (const found of string.text.matchAll(inner)) run(found[1] ?? "");
};

/** `EXECUTE '…'`, `EXEC(@s)`, `PREPARE s FROM @q`: the texts of the script are what it runs. */
export const runStatement: VerbRule = (part, context) => {
  const [, first, second] = part;
  if (part.some(({ kind, text }) => kind === "word" && /^XP_CMDSHELL$/.test(text))) {
    return context.report(shell);
  }
  // A string, or a function's value: `EXECUTE format(…)`.
  if (first?.kind === "string" || (first?.kind === "word" && second?.text === "(")) {
    context.runTexts();
  }
  const asked = procedureOf(part);
  if (asked === "(") return runGiven(second?.kind === "string", context);
  if (asked === "IMMEDIATE") return runGiven(second?.kind === "string", context);
  if (/^SP_(?:EXECUTESQL|SQLEXEC|MSFOREACH(?:TABLE|DB))$/.test(asked)) {
    return runGiven(second?.kind === "string", context);
  }
  judgeProcedure(asked, part, context);
};

/** `msdb.dbo.sp_delete_job`: the last name of the chain. */
function procedureOf(part: SqlStatement): string {
  let at = 1;
  while (part[at + 1]?.text === "." && part[at + 2] !== undefined)
    at += part[at + 2]?.text === "." ? 1 : 2;
  return part[at]?.text.toUpperCase() ?? "";
}

export const prepare: VerbRule = (part, context) => {
  const from = part.findIndex(({ kind, text }) => kind === "word" && text === "FROM");
  if (from !== 2) return;
  runGiven(part[from + 1]?.kind === "string", context);
};

function runGiven(isLiteral: boolean, context: SqlContext): void {
  context.runTexts();
  if (!isLiteral) context.report(computed);
}

function judgeProcedure(name: string, part: SqlStatement, { report }: SqlContext): void {
  if (/^SP_ADD(?:SRV)?ROLEMEMBER$/.test(name)) {
    const what = "gives a database role more rights";
    report({ category: "permission-widening", rule: "sql.grant", what });
  } else if (name === "SP_OACREATE") {
    report(shell);
  } else if (/^SP_(?:DROP\w+|DETACH_DB|DELETE_\w+|REVOKE\w+)$/.test(name)) {
    const what = "takes a database or an account away";
    report({ category: "drop-schema", rule: "sql.drop-procedure", what });
  } else if (name === "AS" && part.some(({ text }) => /^(?:LOGIN|USER)$/.test(text))) {
    const what = "acts as another login";
    report({ category: "permission-widening", rule: "sql.execute-as", what, soft: true });
  } else if (name === "SP_CONFIGURE" && part.some(({ text }) => /cmdshell|ole aut/i.test(text))) {
    const what = "lets statements run programs";
    report({ category: "disable-security", rule: "sql.configure", what });
  }
}

/** Functions that run the statement which they are given. */
export const runners =
  /^(?:QUERY_TO_XML(?:SCHEMA|_AND_XMLSCHEMA)?|DBLINK(?:_EXEC|_SEND_QUERY)?|EXEC_DDL_STATEMENT|OPENROWSET|OPENQUERY|SP_EXECUTESQL|SCHEDULE|ITERATE|RUNMANY|DOIT|SCHEDULE_IN_DATABASE|RUN_COMMAND_ON_(?:WORKERS|SHARDS)|XP_CMDSHELL)$/;

/** `CREATE FUNCTION … AS '…'` and `CREATE EVENT … DO …` keep a statement for later. */
export const create: VerbRule = (part, { report, run }) => {
  const kinds = part.slice(1, 5).map(({ text }) => text);
  if (!kinds.includes("FUNCTION") && !kinds.includes("PROCEDURE")) return;
  const language = part.findIndex(({ kind, text }) => kind === "word" && text === "LANGUAGE");
  const name = part[language + 1]?.text ?? "";
  if (language !== -1 && /^(?:C|PLPYTHON3?U|PLPERLU|PLSH|PLTCLU)$/i.test(name)) {
    return report(shell);
  }
  for (const { kind, text } of part) if (kind === "string") run(text, true);
};
