import type { ShellWord } from "../shell/shell-command.ts";
import { type Argv, hasOption, operandsOf } from "../shell/unwrap-command.ts";
import { judgeRead, judgeWrite, resolvePath } from "./judge-path.ts";
import type { CommandRule, RuleContext } from "./rule-context.ts";

/** Folders that tools make again by themselves: deleting them whole is everyday work. */
const remade = new Set(
  (
    "node_modules dist build out target coverage tmp temp .cache .next .nuxt .turbo .parcel-cache " +
    "__pycache__ .pytest_cache .mypy_cache .ruff_cache .venv venv .tox .gradle obj bin"
  ).split(" "),
);

const removeFiles: CommandRule = (argv, context) => {
  const operands = operandsOf(argv.args);
  for (const word of operands) reportWrite(word, context);
  if (!hasOption(argv.args, "rR", "--recursive")) return;
  if (argv.fedArguments && operands.length === 0) {
    return context.report(recursive("deletes recursively whatever another command names"));
  }
  for (const word of operands) judgeRecursive(word, context);
};

function recursive(what: string, soft = false) {
  return { category: "recursive-delete", rule: "shell.rm-recursive", what, soft } as const;
}

function judgeRecursive(word: ShellWord, context: RuleContext): void {
  const text = word.text.replace(/\/+$/, "") || "/";
  if (word.dynamic) return context.report(recursive("deletes recursively at a computed path"));
  const path = resolvePath(text, null);
  const last = path.slice(path.lastIndexOf("/") + 1);
  const outside = /^(?:\/|~|\.\.|[a-z]:)/.test(path) && !isInside(path, context.cwd);
  if (/^\/(?:tmp|var\/tmp)\/[^*]/.test(path)) return;
  if (outside || path === "" || /^(?:\*|\.\*|\.git|\.\[.*)$/.test(last)) {
    return context.report(recursive(`deletes ${text} recursively`));
  }
  if (!remade.has(last)) context.report(recursive(`deletes ${text} recursively`, true));
}

function isInside(path: string, cwd: string | null): boolean {
  return cwd !== null && path.startsWith(`${resolvePath(cwd, null)}/`);
}

const findFiles: CommandRule = ({ args }, context) => {
  if (!args.some((word) => word.text === "-delete")) return;
  const limited = args.some((word) =>
    /^-(?:i?name|i?path|mtime|size|newer|i?regex)$/.test(word.text),
  );
  const what = "deletes everything that find meets";
  context.report({ category: "recursive-delete", rule: "shell.find-delete", what, soft: limited });
};

const copyBlocks: CommandRule = ({ args }, context) => {
  for (const { text } of args) {
    if (text.startsWith("of=")) reportPath(text.slice(3), context);
    if (text.startsWith("if=")) reportReadPath(text.slice(3), context);
  }
};

const formatDisk: CommandRule = ({ name, args }, context) => {
  if (args.every((word) => /^(?:-l|--list|-V|--version|--help)$/.test(word.text))) {
    return;
  }
  context.report({ category: "wipe-disk", rule: `shell.${name}`, what: `runs ${name} on a disk` });
};

const shredFiles: CommandRule = ({ args }, context) => {
  for (const word of operandsOf(args)) reportWrite(word, context);
  context.report({
    category: "delete-data",
    rule: "shell.shred",
    what: "overwrites files beyond recovery",
  });
};

const changeMode: CommandRule = ({ args }, context) => {
  const mode = operandsOf(args)[0]?.text ?? "";
  for (const word of operandsOf(args).slice(1)) reportWrite(word, context);
  const opensWorld =
    /^0?[0-7]{0,3}[0-7]{2}[2367]$/.test(mode) || /(?:^|,)(?:[uga]*[oa][uga]*|)\+[rxX]*w/.test(mode);
  const setsId = /^[2-7][0-7]{3}$/.test(mode) || /\+[rwxX]*s/.test(mode);
  if (!opensWorld && !setsId) return;
  const what = setsId ? "sets the set-user-id bit" : "lets everybody write";
  context.report({ category: "permission-widening", rule: "shell.chmod", what });
};

const changeOwner: CommandRule = ({ args }, context) => {
  const paths = operandsOf(args).slice(1);
  for (const word of paths) reportWrite(word, context);
  const wide = paths.some((word) => /^(?:\/|~|\/(?:etc|usr|var|home|bin|lib))\/?$/.test(word.text));
  if (!wide || !hasOption(args, "R", "--recursive")) return;
  const what = "changes the owner of a whole system folder";
  context.report({ category: "permission-widening", rule: "shell.chown", what });
};

const readsFiles: CommandRule = ({ args }, context) => {
  for (const word of operandsOf(args)) reportReadPath(word.text, context);
};

const writesFiles: CommandRule = ({ args }, context) => {
  for (const word of operandsOf(args)) reportWrite(word, context);
};

/** Copies and links read all but the last operand and write the last. */
const copiesFiles: CommandRule = ({ name, args }, context) => {
  const operands = operandsOf(args);
  for (const word of operands.slice(0, -1)) {
    reportReadPath(word.text, context);
    if (name === "mv") reportWrite(word, context);
  }
  const last = operands.at(-1);
  if (last !== undefined) reportWrite(last, context);
};

const editsInPlace: CommandRule = (argv: Argv, context) => {
  const inPlace = argv.args.some((word) => /^-[a-zA-Z]*i|^--in-place/.test(word.text));
  for (const word of operandsOf(argv.args)) {
    if (inPlace) reportWrite(word, context);
    reportReadPath(word.text, context);
  }
};

function reportWrite(word: ShellWord, context: RuleContext): void {
  if (!word.dynamic) reportPath(word.text, context);
}

export function reportPath(path: string, context: RuleContext): void {
  const match = judgeWrite(path, context.cwd);
  if (match !== null) context.report(match);
}

export function reportReadPath(path: string, context: RuleContext): void {
  const match = judgeRead(path, context.cwd);
  if (match !== null) context.report(match);
}

// prettier-ignore
export const fileRules: Readonly<Record<string, CommandRule>> = {
  rm: removeFiles, rmdir: writesFiles, unlink: writesFiles, rimraf: (argv, context) =>
    operandsOf(argv.args).forEach((word) => judgeRecursive(word, context)),
  find: findFiles, fd: findFiles,
  dd: copyBlocks, shred: shredFiles, srm: shredFiles,
  wipefs: formatDisk, fdisk: formatDisk, sfdisk: formatDisk, parted: formatDisk, sgdisk: formatDisk,
  mkswap: formatDisk, blkdiscard: formatDisk, diskutil: formatDisk, cryptsetup: formatDisk,
  chmod: changeMode, chown: changeOwner, chgrp: changeOwner,
  cat: readsFiles, less: readsFiles, more: readsFiles, head: readsFiles, tail: readsFiles,
  bat: readsFiles, strings: readsFiles, xxd: readsFiles, base64: readsFiles, od: readsFiles,
  grep: readsFiles, awk: readsFiles, cut: readsFiles, tar: readsFiles, zip: readsFiles,
  nl: readsFiles, tac: readsFiles, rev: readsFiles, sort: readsFiles, openssl: readsFiles,
  tee: writesFiles, touch: writesFiles, truncate: writesFiles,
  cp: copiesFiles, mv: copiesFiles, ln: copiesFiles, install: copiesFiles,
  sed: editsInPlace, perl: editsInPlace, ed: writesFiles, vim: writesFiles, nano: writesFiles,
};

export { formatDisk };
