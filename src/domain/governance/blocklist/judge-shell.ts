import { parsePowershell } from "./powershell/parse-powershell.ts";
import { unknownFolder } from "./paths/resolve-path.ts";
import { judgeCommand } from "./judge-command.ts";
import {
  type Languages,
  mayRead,
  reportOpaque,
  type RuleContext,
  type RunContext,
} from "./rules/rule-context.ts";
import { parseShell } from "./shell/parse-shell.ts";
import {
  placeholder,
  plainWord,
  type ShellCommand,
  type ShellScope,
  type ShellScript,
  type ShellWord,
} from "./shell/shell-command.ts";
import { plainSpelling } from "./shell/plain-spelling.ts";
import { shellBytesMax, shellDepthMax } from "./shell/shell-limits.ts";
import { fetchesInstaller } from "./started/known-installers.ts";
import { judgeTypedStatement } from "./typed-statement.ts";
import { executableComments, judgeSql } from "./sql/judge-sql.ts";

/** Judges a shell script by the programs that it would start. `strict` distrusts what is unreadable. */
export function judgeShell(written: string, context: RuleContext, strict = true): void {
  const text = plainSpelling(written);
  if (judgeTypedStatement(text, context)) {
    return judgeScript(parseShell(text), runContext(context), false);
  }
  if (!startsAsPowershell.test(text) && !(text.includes("$") && readsAsPowershell.test(text))) {
    if (!mayRead(readLengthOf(text), context)) return;
    return judgeScript(parseShell(text), runContext(context), strict);
  }
  judgePowershell(text, context);
  const report: RuleContext["report"] = (match) => {
    if (match.rule !== "shell.computed-name") context.report(match);
  };
  if (!mayRead(readLengthOf(text), context)) return;
  judgeScript(parseShell(text), runContext({ ...context, report }), false);
}

/** A longer script is refused unread. */
function readLengthOf(text: string): number {
  return text.length > shellBytesMax ? 0 : text.length;
}

function lengthOfWords(words: readonly ShellWord[]): number {
  return words.reduce((length, { text }) => length + text.length, 0);
}

const readsAsPowershell =
  /\$LASTEXITCODE\b|\$PSVersionTable\b|\bif\s{0,8}\(\s{0,8}\$\w+\s+-(?:eq|ne|gt|lt|like|match)\b/i;

/** What no other shell starts with: a cmdlet, a variable that is set, a type's method. */
const startsAsPowershell =
  /^\s*(?:[(&]\s*)?(?:(?:Get|Set|New|Remove|Invoke|Start|Stop|Add|Clear|Copy|Move|Test|Write|Out|Import|Export|ConvertTo|ConvertFrom|Register|Enable|Disable|Restart|Expand|Compress|Format|Rename|Resolve|Select|Where|ForEach|Push|Pop|Join|Split|Unblock|Wait|Send|Install|Uninstall|Update)-[A-Za-z]{3,}\b|\$(?:env:)?\w{1,64}\s*=(?!=)|\[[A-Za-z][\w.]{1,128}\](?:::|\.\w)|(?:gci|gps|gsv|gwmi|gcim|iwr|irm|iex|ri)\s)/i;

/** Judges PowerShell by its cmdlets and the programs that it starts. */
export function judgePowershell(text: string, context: RuleContext): void {
  if (!mayRead(readLengthOf(text), context)) return;
  judgeScript(parsePowershell(plainSpelling(text)), runContext(context), true);
}

/** Judges a program that is given as a list of words. */
export function judgeArgv(words: readonly string[], context: RuleContext): void {
  languages.program(words.map(plainWord), runContext(context), null);
}

function runContext(context: RuleContext): RunContext {
  const cwd = context.cwd ?? unknownFolder;
  return {
    report: context.report,
    effort: context.effort,
    cwd,
    workspace: cwd,
    files: new Map(),
    languages,
    scope: null,
    depth: 0,
    previous: null,
  };
}

/** A script inside a script: what it changes of its place ends with it. */
function inner(context: RunContext, scope: ShellScope | null, length: number): RunContext | null {
  if (!mayRead(length, context)) return null;
  if (context.depth < shellDepthMax) return { ...context, depth: context.depth + 1, scope };
  reportOpaque(context, "shell.too-deep", "is nested too deep");
  return null;
}

const languages: Languages = {
  shell: (script: ShellWord, context: RunContext) => {
    const nested = inner(context, context.scope, readLengthOf(script.text));
    if (nested === null) return;
    judgeScript(parseShell(script.text, nested.depth, context.scope ?? undefined), nested, true);
    // `sh -c "$(curl …)"` of a vendor's own address is what its manual says.
    const fetched = script.text.trim() === placeholder ? context.previous : null;
    if (script.text.trim().startsWith(placeholder) && !fetchesInstaller(fetched)) {
      reportOpaque(context, "shell.computed-script", "runs a computed script");
    }
  },
  program: (words: readonly ShellWord[], context: RunContext, fed: ShellCommand | null) => {
    const nested = inner(context, context.scope, lengthOfWords(words));
    if (nested === null) return;
    const { pipedFrom = null, inputs = [] } = fed ?? {};
    judgeCommand({ words, redirects: [], inputs, pipedFrom, level: 0 }, nested);
  },
  powershell: (text: string, context: RunContext) => {
    const nested = inner(context, null, readLengthOf(text));
    if (nested !== null) judgeScript(parsePowershell(text), nested, true);
  },
  sql: (text: string, context: RunContext) => judgeSql(executableComments(text), context.report),
};

/** `aws ecr get-login-password | docker login --password-stdin …` shows the token to nobody. */
function feedsLogin(command: ShellCommand, at: number, { commands }: ShellScript): boolean {
  for (let next = at + 1; next < commands.length && next <= at + 3; next += 1) {
    const follower = commands[next];
    if (follower?.pipedFrom !== command) continue;
    return follower.words.some((word) => word.text === "--password-stdin");
  }
  return false;
}

function withoutReads(context: RunContext): RunContext {
  const report: RunContext["report"] = (match) => {
    if (match.category !== "credential-access") context.report(match);
  };
  return { ...context, report };
}

function judgeScript(script: ShellScript, context: RunContext, strict: boolean): void {
  const run: RunContext =
    context.scope === script.scope ? context : { ...context, scope: script.scope };
  const left: { readonly level: number; readonly cwd: string }[] = [];
  let level = script.commands[0]?.level ?? 0;
  for (const [at, command] of script.commands.entries()) {
    if (command.level > level) left.push({ level, cwd: run.cwd });
    while (command.level < (left.at(-1) === undefined ? 0 : level) && left.length > 0) {
      const outer = left.pop() as { level: number; cwd: string };
      run.cwd = outer.cwd;
      level = outer.level;
    }
    level = command.level;
    judgeCommand(command, feedsLogin(command, at, script) ? withoutReads(run) : run);
    run.previous = command;
  }
  if (script.problem !== null && strict) {
    reportOpaque(context, "shell.unreadable", `${script.problem} as a shell command`);
  }
}
