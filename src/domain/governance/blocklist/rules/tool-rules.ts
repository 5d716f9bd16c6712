import { reportEscape } from "../started/report-escape.ts";
import { judgeCode } from "./code-rules.ts";
import { judgeRequest } from "../paths/judge-request.ts";
import { inputOf } from "../shell/print-text.ts";
import { plainWord } from "../shell/shell-command.ts";
import { type Argv, operandsOf } from "../shell/unwrap-command.ts";
import { reportTree } from "./delete-rules.ts";
import { reportPath } from "./report-path.ts";
import {
  type CommandRule,
  forPrograms,
  reportOpaque,
  type RunContext,
  writtenTo,
} from "./rule-context.ts";

function run(text: string | undefined, context: RunContext): void {
  if (text !== undefined) reportEscape(text, context);
  if (text !== undefined && text.trim() !== "") context.languages.shell(plainWord(text), context);
}

/** `java -jar bfg.jar …` is bfg. */
export const runJar: CommandRule = ({ args }, context) => {
  const at = args.findIndex((word) => word.text === "-jar");
  const jar = args[at + 1];
  if (at === -1 || jar === undefined) return;
  const name = jar.text.replace(/^.*\//, "").replace(/(?:-[\d.]+)?\.jar$/, "");
  context.languages.program([plainWord(name), ...args.slice(at + 2)], context, null);
};

/** `gh api -X DELETE repos/o/r`. */
export const judgeForgeApi: CommandRule = ({ args }, { report }) => {
  if (args[0]?.text !== "api") return;
  const at = args.findIndex((word) => /^(?:-X|--method)$/.test(word.text));
  const joined = args.find((word) => /^(?:-X|--method=)./.test(word.text))?.text;
  const method = joined?.replace(/^(?:-X|--method=)/, "") ?? args[at + 1]?.text ?? "GET";
  const path = args.slice(1).find((word) => /^\/?\w+\/|^https?:/.test(word.text))?.text ?? "";
  const service = /^\/?(?:projects|groups)\//.test(path) ? "gitlab.com/api/v4" : "api.github.com";
  const url = /^https?:/.test(path) ? path : `${service}/${path.replace(/^\//, "")}`;
  const fields = args.filter((_word, i) =>
    /^(?:-f|-F|--field|--raw-field)$/.test(args[i - 1]?.text ?? ""),
  );
  const body = fields.map((word) => word.text).join("&");
  const match = at === -1 && joined === undefined ? null : judgeRequest(method, url, body);
  if (match !== null) report(match);
};

/** `… | iex` runs what stands before it. */
export const runPiped: CommandRule = ({ args }, context, command) => {
  if (args.length > 0) return;
  const printed = inputOf(command);
  if (printed !== null) context.languages.powershell(printed, context);
  reportOpaque(context, "powershell.pipe-to-expression", "runs what another command prints");
};

/** `tar cf /dev/sda x` writes over the disk. */
const archiveToDisk: CommandRule = ({ args }, context) => {
  if (args.some(({ text }) => text === "--remove-files")) {
    const packed = operandsOf(args).filter(
      (word) => !/^-{0,2}\w*f$|^-C$/.test(args[args.indexOf(word) - 1]?.text ?? ""),
    );
    for (const { text } of packed) reportTree(text, context);
  }
  if (!args.some((word) => /^-{0,2}\w{0,8}[cru]\w{0,8}$|^--create$/.test(word.text))) return;
  for (const { text } of args) {
    if (/^\/dev\/(?!null$|std|fd)/.test(text)) reportPath(text, context);
  }
};

const make: CommandRule = ({ args }, context, command) => {
  for (const [at, { text }] of args.entries()) {
    const code = /^--eval(?:=(.*))?$/s.exec(text);
    if (code !== null) runRecipes(code[1] ?? args[at + 1]?.text ?? "", context);
    run(/^SHELL=(.+\s.+)$/.exec(text)?.[1], context);
  }
  for (const input of command.inputs) runRecipes(input.text, context);
  for (const name of [after(args, /^-f$|^--file$/), "Makefile", "makefile"]) {
    const written = name === undefined ? undefined : writtenTo(name, context);
    if (typeof written === "string") runRecipes(written, context);
  }
  if (args.some((word) => word.processInput)) {
    reportOpaque(context, "shell.process-input", "runs what another command prints");
  }
};

const after = (args: Argv["args"], option: RegExp) =>
  args.find((_word, at) => option.test(args[at - 1]?.text ?? ""))?.text;

/** `npm test` runs what the script itself wrote to package.json before. */
const packageScripts: CommandRule = ({ args }, context) => {
  const written = args.length === 0 ? undefined : writtenTo("package.json", context);
  const scripts = /"scripts"\s*:\s*\{([^}]*)\}/.exec(written ?? "")?.[1] ?? "";
  for (const found of scripts.matchAll(/:\s*"((?:[^"\\]|\\.)*)"/g)) {
    run((found[1] as string).replaceAll(/\\(.)/g, "$1"), context);
  }
};

