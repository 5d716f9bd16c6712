import { inputOf, printedBy } from "../shell/print-text.ts";
import { placeholder, plainWord } from "../shell/shell-command.ts";
import { type Argv, operandsOf, unwrapCommand } from "../shell/unwrap-command.ts";
import { judgeCode } from "./code-rules.ts";
import { reportEscape } from "../started/report-escape.ts";
import { type CommandRule, reportOpaque, type RunContext, writtenTo } from "./rule-context.ts";

/** Clients and the option that carries a statement; its value may be joined to it. */
const clients: Readonly<Record<string, RegExp>> = {
  psql: /^(?:-\w*c|--command(?:=|$))(.*)$/s,
  pgcli: /^(?:-c|--command(?:=|$))(.*)$/s,
  mysql: /^(?:-\w*e|--execute(?:=|$)|--init-command=)(.*)$/s,
  mariadb: /^(?:-\w*e|--execute(?:=|$))(.*)$/s,
  mycli: /^(?:-e|--execute(?:=|$))(.*)$/s,
  sqlite3: /^-cmd()$/,
  clickhouse: /^(?:-q|--query(?:=|$))(.*)$/s,
  "clickhouse-client": /^(?:-q|--query(?:=|$))(.*)$/s,
  duckdb: /^-c()$/,
  sqlcmd: /^-[Qq](.*)$/s,
  "mssql-cli": /^-[Qq](.*)$/s,
  osql: /^-[Qq](.*)$/s,
  cockroach: /^(?:-e|--execute(?:=|$))(.*)$/s,
  ysqlsh: /^(?:-c|--command(?:=|$))(.*)$/s,
  cqlsh: /^(?:-e|--execute(?:=|$))(.*)$/s,
  mongosh: /^--eval(?:=|$)(.*)$/s,
  mongo: /^--eval(?:=|$)(.*)$/s,
  snowsql: /^(?:-q|--query(?:=|$))(.*)$/s,
  snow: /^(?:-q|--query(?:=|$))(.*)$/s,
  hive: /^(?:-e)(.*)$/s,
  beeline: /^(?:-e)(.*)$/s,
  "spark-sql": /^(?:-e)(.*)$/s,
  "impala-shell": /^(?:-q|--query(?:=|$))(.*)$/s,
  snowflake: /^(?:-q|--query(?:=|$))(.*)$/s,
  "cypher-shell": /^\0()/,
  trino: /^--execute(?:=|$)(.*)$/s,
  presto: /^--execute(?:=|$)(.*)$/s,
  influx: /^-execute(?:=|$)(.*)$/s,
  databricks: /^--query(?:=|$)(.*)$/s,
  usql: /^(?:-c|--command(?:=|$))(.*)$/s,
  turso: /^\0()/,
  "redis-cli": /^\0()/,
  "valkey-cli": /^\0()/,
  isql: /^\0()/,
  sqlplus: /^\0()/,
  tsql: /^\0()/,
  bq: /^\0()/,
  wp: /^\0()/,
  drush: /^\0()/,
  "invoke-sqlcmd": /^-query()$/i,
  az: /^--queries(?:=|$)(.*)$/s,
  aws: /^(?:--sql|--statement|--query-string)(?:=|$)(.*)$/s,
  gcloud: /^--sql(?:=|$)(.*)$/s,
  wrangler: /^--command(?:=|$)(.*)$/s,
  prisma: /^\0()/,
  "supabase-sql": /^\0()/,
};

/** Clients that take a statement as a plain word, or nothing else that reads like one. */
const plainStatements =
  /^(?:redis-cli|valkey-cli|sqlite3|cypher-shell|duckdb|bq|wp|drush|turso|isql|mongosh|mongo|usql|databricks|tsql|snow)$/;

/** A run that changes nothing, a database that tests make anew, a file that is gone tomorrow. */
const forTests =
  /^(?:--dry_run(?:=true)?|(?:--dbname=)?\w+_test|\/tmp\/[\w.-]+\.(?:db|sqlite3?)|:memory:)$/;

const query: CommandRule = (argv, context, command) => {
  const option = clients[argv.name] as RegExp;
  const { args } = argv;
  const tests = args.some((word) => forTests.test(word.text));
  for (const [at, { text }] of args.entries()) {
    const found = option.exec(text);
    if (found === null) continue;
    const joined = (found[1] ?? "") === "" ? args[at + 1]?.text : found[1];
    if (joined !== undefined) runStatement(joined, context, tests);
  }
  if (plainStatements.test(argv.name)) {
    for (const { text } of operandsOf(args))
      if (/[\s(]/.test(text)) runStatement(text, context, tests);
  }
  for (const text of fileTexts(args, context)) runStatement(text, context, tests);
  for (const input of command.inputs) runStatement(input.text, context, tests);
  if (command.pipedFrom === null || command.inputs.length > 0) return;
  const printed = inputOf(command);
  if (printed !== null) return runStatement(printed, context, tests);
  const source = unwrapCommand(command.pipedFrom.words);
  if (source === null || !Object.hasOwn(clients, source.name)) return;
  if (source.args.some((word) => /\b(?:drop|delete|truncate|kill)\b/i.test(word.text))) {
    reportOpaque(context, "sql.generated", "runs statements that another one writes");
  }
};

/** `psql -f x.sql` and `psql -f <(echo …)`: what the script itself wrote there. */
function fileTexts(args: Argv["args"], context: RunContext): readonly string[] {
  return args.flatMap((word, at) => {
    const option = args[at - 1]?.text ?? "";
    const path = /^(?:-\w{0,4}f|-i|--file|--eval)$/.test(option)
      ? word.text
      : word.text.split("=")[1];
    if (path === undefined || (path !== word.text && !word.text.startsWith("--file="))) return [];
    const { previous } = context;
    const text =
      word.processInput && previous !== null ? printedBy(previous) : writtenTo(path, context);
    return typeof text === "string" ? [text] : [];
  });
}

function runStatement(text: string, context: RunContext, tests: boolean): void {
  const shell = /^[ \t]*(?:\\!|!!?)[ \t]*(\S.*)$|^[ \t]*(?:\.shell|\.?system)[ \t]+(\S.*)$/m.exec(
    text,
  );
  const script = shell?.[1] ?? shell?.[2];
  if (script !== undefined) {
    reportEscape(script, context);
    context.languages.shell(plainWord(script), context);
  }
  if (/\brequire\(|\bos\.execute\(|\bio\.popen\(/.test(text)) judgeCode(text, "node", context);
  if (/\bdetach\s+delete\b|\.shutdownServer\(|\bshutdown:\s*1/i.test(text)) {
    const what = "empties or stops a database";
    context.report({ category: "delete-data", rule: "sql.other-language", what });
  }
  // `db["users"]["drop"]()` is `db.users.drop()`.
  const plain = text.replaceAll(/(?<=[\w)\]])\[(["'])(\w{1,64})\1\]/g, ".$2");
  if (!tests) context.languages.sql(plain.replaceAll(placeholder, "x"), context);
}

export const sqlRules: Readonly<Record<string, CommandRule>> = Object.fromEntries(
  Object.keys(clients).map((name) => [name, query]),
);
