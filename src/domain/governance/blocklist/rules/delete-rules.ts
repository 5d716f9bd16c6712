import { judgeRecursive } from "../paths/judge-recursive.ts";
import { resolvePath } from "../paths/resolve-path.ts";
import { inputOf } from "../shell/print-text.ts";
import { placeholder, type ShellCommand, type ShellWord } from "../shell/shell-command.ts";
import { hasOption, operandsOf, unwrapCommand } from "../shell/unwrap-command.ts";
import { reportEmptied, reportOwnFile, reportSystemFile } from "./report-emptied.ts";
import { reportEscape } from "../started/report-escape.ts";
import { reportReadPath, reportWrite } from "./report-path.ts";
import type { CommandRule, RunContext } from "./rule-context.ts";

/** Options of find that narrow what it meets. */
const narrowing =
  /^-(?:i?name|i?path|i?wholename|mtime|mmin|atime|ctime|newer\w*|size|i?regex|empty|user|group|perm)$/;
/** Words that end the list of folders. */
const expression = /^(?:-|\(|!|\\\()/;
const wordsMax = 256;

export const removeFiles: CommandRule = (argv, context, command) => {
  const operands = operandsOf(argv.args).filter((word) => !isFed(argv.fedArguments, word));
  for (const word of operands) reportWrite(word, context);
  const abbreviated = argv.args.some((word) => /^--r(?:e(?:c\w*)?)?$/.test(word.text));
  const recursive = abbreviated || hasOption(argv.args, "rR", "--no-preserve-root");
  if (argv.fedArguments && operands.length === 0) return removeFed(command, context, recursive);
  const listed = readFrom(operands, context);
  if (listed !== null) judgeFound(listed, context, recursive);
  if (!recursive) return removeBare(operands, context);
  for (const word of operands) reportTree(word.text, context);
};

/** `find … | while read f; do rm "$f"; done`: find's own words. */
function readFrom(operands: readonly ShellWord[], { previous }: RunContext) {
  const whole = operands.length === 1 && operands[0]?.text === placeholder;
  if (!whole || previous?.words[0]?.text !== "read" || previous.pipedFrom === null) return null;
  const argv = unwrapCommand(previous.pipedFrom.words);
  return argv?.name === "find" ? argv.args : null;
}

/** `{}` of xargs and find stands for what they name. */
function isFed(fed: boolean, word: ShellWord): boolean {
  return fed && /^(?:\{\}|\+|;|:::)?$/.test(word.text.replaceAll(/["']/g, ""));
}

export function reportTree(path: string, context: RunContext): void {
  const match = judgeRecursive(throughLink(path, context), context);
  if (match !== null) context.report(match);
}

export const linkKey = (path: string) => `link ${path}`;

function throughLink(path: string, context: RunContext): string {
  if (context.files.size === 0) return path;
  const parts = resolvePath(path, context.cwd).split("/");
  for (let end = 1; end <= parts.length && end < linkDepthMax; end++) {
    const target = context.files.get(linkKey(parts.slice(0, end).join("/")));
    if (typeof target === "string") return [target, ...parts.slice(end)].join("/");
  }
  return path;
}

/** Folders deep that a link is looked for. */
const linkDepthMax = 16;

/** Without -r only files go: all of a system folder's are still too many. */
function removeBare(operands: readonly ShellWord[], context: RunContext): void {
  for (const { text } of operands) {
    reportEmptied(text, context);
    reportSystemFile(text, context);
    reportOwnFile(text, context);
    if (/(?:^|\/)\*$/.test(text) && !/^(?:\*|\.\/)/.test(text)) reportTree(text, context);
  }
}

/** `… | xargs rm -rf`: judged by what the script says it feeds. */
function removeFed(command: ShellCommand, context: RunContext, recursive: boolean): void {
  const fed = inputOf(command);
  if (fed !== null) {
    for (const text of fed.split(/\s+/, wordsMax)) if (text !== "") reportTree(text, context);
    return;
  }
  const source = command.pipedFrom === null ? null : unwrapCommand(command.pipedFrom.words);
  if (source !== null && /^(?:find|fd|fdfind)$/.test(source.name)) {
    return judgeFound(source.args, context, recursive);
  }
  if (!recursive) return removeListedFiles(source?.name, source?.args ?? [], context);
  const what = "deletes recursively whatever another command names";
  context.report({ category: "recursive-delete", rule: "shell.rm-fed", what });
}

/** `git ls-files | xargs rm`, `locate x | xargs rm`: many files that nobody named. */
function removeListedFiles(
  name: string | undefined,
  args: readonly ShellWord[],
  context: RunContext,
): void {
  const tracked =
    name === "git" &&
    args[0]?.text === "ls-files" &&
    args.every((word) => !/^-[odim]|^--(?:others|deleted|ignored)/.test(word.text)) &&
    operandsOf(args).length === 1;
  if (!tracked && !/^(?:locate|mlocate|plocate)$/.test(name ?? "")) return;
  const what = "deletes every file that another command names";
  context.report({ category: "recursive-delete", rule: "shell.rm-listed", what, soft: true });
}

/** Deleting what find meets: harmless in the workspace when it is narrowed. */
function judgeFound(args: readonly ShellWord[], context: RunContext, recursive: boolean): void {
  const end = args.findIndex((word) => expression.test(word.text));
  const named = (end === -1 ? args : args.slice(0, end)).map((word) => word.text);
  const narrowed = args.some(
    (word, at) =>
      (narrowing.test(word.text) &&
        !/^(?:!|-not)$/.test(args[at - 1]?.text ?? "") &&
        !isEverything(word, args)) ||
      /^(?:-e|--extension|-g|--glob)$/.test(word.text) ||
      (word.text === "-type" && /^[lspbc]$/.test(args[at + 1]?.text ?? "")),
  );
  if (narrowed && namesLitter(args)) return;
  for (const root of named.length === 0 ? ["."] : named) {
    const path = resolvePath(root, context.cwd);
    const home = resolvePath(context.workspace, null);
    const inside = path === home || path.startsWith(`${home}/`);
    if (narrowed && inside) continue;
    const match = judgeRecursive(root, context);
    if (match === null) continue;
    const gentle =
      narrowed && !recursive && !/^\/?$|^~?$|^\/(?:etc|usr|bin|boot|lib|home|root)$/.test(path);
    const what = "deletes everything that find meets";
    context.report({
      category: "recursive-delete",
      rule: "shell.find-delete",
      what,
      soft: match.soft === true || gentle,
    });
  }
}

/** What interpreters, editors and file managers leave behind. */
const litter = /^(?:\*\.(?:py[co]|swp|orig|rej|class)|__pycache__|\.DS_Store|Thumbs\.db|\*~)$/;

function namesLitter(args: readonly ShellWord[]): boolean {
  const names = args.filter((_word, at) => /^-i?name$/.test(args[at - 1]?.text ?? ""));
  const widened = args.some(({ text }) => /^(?:-o|-or|!|-not)$/.test(text));
  return names.length > 0 && names.every(({ text }) => litter.test(text)) && !widened;
}

/** `-name '*'` narrows nothing. */
function isEverything(option: ShellWord, args: readonly ShellWord[]): boolean {
  const value = args[args.indexOf(option) + 1]?.text ?? "";
  return /^(?:\*|\.\*|\*\.\*|\.)$/.test(value);
}

const starting = /^-(?:exec|execdir|ok|okdir|x|X|-exec|-exec-batch)$/;

export const findFiles: CommandRule = ({ args }, context, command) => {
  if (args.some((word) => word.text === "-delete")) judgeFound(args, context, false);
  judgeSearch(args, context);
  const at = args.findIndex((word) => starting.test(word.text));
  if (at === -1) return;
  const rest = args.slice(at + 1);
  const end = rest.findIndex((word) => /^(?:;|\+)$/.test(word.text));
  const started = (end === -1 ? rest : rest.slice(0, end)).filter((word) => word.text !== "{}");
  const argv = unwrapCommand(started);
  if (argv === null) return;
  if (/^(?:rm|unlink|shred|rmdir)$/.test(argv.name) && operandsOf(argv.args).length === 0) {
    return judgeFound(args, context, hasOption(argv.args, "rR", "--recursive"));
  }
  if (argv.args.length === 0) reportEscape(started.at(-1)?.text ?? "", context);
  if (/^(?:sed|perl)$/.test(argv.name) && argv.args.some((word) => /^-\w{0,4}i/.test(word.text))) {
    judgeEdited(args, context);
  }
  if (/^(?:truncate|shred)$/.test(argv.name)) judgeFound(args, context, false);
  for (const word of operandsOf(args.slice(0, at))) reportReadPath(word.text, context);
  context.languages.program(started, context, command);
};

/** `find /etc -exec sed -i … {} +` */
function judgeEdited(args: readonly ShellWord[], context: RunContext): void {
  const root = resolvePath(args[0]?.text ?? ".", context.cwd);
  if (!/^\/(?:etc|usr|bin|boot|lib|var)?(?:\/|$)/.test(root)) return;
  const what = "edits every file that find meets";
  context.report({ category: "delete-data", rule: "data.system-file", what, soft: true });
}

/** `find / -name id_rsa` looks for other people's keys. */
function judgeSearch(args: readonly ShellWord[], context: RunContext): void {
  const keys =
    /^\*?(?:id_(?:rsa|dsa|ed25519|ecdsa)\*?|\.?(?:aws|netrc|pgpass|git-credentials|htpasswd)\*?|\.env\*?|\*?\.(?:pem|kdbx|pfx|p12|ppk)|credentials\*?|shadow|wallet\.dat)$/i;
  const root = resolvePath(args[0]?.text ?? ".", context.cwd);
  const away = !`${root}/`.startsWith(`${resolvePath(context.workspace, null)}/`);
  if (!away || !args.some((word) => keys.test(word.text))) return;
  const what = "looks for other people's keys";
  context.report({ category: "credential-access", rule: "shell.find-keys", what });
}

const methodTree: CommandRule = ({ args }, context) => {
  for (const word of args.slice(0, 1)) reportTree(word.text, context);
};

export const deleteRules: Readonly<Record<string, CommandRule>> = {
  "[system.io.directory]::delete": methodTree,
  "[io.directory]::delete": methodTree,
  rm: removeFiles,
  grm: removeFiles,
  "trash-put": ({ args }, context) =>
    operandsOf(args).forEach((word) => reportTree(word.text, context)),
  gio: ({ args }, context) => {
    if (!/^(?:trash|remove)$/.test(args[0]?.text ?? "")) return;
    operandsOf(args.slice(1)).forEach((word) => reportTree(word.text, context));
  },
  trash: ({ args }, context) => operandsOf(args).forEach((word) => reportTree(word.text, context)),
  rimraf: ({ args }, context) => operandsOf(args).forEach((word) => reportTree(word.text, context)),
  "del-cli": ({ args }, context) =>
    operandsOf(args).forEach((word) => reportTree(word.text, context)),
  cmake: ({ args }, context) => {
    if (args[0]?.text !== "-E" || !/^(?:remove_directory|rm)$/.test(args[1]?.text ?? "")) return;
    operandsOf(args.slice(2)).forEach((word) => reportTree(word.text, context));
  },
  unlink: removeFiles,
  find: findFiles,
  fd: findFiles,
  fdfind: findFiles,
  del: ({ args }, context) => removeWindows(args, context),
  erase: ({ args }, context) => removeWindows(args, context),
  rd: ({ args }, context) => removeWindows(args, context),
  rmdir: ({ args }, context) => removeWindows(args, context),
  "remove-item": (argv, context, command) => removeItem(argv.args, context, command),
};

/** `del /s`, `rd /s /q`; the switches stand anywhere. */
function removeWindows(args: readonly ShellWord[], context: RunContext): void {
  const operands = args.filter((word) => !/^(?:\/[a-z:]{1,3}|-.*)$/i.test(word.text));
  const recursive = args.some((word) => /^\/s$/i.test(word.text));
  for (const word of operands) {
    reportWrite(word, context);
    const whole = /(?:^|[\\/])\*(?:\.\*)?$/.test(word.text);
    if (recursive || whole) reportTree(word.text, context);
    else reportSystemFile(word.text, context);
  }
}

const valuedParameter = /^-(?:e|f|i|filter|include|exclude|erroraction|ea|stream|credential)$/i;

const listers = /^(?:get-childitem|get-item|gci|gi|dir|ls)$/i;

function removeItem(args: readonly ShellWord[], context: RunContext, command: ShellCommand): void {
  if (args.some((word) => /^-whatif$/i.test(word.text))) return;
  // `rd /s /q x` and `rm -rf x`, as people write them in PowerShell too.
  const recursive = args.some((word) =>
    /^(?:-r(?:e(?:c\w*)?|f)?(?::\$true)?|-fr|\/s)$/i.test(word.text),
  );
  const paths = args.filter(
    (word, at) =>
      !/^(?:-|\/[sqf]$)/i.test(word.text) &&
      !valuedParameter.test(args[at - 1]?.text ?? "") &&
      !/^\$(?:true|false)$/i.test(word.text),
  );
  // `gci x -r | % { ri $_.FullName }` removes what was listed, as a pipe does.
  const own = paths.length === 1 && paths[0]?.dynamic === true ? context.previous : null;
  const each = listers.test(own?.words[0]?.text ?? "") ? own : null;
  for (const word of each === null ? paths : []) {
    if (/^(?:cert|hk\w{1,2}):/i.test(word.text)) return reportRegistry(context);
    reportWrite(word, context);
    if (recursive || /[\\/]\*$/.test(word.text)) reportTree(word.text, context);
    else reportSystemFile(word.text, context);
  }
  const piped = (each ?? command.pipedFrom)?.words.map((word) => word.text.toLowerCase()) ?? [];
  if ((paths.length > 0 && each === null) || piped.length === 0) return;
  const lists = listers.test(piped[0] ?? "");
  const root = piped
    .slice(1)
    .find(
      (text, at) =>
        !/^[-*]/.test(text) && !/^-(?:filter|include|exclude|name)/.test(piped[at] ?? ""),
    );
  if (lists && (recursive || piped.some((text) => text.startsWith("-r")))) {
    const narrowed = piped.some(
      (text) => /^-(?:filter|include|name)/.test(text) || /^\*\.\w/.test(text),
    );
    if (narrowed && (root === undefined || isWithin(root, context))) return;
    removeListed(root ?? ".", context);
  }
}

/** The folder that the call works in, or one below it. */
function isWithin(path: string, { cwd, workspace }: RunContext): boolean {
  const home = resolvePath(workspace, null);
  const resolved = resolvePath(path, cwd);
  return resolved === home || resolved.startsWith(`${home}/`);
}

/** Everything below a folder, but not the folder. */
function removeListed(root: string, context: RunContext): void {
  if (!/^\/(?:var\/)?tmp\/?$/.test(resolvePath(root, context.cwd))) reportTree(root, context);
}

function reportRegistry(context: RunContext): void {
  const what = "deletes registry keys";
  context.report({ category: "delete-data", rule: "data.registry", what });
}
