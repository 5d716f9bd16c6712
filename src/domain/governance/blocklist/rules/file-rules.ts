import { type Argv, hasOption, operandsOf } from "../shell/unwrap-command.ts";
import type { ShellCommand, ShellWord } from "../shell/shell-command.ts";
import { judgeRead } from "../paths/judge-path.ts";
import { resolvePath } from "../paths/resolve-path.ts";
import { linkKey, reportTree } from "./delete-rules.ts";
import { reportEmptied } from "./report-emptied.ts";
import { reportPath, reportReadPath, reportWrite } from "./report-path.ts";
import { type CommandRule, forPrograms, type RunContext } from "./rule-context.ts";

const copyBlocks: CommandRule = ({ args }, context) => {
  const source = args.find((word) => word.text.startsWith("if="))?.text ?? "";
  for (const { text } of args) {
    if (text.startsWith("of=")) {
      reportPath(text.slice(3), context);
      if (/^if=\/dev\/(?:null|zero|u?random)$/.test(source)) reportEmptied(text.slice(3), context);
      if (/^if=\/dev\/(?:zero|u?random)$/.test(source)) judgeFill(args, text.slice(3), context);
    }
    if (text.startsWith("if=")) reportReadPath(text.slice(3), context);
  }
};

/** Without a count it ends when the disk is full. */
function judgeFill(args: Argv["args"], path: string, context: RunContext): void {
  if (args.some((word) => word.text.startsWith("count=")) || path.startsWith("/dev/")) return;
  const what = "fills the disk";
  context.report({ category: "process-control", rule: "shell.fill-disk", what, soft: true });
}

const shredFiles: CommandRule = ({ args }, context) => {
  for (const word of operandsOf(args)) reportWrite(word, context);
  const own = operandsOf(args).filter(({ dynamic }) => !dynamic);
  if (own.length > 0 && own.every(({ text }) => /^\/tmp\/[\w.-]+$/.test(text))) return;
  context.report({
    category: "delete-data",
    rule: "shell.shred",
    what: "overwrites files beyond recovery",
  });
};