function runRecipes(text: string, context: RunContext): void {
  run(text.replaceAll(/^(?:[\w.%/ -]+:[^;\n=]*;?)?\s*[-@+]*/gm, ""), context);
}

const sed: CommandRule = ({ args }, context) => {
  for (const { text } of args) {
    if (/^[^\s/]{0,8}s.*;\s*e\s*$/s.test(text))
      reportOpaque(context, "shell.sed-execute", "runs the lines that it edits");
    run(/(?:^|[;\d$}/])[ \t]*e[ \t]+([^\n]+)$/m.exec(text)?.[1], context);
    const swap = /^s([^\\\n])(?:\\.|(?!\1)[^\\\n])*\1((?:\\.|(?!\1)[^\\\n])*)\1[gip\d]*e/.exec(
      text,
    );
    run(swap?.[2]?.replaceAll(/\\(.)/g, "$1"), context);
  }
};

const afterOption =
  (option: RegExp, prefix: RegExp): CommandRule =>
  ({ args }, context) => {
    for (const [at, { text }] of args.entries()) {
      if (!option.test(text)) continue;
      run(args[at + 1]?.text.replace(prefix, ""), context);
    }
  };

const editorInput: CommandRule = (_argv, context, command) => {
  const text = inputOf(command) ?? "";
  for (const found of text.matchAll(/^[^!\n]{0,16}!(.+)$/gm)) run(found[1], context);
};

const debuggerShell: CommandRule = ({ args }, context, command) => {
  const started = args.findIndex(({ text }) => text === "--args");
  if (started !== -1) context.languages.program(args.slice(started + 1), context, command);
  for (const { text } of args) {
    const code = /^(?:python|py|guile|script)\s+(.+)$/s.exec(text)?.[1];
    if (code !== undefined) judgeCode(code, "python", context);
    run(/^(?:shell|!|pipe [^|]*\|)\s*(.+)$/s.exec(text)?.[1], context);
  }
};

const pagerShell: CommandRule = ({ args }, context) => {
  for (const { text } of args) run(/^\+?!(.+)$/s.exec(text)?.[1], context);
};

/** `start /b rd …` and `forfiles /c "cmd /c …"`. */
const startWindows: CommandRule = ({ args }, context) => {
  const at = args.findIndex((word) => !/^(?:\/\w+|"")$/.test(word.text));
  if (at !== -1) context.languages.program(args.slice(at), context, null);
};

const upload: CommandRule = (_argv, context, command) => {
  if (!command.inputs.some((input) => /^[ \t]*m?put\b/m.test(input.text))) return;
  const what = "uploads files";
  context.report({ category: "exfiltration", rule: "shell.upload", what, soft: true });
};

/** `runuser -u root -- rm …` */
const afterDashes: CommandRule = ({ args }, context) => {
  const at = args.findIndex((word) => word.text === "--");
  if (at !== -1) context.languages.program(args.slice(at + 1), context, null);
};

const processMaker: CommandRule = ({ args }, context) => {
  const line = args.map((word) => word.text).join(" ");
  if (!/win32_process/i.test(line)) return;
  const found =
    /commandline\s{0,16}(?:=\s{0,16})?(\S.*)$/i.exec(line)?.[1] ?? operandsOf(args).at(-1)?.text;
  run(found?.replaceAll(/["'}]/g, ""), context);
};

export const toolRules: Readonly<Record<string, CommandRule>> = {
  tar: archiveToDisk,
  make,
  gmake: make,
  ...forPrograms("npm yarn pnpm bun", packageScripts),
  sed,
  gsed: sed,
  zip: afterOption(/^-TT$|^--unzip-command$/, /^$/),
  man: afterOption(/^-[PH]$|^--pager$/, /^$/),
  gdb: debuggerShell,
  lldb: debuggerShell,
  less: pagerShell,
  more: pagerShell,
  ed: editorInput,
  ex: editorInput,
  ftp: editorInput,
  start: startWindows,
  forfiles: afterOption(/^\/c$/i, /^$/),
  sftp: upload,
  runuser: afterDashes,
  su: afterDashes,
  "invoke-cimmethod": processMaker,
  "invoke-wmimethod": processMaker,
};
