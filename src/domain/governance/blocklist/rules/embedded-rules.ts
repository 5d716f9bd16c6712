import { inputOf } from "../shell/print-text.ts";
import { plainWord } from "../shell/shell-command.ts";
import { reportTree } from "./delete-rules.ts";
import { readLiterals } from "./read-code.ts";
import { reportPath } from "./report-path.ts";
import { type CommandRule, forPrograms, type RunContext } from "./rule-context.ts";

const literalsMax = 32;
const scriptsMax = 64;

function runText(text: string | undefined, context: RunContext): void {
  if (text !== undefined && text.trim() !== "") context.languages.shell(plainWord(text), context);
}

const lispOption = /^--?(?:eval|execute)(?:=(.*))?$/s;

/** `emacs --batch --eval '(delete-directory "x" t)'` (GNU Emacs manual, Initial Options). */
const emacs: CommandRule = ({ args }, context) => {
  for (const [at, { text }] of args.entries()) {
    const found = lispOption.exec(text);
    if (found !== null) judgeLisp(found[1] ?? args[at + 1]?.text ?? "", context);
  }
};

const lispCall =
  /\((?:(shell-command\S*|async-shell-command|start-process-shell-command|call-process-shell-command|compile)|(call-process|start-process|process-lines|make-process)|(delete-directory)|(delete-file|write-region|rename-file|copy-file))\s([^()]{0,500})/g;

function judgeLisp(code: string, context: RunContext): void {
  for (const [, shell, program, tree, file, rest = ""] of code.matchAll(lispCall)) {
    const literals = readLiterals(rest.replaceAll(/'(?=\()/g, ""), literalsMax);
    if (shell !== undefined) for (const text of literals) runText(text, context);
    if (program !== undefined) context.languages.program(literals.map(plainWord), context, null);
    if (tree !== undefined) for (const text of literals) reportTree(text, context);
    if (file !== undefined) for (const text of literals) reportPath(text, context);
  }
}

/** Tcl and Expect start programs by `exec` and `spawn`; `{…}` is a quoted text there. */
const tcl: CommandRule = ({ args }, context, command) => {
  const option = args.findIndex((word) => word.text === "-c");
  const code = option === -1 ? inputOf(command) : args[option + 1]?.text;
  if (code === undefined || code === null) return;
  let left = scriptsMax;
  for (const [, started] of code.matchAll(/(?:^|[;[{\n])\s*(?:exec|spawn|system)\s+([^\n;\]]+)/g)) {
    if (left-- === 0) return;
    runText(started?.replaceAll(/[{}]/g, "'"), context);
  }
  for (const [, path] of code.matchAll(/\bfile\s+delete\s+(?:-force\s+)?(?:--\s+)?([^\s;\]]+)/g)) {
    if (left-- === 0) return;
    reportTree((path as string).replaceAll(/[{}"]/g, ""), context);
  }
};

/** `schtasks /create /tr "…"`: what shall run later. */
const scheduledTask: CommandRule = ({ args }, context) => {
  const at = args.findIndex((word) => /^\/tr$/i.test(word.text));
  const task = at === -1 ? undefined : args[at + 1]?.text;
  runText(task?.replaceAll("\\", "/"), context);
};

/** `npm pkg set scripts.x='…'` writes what `npm run x` starts. */
const packageScript: CommandRule = ({ args }, context) => {
  const [verb, second] = args.map((word) => word.text);
  if (verb === "set-script") return runText(args[2]?.text, context);
  if (verb !== "pkg" || second !== "set") return;
  for (const { text } of args.slice(2)) runText(/^scripts\.[^=]+=(.+)$/s.exec(text)?.[1], context);
};

export const embeddedRules: Readonly<Record<string, CommandRule>> = {
  ...forPrograms("emacs emacsclient", emacs),
  ...forPrograms("expect tclsh wish", tcl),
  schtasks: scheduledTask,
  ...forPrograms("npm pnpm yarn", packageScript),
};
