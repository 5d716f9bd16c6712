import type { BlocklistCategory, Match } from "./categories.ts";
import { cloudRules } from "./rules/cloud-rules.ts";
import { fileRules, formatDisk, reportPath, reportReadPath } from "./rules/file-rules.ts";
import { judgeGit } from "./rules/git-rules.ts";
import { networkRules, socketPrograms } from "./rules/network-rules.ts";
import type { CommandRule, RuleContext } from "./rules/rule-context.ts";
import { judgeAgentProgram, judgeSelf } from "./rules/self-rules.ts";
import { systemRules } from "./rules/system-rules.ts";
import { parseShell } from "./shell/parse-shell.ts";
import {
  placeholder,
  type ShellCommand,
  type ShellWord,
  shellDepthMax,
} from "./shell/shell-command.ts";
import { type Argv, unwrapCommand } from "./shell/unwrap-command.ts";
import { judgeSql } from "./sql/judge-sql.ts";

const rules: Readonly<Record<string, CommandRule>> = {
  ...fileRules,
  ...systemRules,
  ...cloudRules,
  ...networkRules,
  git: judgeGit,
  systemprompt: judgeSelf,
  claude: judgeAgentProgram,
  codex: judgeAgentProgram,
  gemini: judgeAgentProgram,
};

const shells = new Set("sh bash zsh dash ksh ash fish rbash mksh".split(" "));
const interpreters = /^(?:python[0-9.]*|node|bun|deno|perl|ruby|php|lua)$/;
/** Database clients and the option that carries a statement. */
const sqlClients: Readonly<Record<string, RegExp>> = {
  psql: /^(?:-c|--command)$/,
  mysql: /^(?:-e|--execute)$/,
  mariadb: /^(?:-e|--execute)$/,
  sqlite3: /^(?:-cmd)$/,
  clickhouse: /^(?:-q|--query)$/,
  duckdb: /^(?:-c)$/,
  sqlcmd: /^(?:-Q|-q)$/,
  cockroach: /^(?:-e|--execute)$/,
};
const dropPrograms: Readonly<Record<string, BlocklistCategory>> = {
  dropdb: "drop-schema",
  dropuser: "permission-widening",
  pg_dropcluster: "drop-schema",
};

/** Judges a shell script by the programs that it would start. `strict` distrusts what is unreadable. */
export function judgeShell(text: string, context: RuleContext, strict = true, depth = 0): void {
  const script = parseShell(text, depth);
  for (const command of script.commands) judgeCommand(command, context, depth);
  if (script.problem !== null && strict) {
    opaque(context, "shell.unreadable", `${script.problem} as a shell command`);
  }
}

/** Judges a program that is given as a list of words. */
export function judgeArgv(words: readonly string[], context: RuleContext): void {
  const plain = words.map((text) => ({ text, dynamic: false, processInput: false }));
  judgeCommand({ words: plain, redirects: [], inputs: [], pipedFrom: null }, context, 0);
}

function opaque(context: RuleContext, rule: string, what: string): void {
  context.report({ category: "opaque-command", rule, what });
}

function judgeCommand(command: ShellCommand, context: RuleContext, depth: number): void {
  if (depth > shellDepthMax) return opaque(context, "shell.too-deep", "is nested too deep");
  judgeRedirects(command, context);
  judgeForkBomb(command, context);
  const argv = unwrapCommand(command.words);
  if (argv === null) return;
  if (argv.dynamicName)
    return opaque(context, "shell.computed-name", "computes which program runs");
  judgeProgram(argv, command, context, depth);
}

