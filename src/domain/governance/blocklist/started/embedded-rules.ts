import { reportEscape } from "./report-escape.ts";
import { resolvePath } from "../paths/resolve-path.ts";
import { inputOf } from "../shell/print-text.ts";
import { plainWord } from "../shell/shell-command.ts";
import { reportTree } from "../rules/delete-rules.ts";
import { readLiterals } from "../rules/read-code.ts";
import { reportPath } from "../rules/report-path.ts";
import {
  type CommandRule,
  forPrograms,
  reportOpaque,
  type RunContext,
  writtenTo,
} from "../rules/rule-context.ts";

const literalsMax = 32;
const scriptsMax = 64;

function runText(text: string | undefined, context: RunContext): void {
  if (text !== undefined) reportEscape(text, context);
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
  if (/\[\s{0,4}socket\s/.test(code) && /\b(?:exec|eval|open\s+\|)/.test(code)) {
    const what = "gives a shell to another host";
    context.report({ category: "exfiltration", rule: "code.reverse-shell", what });
  }
  let left = scriptsMax;
  for (const [, started] of code.matchAll(
    /(?:^|[;[{\n])[ \t]*(?:exec|spawn|system)\s+([^\n;\]]+)/g,
  )) {
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

const afterOption =
  (option: RegExp): CommandRule =>
  ({ args }, context) => {
    for (const [at, { text }] of args.entries()) {
      const found = option.exec(text);
      if (found !== null) runText(found[1] ?? args[at + 1]?.text, context);
    }
  };

/** m4 starts programs by `syscmd` and `esyscmd`. */
const macros: CommandRule = ({ args }, context, command) => {
  const text = [inputOf(command) ?? "", ...args.map((word) => word.text)].join("\n");
  for (const [, script] of text.matchAll(/\be?syscmd\(([^)]{1,500})\)/g)) {
    reportOpaque(context, "shell.macro", "starts a program by a macro");
    runText(script, context);
  }
};

/** `aws ssm send-command --parameters 'commands=["…"]'` */
const remoteCommands: CommandRule = ({ args }, context) => {
  if (args[0]?.text !== "ssm") return;
  for (const { text } of args) {
    if (!/^\{?\s{0,4}"?commands?"?\s{0,4}[=:]/i.test(text)) continue;
    for (const script of readLiterals(text, literalsMax)) runText(script, context);
  }
};

/** `ansible -m file -a 'path=/srv state=absent'` */
const ansibleFile: CommandRule = ({ args }, context) => {
  for (const { text } of args) {
    const path = /(?:^|\s)(?:path|dest|name)=(\S+)/.exec(text)?.[1];
    if (path !== undefined && /\bstate=absent\b/.test(text)) reportTree(path, context);
  }
};

/** `terraform plan -destroy -out p && terraform apply p` */
const plannedDestroy: CommandRule = ({ args }, context) => {
  const texts = args.map((word) => word.text);
  const at = texts.findIndex((text) => /^--?out(?:=|$)/.test(text));
  const out = texts[at]?.includes("=") === true ? texts[at].replace(/^[^=]*=/, "") : texts[at + 1];
  if (texts.includes("plan") && texts.some((text) => /^--?destroy$/.test(text)) && at !== -1) {
    context.files.set(resolvePath(out ?? "", context.cwd), "destroy");
  }
  const plan = texts.at(-1) ?? "";
  if (!texts.includes("apply") || writtenTo(plan, context) !== "destroy") return;
  const what = "destroys the planned infrastructure";
  context.report({ category: "cloud-destruction", rule: "cloud.terraform-destroy", what });
};

/** `robocopy empty x /MIR` deletes what the source does not have. */
const robocopy: CommandRule = ({ args }, context) => {
  if (!args.some((word) => /^\/(?:mir|purge)$/i.test(word.text))) return;
  const target = args.filter((word) => !word.text.startsWith("/"))[1];
  if (target !== undefined) reportTree(target.text.replaceAll("\\", "/"), context);
};

const laterWindows =
  (pick: RegExp): CommandRule =>
  ({ args }, context) => {
    const line = args.map((word) => word.text).join(" ");
    runText(pick.exec(line)?.[1]?.replaceAll("\\", "/").replaceAll('"', ""), context);
  };

/** `reg add …\\Run /d "…"`: what starts with the next session. */
const runAtStart: CommandRule = ({ args }, context) => {
  const at = args.findIndex((word) => /^\/d$/i.test(word.text));
  const task = at === -1 ? undefined : args[at + 1]?.text;
  if (args.some((word) => /run(?:once)?$/i.test(word.text))) {
    runText(task?.replaceAll("\\", "/"), context);
  }
};

const deletesTree: CommandRule = ({ args }, context) => {
  const at = args.findIndex((word) => /delnoderundll32/i.test(word.text));
  const path = args[at + 1];
  if (at !== -1 && path !== undefined) reportTree(path.text.replaceAll("\\", "/"), context);
};

export const embeddedRules: Readonly<Record<string, CommandRule>> = {
  ...forPrograms("emacs emacsclient", emacs),
  ...forPrograms("expect tclsh wish", tcl),
  schtasks: scheduledTask,
  robocopy,
  rundll32: deletesTree,
  wmic: laterWindows(/process\s+call\s+create\s+(.+)$/i),
  ...forPrograms("sc sc.exe", laterWindows(/binpath=\s*(.+)$/i)),
  reg: runAtStart,
  m4: macros,
  aws: remoteCommands,
  ansible: ansibleFile,
  ...forPrograms("terraform tofu terragrunt", plannedDestroy),
  split: afterOption(/^--filter(?:=(.*))?$/s),
  zip: afterOption(/^(?:--unzip-command|-TT)(?:=(.*))?$/s),
  man: afterOption(/^(?:-[HP]|--(?:html|pager)=)(.+\s.+)$/s),
  ...forPrograms("npm pnpm yarn", packageScript),
};