const changeMode: CommandRule = ({ args }, context) => {
  const taken = args.some((word) => /^-[rwxXst]+$/.test(word.text));
  const mode = operandsOf(args)[0]?.text ?? "";
  // A hook that may run checks what is committed.
  const enables = /^(?:[ugoa]*\+[rx]+|0?[1357]?7[0-7]5)$/.test(mode);
  for (const word of operandsOf(args).slice(taken ? 0 : 1)) {
    if (!enables || !/(?:^|\/)\.git\/hooks\//.test(word.text)) reportWrite(word, context);
  }
  const closes = /^0{1,4}$/.test(mode) || taken;
  if (
    closes &&
    operandsOf(args).some(({ text }) =>
      /^\/(?:srv|etc|usr|var|bin|sbin|opt|home|lib)?(?:\/\w+)?\/?$/.test(text),
    )
  ) {
    const what = "takes everybody's access to a system's file away";
    context.report({ category: "permission-widening", rule: "shell.chmod-none", what, soft: true });
  }
  const opensWorld =
    /^0?[0-7]{0,3}[0-7]{2}[2367]$/.test(mode) || /(?:^|,)[ug]*[oa][ugoa]*\+[rxX]*w/.test(mode);
  const setsId = /^[2-7][0-7]{3}$/.test(mode) || /\+[rwxX]*s/.test(mode);
  if (!opensWorld && !setsId) return;
  // As every system has it: nobody but the owner deletes in it.
  const sticky = /^1[0-7]{3}$/.test(mode);
  if (sticky && operandsOf(args).every(({ text }, at) => at === 0 || /(?:^|\/)te?mp$/.test(text))) {
    return;
  }
  const what = setsId ? "sets the set-user-id bit" : "lets everybody write";
  const soft =
    !setsId &&
    operandsOf(args)
      .slice(1)
      .every(({ text }) => isOwn(text, context));
  context.report({ category: "permission-widening", rule: "shell.chmod", what, soft });
};

/** A file of the working folder, or a device that a developer's board hangs on. */
function isOwn(path: string, { cwd, workspace }: RunContext): boolean {
  const resolved = resolvePath(path, cwd);
  return (
    resolved.startsWith(`${resolvePath(workspace, null)}/`) || /^\/dev\/tty\w+\d$/.test(resolved)
  );
}

/** What openssl is told to write is a new key or certificate. */
const opensslWrites = /^-(?:out|keyout|signkey|CAserial|writerand)$/;

/** These sign and check with a key that they are given, and print none of it. */
const opensslUses = /^(?:req|x509|ca|verify|s_server|dgst|crl|ocsp|ts|cms)$/;

const usesKeys: CommandRule = ({ args }, context) => {
  const used = opensslUses.test(args[0]?.text ?? "") || args.some(({ text }) => text === "-pubout");
  for (const [at, word] of args.entries()) {
    if (word.text.startsWith("-") || opensslWrites.test(args[at - 1]?.text ?? "")) continue;
    const match = judgeRead(word.text, context.cwd);
    if (match !== null && !(used && match.soft === true)) context.report(match);
  }
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

/** The first operand is what to search for, the others are files. */
const searchesFiles: CommandRule = ({ args }, context) => {
  for (const word of operandsOf(args).slice(1)) reportReadPath(word.text, context);
};

const readsNothing = ({ redirects }: ShellCommand) =>
  redirects.some(({ operator, target }) => operator === "<" && target.text === "/dev/null");

const writesFiles: CommandRule = ({ name, args }, context, command) => {
  for (const word of operandsOf(args)) {
    reportWrite(word, context);
    if (name === "tee" && readsNothing(command)) reportEmptied(word.text, context);
    if (/vim?$|^(?:ed|nano|emacs)$/.test(name)) reportReadPath(word.text, context);
  }
};

const emptiesFiles: CommandRule = ({ args }, context) => {
  for (const word of operandsOf(args)) {
    reportWrite(word, context);
    reportEmptied(word.text, context);
  }
};

/** `ln -s / r && rm -rf r/srv`: later paths go through the link. */
function rememberLink(target: string, name: string, context: RunContext): void {
  const path = resolvePath(name, context.cwd);
  context.files.set(linkKey(path), resolvePath(target, context.cwd) || "/");
}

export const programKey = (path: string) => `program ${path}`;

/** `cp /bin/rm x`, `ln -s /usr/bin/curl x`. */
function rememberProgram(source: string, target: string, context: RunContext): void {
  const name = /^\/(?:usr\/)?(?:local\/)?s?bin\/([\w.-]+)$/.exec(source)?.[1];
  if (name === undefined) return;
  const path = resolvePath(target, context.cwd);
  for (const key of [path, `${path}/${name}`]) context.files.set(programKey(key), name);
}

const systemPlaces =
  /^\/(?:etc|usr|bin|sbin|boot|lib(?:32|64)?|var|root|home|opt|dev|proc|sys)$|^\/(?:usr\/)?s?bin\/[^/]+$|^\/(?:lib(?:32|64)?|boot)\/[^/]+$/;

/** Somebody's home, or what everybody keeps at its top. */
const homePlaces =
  /^(?:~|\/(?:home|users)\/[^/]+|\/root)(?:\/(?:documents|desktop|pictures|music|movies|library|\.ssh|\.gnupg|\.aws|\.config))?$/;

/** A system folder or program that is moved away is gone for whoever needs it. */
function reportMoved(path: string, context: RunContext): void {
  const resolved = resolvePath(path, context.cwd);
  if (!systemPlaces.test(resolved) && !homePlaces.test(resolved)) return;
  const what = "moves a system's folder or program away";
  context.report({ category: "delete-data", rule: "data.system-file", what, soft: true });
}

/** `install -m 4755` */
const installs: CommandRule = (argv, context, command) => {
  copiesFiles(argv, context, command);
  const mode = argv.args.findIndex((word) => word.text === "-m");
  const bits = argv.args[mode + 1]?.text ?? "";
  if (mode === -1 || !/^(?:[2-7][0-7]{3}|[ugoa]*\+\w*s\w*)$/.test(bits)) return;
  const what = "sets the set-user-id bit";
  context.report({ category: "permission-widening", rule: "shell.chmod", what });
};

/** `mv /tmp/passwd /etc`: the folder alone says nothing. */
function reportPlacedIn(source: ShellWord, folder: ShellWord, context: RunContext): void {
  const name = source.text.slice(source.text.lastIndexOf("/") + 1);
  if (source.dynamic || folder.dynamic || name === "" || !/^[/~]/.test(folder.text)) return;
  reportPath(`${folder.text}/${name}`, context);
}

/** Copies and links read all but the last operand and write the last. */
const copiesFiles: CommandRule = ({ name, args }, context) => {
  const operands = operandsOf(args);
  for (const word of operands.slice(0, -1)) {
    reportReadPath(word.text, context);
    if (name === "mv") reportWrite(word, context);
    if (name === "mv") reportMoved(word.text, context);
  }
  const last = operands.at(-1);
  if (last === undefined) return;
  reportWrite(last, context);
  for (const word of operands.slice(0, -1)) reportPlacedIn(word, last, context);
  if (name === "ln") rememberLink(operands[0]?.text ?? "", last.text, context);
  if (operands.length > 1) rememberProgram(operands.at(-2)?.text ?? "", last.text, context);
  if (operands.slice(0, -1).some((word) => word.text === "/dev/null"))
    reportEmptied(last.text, context);
  if (name === "mv" && last.text === "/dev/null") {
    for (const word of operands.slice(0, -1)) reportTree(word.text, context);
    const what = "throws files away";
    context.report({ category: "delete-data", rule: "data.move-to-null", what });
  }
};

const editsInPlace: CommandRule = (argv: Argv, context) => {
  const inPlace = argv.args.some((word) => /^-[a-zA-Z]*i|^--in-place/.test(word.text));
  for (const word of operandsOf(argv.args)) {
    if (inPlace) reportWrite(word, context);
    reportReadPath(word.text, context);
  }
};

export const fileRules: Readonly<Record<string, CommandRule>> = {
  ...forPrograms("shred srm", shredFiles),
  ...forPrograms("chown chgrp", changeOwner),
  dd: copyBlocks,
  chmod: changeMode,
  ...forPrograms(
    "cat less more head tail bat strings xxd base64 base32 od hexdump hd nl tac rev cut sort uniq " +
      "paste fold diff comm join wc get-content type select-string gzip bzip2 xz zstd 7z zip tar " +
      "cpio sqlite3 jq yq dos2unix iconv sponge view",
    readsFiles,
  ),
  openssl: usesKeys,
  ...forPrograms("grep egrep fgrep rg ag awk gawk zgrep findstr", searchesFiles),
  ...forPrograms(
    "tee touch patch ed vim vi nano emacs set-content add-content out-file new-item",
    writesFiles,
  ),
  truncate: emptiesFiles,
  ...forPrograms("fallocate qemu-img", (argv, context, command) => {
    if (
      argv.args.some((word) =>
        /^(?:create|-[pzdc]+|--(?:punch-hole|zero-range|collapse-range))$/.test(word.text),
      )
    )
      emptiesFiles(argv, context, command);
  }),
  install: installs,
  ...forPrograms("cp mv ln copy move xcopy robocopy copy-item move-item ditto", copiesFiles),
  ...forPrograms("sed perl", editsInPlace),
};