function judgeProgram(
  argv: Argv,
  command: ShellCommand,
  context: RuleContext,
  depth: number,
): void {
  const { name } = argv;
  if (Object.hasOwn(rules, name)) rules[name]?.(argv, context);
  if (/^mkfs(?:\.|$)|^newfs|^mke2fs$/.test(name)) formatDisk(argv, context);
  if (shells.has(name)) return judgeShellProgram(argv, command, context, depth);
  if (name === "eval") return judgeText(argv.args, " ", context, depth);
  if (name === "su" || name === "script" || name === "runuser")
    judgeOption(argv, "-c", context, depth);
  if (name === "ssh") judgeText(remoteWords(argv.args), " ", context, depth);
  if (name === "source" || name === ".") return judgeSourced(argv, context);
  if (name === "find" || name === "fd") judgeFindExec(argv, context, depth);
  if (Object.hasOwn(sqlClients, name)) judgeSqlClient(argv, command, context);
  const drop = Object.hasOwn(dropPrograms, name) ? dropPrograms[name] : undefined;
  if (drop !== undefined)
    context.report({ category: drop, rule: `shell.${name}`, what: `runs ${name}` });
  if (interpreters.test(name)) judgeInterpreter(argv, command, context);
  if (socketPrograms.has(name)) judgePipedSecrets(command, context);
  if (name === "alias") for (const { text } of argv.args) judgeAlias(text, context, depth);
}

/** `curl … | sh`, `sh -c "…"`, `sh <<EOF`. */
function judgeShellProgram(
  argv: Argv,
  command: ShellCommand,
  context: RuleContext,
  depth: number,
): void {
  const flag = argv.args.findIndex((word) => /^-[a-zA-Z]*c[a-zA-Z]*$/.test(word.text));
  const script = flag === -1 ? undefined : argv.args[flag + 1];
  if (script !== undefined) return judgeWord(script, context, depth);
  for (const input of command.inputs) judgeWord(input, context, depth);
  if (argv.args.some((word) => word.processInput)) {
    return opaque(context, "shell.process-input", "runs what another command prints");
  }
  if (command.pipedFrom === null || argv.args.some((word) => !word.text.startsWith("-"))) return;
  const printed = printedText(command.pipedFrom);
  if (printed === null) opaque(context, "shell.pipe-to-shell", "runs what another command prints");
  else judgeShell(printed, context, true, depth + 1);
}

/** What a command prints, when it only repeats words that stand in the script. */
function printedText(command: ShellCommand): string | null {
  const argv = unwrapCommand(command.words);
  if (argv === null || argv.fedArguments) return null;
  const words = argv.args.filter((word) => !/^-[neE]+$/.test(word.text));
  if (argv.name === "cat" && words.length === 0 && command.inputs.length > 0) {
    const texts = command.inputs.map((input) => (input.dynamic ? null : input.text));
    return texts.includes(null) ? null : texts.join("\n");
  }
  if (argv.name !== "echo" && argv.name !== "printf") return null;
  if (words.some((word) => word.dynamic)) return null;
  return words.map((word) => word.text.replaceAll("\\n", "\n")).join(" ");
}

function judgeWord(word: ShellWord, context: RuleContext, depth: number): void {
  judgeShell(word.text, context, true, depth + 1);
  const bare = word.text.trim();
  if (word.dynamic && bare.startsWith(placeholder)) {
    opaque(context, "shell.computed-script", "runs a computed script");
  }
}

function judgeText(
  words: readonly ShellWord[],
  separator: string,
  context: RuleContext,
  depth: number,
): void {
  if (words.length === 0) return;
  const text = words.map((word) => word.text).join(separator);
  judgeWord({ text, dynamic: words.some((w) => w.dynamic), processInput: false }, context, depth);
}

function judgeOption(argv: Argv, option: string, context: RuleContext, depth: number): void {
  const script = argv.args[argv.args.findIndex((word) => word.text === option) + 1];
  if (argv.args.some((word) => word.text === option) && script !== undefined) {
    judgeWord(script, context, depth);
  }
}

const sshValued = new Set("-b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w".split(" "));

/** The words after the host: what runs over there. */
function remoteWords(args: readonly ShellWord[]): readonly ShellWord[] {
  let at = 0;
  while (args[at]?.text.startsWith("-")) at += sshValued.has((args[at] as ShellWord).text) ? 2 : 1;
  return args.slice(at + 1);
}

function judgeSourced(argv: Argv, context: RuleContext): void {
  if (argv.args.some((word) => word.processInput)) {
    opaque(context, "shell.process-input", "runs what another command prints");
  }
}

function judgeFindExec(argv: Argv, context: RuleContext, depth: number): void {
  const at = argv.args.findIndex((word) => /^-(?:exec|execdir|ok|okdir|x|X)$/.test(word.text));
  if (at === -1) return;
  const words = argv.args.slice(at + 1).filter((word) => !/^(?:;|\+|\{\})$/.test(word.text));
  const fed: ShellWord = { text: "xargs", dynamic: false, processInput: false };
  const started = { words: [fed, ...words], redirects: [], inputs: [], pipedFrom: null };
  judgeCommand(started, context, depth + 1);
}

function judgeSqlClient(argv: Argv, command: ShellCommand, context: RuleContext): void {
  const option = sqlClients[argv.name] as RegExp;
  for (const [at, word] of argv.args.entries()) {
    const joined = /^(?:--(?:command|execute|query)=|-[ceqQ](?=\S{3}))(.+)$/s.exec(word.text)?.[1];
    const statement = option.test(word.text) ? argv.args[at + 1]?.text : joined;
    if (statement !== undefined) judgeSql(statement, context.report);
  }
  if (argv.name === "sqlite3")
    for (const { text } of argv.args.slice(1)) judgeSql(text, context.report);
  for (const input of command.inputs) judgeSql(input.text, context.report);
  const printed = command.pipedFrom === null ? null : printedText(command.pipedFrom);
  if (printed !== null) judgeSql(printed, context.report);
}

function judgeInterpreter(argv: Argv, command: ShellCommand, context: RuleContext): void {
  const flag = argv.args.findIndex((word) => /^-(?:c|e|r|p|-eval)$/.test(word.text));
  const code = argv.args[flag + 1]?.text ?? "";
  if (flag !== -1 && deletesTrees.test(code)) {
    const what = "deletes a folder from inline code";
    context.report({ category: "recursive-delete", rule: "shell.inline-code", what });
  }
  const onlyPiped = argv.args.every((word) => word.text === "-");
  if (flag === -1 && command.pipedFrom !== null && onlyPiped) {
    opaque(context, "shell.pipe-to-interpreter", "runs what another command prints");
  }
}

const deletesTrees = /\b(?:rmtree|rm_rf|rmSync|rmdirSync|remove_tree|FileUtils\.rm_r)\s*\(?/;

/** `cat key | nc host port` */
function judgePipedSecrets(command: ShellCommand, context: RuleContext): void {
  const fromFile = command.redirects.some((redirect) => redirect.operator === "<");
  if (command.pipedFrom === null && !fromFile) return;
  const what = "sends data to another host";
  context.report({ category: "exfiltration", rule: "shell.pipe-to-socket", what });
}

function judgeRedirects(command: ShellCommand, context: RuleContext): void {
  for (const { operator, target } of command.redirects) {
    if (target.dynamic) continue;
    if (operator.includes(">")) reportPath(target.text, context);
    if (operator.startsWith("<")) reportReadPath(target.text, context);
    if (operator.includes(">") && /^\/dev\/(?:tcp|udp)\//.test(target.text)) {
      const what = "opens a raw connection to another host";
      context.report({ category: "exfiltration", rule: "shell.dev-tcp", what });
    }
  }
}

/** `:(){ :|:& };:` ends in a command that pipes into itself. */
function judgeForkBomb(command: ShellCommand, context: RuleContext): void {
  const name = command.words[0]?.text;
  if (name === undefined || name !== command.pipedFrom?.words[0]?.text) return;
  if (command.words.length > 1 || command.pipedFrom.words.length > 1 || name !== ":") return;
  const match: Match = {
    category: "process-control",
    rule: "shell.fork-bomb",
    what: "forks forever",
  };
  context.report(match);
}

function judgeAlias(text: string, context: RuleContext, depth: number): void {
  const equals = text.indexOf("=");
  if (equals !== -1) judgeShell(text.slice(equals + 1), context, false, depth + 1);
}
