import { judgeCode } from "../rules/code-rules.ts";
import { inputOf } from "../shell/print-text.ts";
import {
  placeholder,
  plainWord,
  type ShellCommand,
  type ShellWord,
} from "../shell/shell-command.ts";
import { unwrapCommand } from "../shell/unwrap-command.ts";
import { fetchesInstaller } from "./known-installers.ts";
import { reportEscape } from "./report-escape.ts";
import { afterWord, runJoined, runJoinedOption, runWords } from "./run-words.ts";
import {
  type CommandRule,
  forPrograms,
  reportOpaque,
  type RunContext,
  writtenTo,
} from "../rules/rule-context.ts";

/** `curl … | sh`, `sh -c "…"`, `sh <<EOF`, `sh file`. */
export const judgeShellProgram: CommandRule = (argv, context, command) => {
  const flag = argv.args.findIndex((word) => /^-[a-zA-Z]*c[a-zA-Z]*$/.test(word.text));
  const rest = flag === -1 ? [] : argv.args.slice(flag + 1);
  const script = rest.find((word) => !/^(?:--|[-+]\w+)$/.test(word.text)) ?? rest[0];
  if (script !== undefined) {
    if (argv.fedArguments && /^(?:\{\}|%)$/.test(script.text.trim())) {
      return reportOpaque(context, "shell.fed-script", "runs what another command prints");
    }
    return context.languages.shell(argv.fedArguments ? withoutBraces(script) : script, context);
  }
  if (argv.args.some((word) => word.processInput)) {
    return reportOpaque(context, "shell.process-input", "runs what another command prints");
  }
  const file = argv.args.find((word) => !/^[-+]/.test(word.text));
  if (file !== undefined && !argv.args.some((word) => /^-\w*s/.test(word.text))) {
    return judgeScriptFile(file.text, context);
  }
  judgeInputScript(command, context);
};

function withoutBraces(script: ShellWord): ShellWord {
  return { ...script, text: script.text.replaceAll(/\{\}|(?<![\w%])%(?![\w%(])/g, placeholder) };
}

/** A script on standard input. */
function judgeInputScript(command: ShellCommand, context: RunContext): void {
  for (const input of command.inputs) context.languages.shell(input, context);
  if (command.inputs.length > 0) return;
  for (const { operator, target } of command.redirects) {
    if (operator === "<") judgeScriptFile(target.text, context);
    if (operator === "<" && target.processInput) {
      reportOpaque(context, "shell.process-input", "runs what another command prints");
    }
  }
  if (command.pipedFrom === null) return;
  const printed = inputOf(command);
  if (printed !== null) return context.languages.shell(plainWord(printed), context);
  if (fetchesInstaller(command.pipedFrom)) return;
  reportOpaque(context, "shell.pipe-to-shell", "runs what another command prints");
}

/** A file that this very script wrote or fetched before. */
export function judgeScriptFile(path: string, context: RunContext): void {
  if (/^\/dev\/(?:stdin|fd\/)/.test(path)) {
    return reportOpaque(context, "shell.process-input", "runs what another command prints");
  }
  const text = writtenTo(path, context);
  if (text === undefined) return;
  if (text === null) reportOpaque(context, "shell.fetched-script", "runs a file that it fetched");
  else context.languages.shell(plainWord(text), context);
}

const source: CommandRule = ({ args }, context, command) => {
  const [file] = args;
  if (args.some((word) => word.processInput)) {
    if (isTrusted(command, context)) return;
    return reportOpaque(context, "shell.process-input", "runs what another command prints");
  }
  if (file !== undefined) judgeScriptFile(file.text, context);
};

/** Programs whose output shells are told to run by their own manuals. */
const trusted =
  /^(?:ssh-agent|direnv|brew|pyenv|rbenv|nodenv|jenv|goenv|fnm|mise|rtx|zoxide|starship|conda|mamba|micromamba|opam|dircolors|lesspipe|minikube|docker-machine|thefuck|atuin|fzf|register-python-argcomplete|keychain|gpg-agent|luarocks|perl|register|resize|tset|hub|nvm|asdf|antidote|sheldon|devbox|kubectl|helm|gh|pip|npm|poetry|uv|stack|cargo|rustup|volta|aws-vault|assume|op|complete|pnpm|deno|bun|podman|docker|nix-env|guix|grpcurl|oh-my-posh|vivid|navi|ngrok|task|just)$/;

/** `eval "$(ssh-agent -s)"` is how that program is started. */
const evaluate: CommandRule = ({ args }, context, command) => {
  const text = args
    .map((word) => word.text)
    .join(" ")
    .trim();
  if (text === placeholder && isTrusted(command, context)) return;
  runJoined(args, context);
};

function isTrusted(command: ShellCommand, { previous }: RunContext): boolean {
  if (previous === null || previous.level <= command.level) return false;
  return trusted.test(unwrapCommand(previous.words)?.name ?? "");
}

/** `screen -dmS name sh -c "…"` keeps its words apart. */
const startWords: CommandRule = ({ args }, context, command) => {
  let at = 0;
  while (args[at]?.text.startsWith("-"))
    at += /^-\w*[Sscpt]$/.test((args[at] as ShellWord).text) ? 2 : 1;
  context.languages.program(args.slice(at), context, command);
};

const trap: CommandRule = ({ args }, context) => {
  const [script] = args.filter((word) => word.text !== "--");
  if (script !== undefined && !script.text.startsWith("-"))
    context.languages.shell(script, context);
};

/** `at`, `batch` and `crontab -` run their standard input later. */
const later: CommandRule = ({ name, args }, context, command) => {
  if (name === "crontab" && !args.some((word) => word.text === "-")) return;
  if (command.pipedFrom === null && command.inputs.length === 0) return;
  const printed = inputOf(command);
  if (printed === null) return;
  const lines = name === "crontab" ? printed.replaceAll(/^(?:@\w+|(?:\S+\s+){5})/gm, "") : printed;
  context.languages.shell(plainWord(lines), context);
};

const vim: CommandRule = ({ args }, context) => {
  for (const { text } of args) {
    const script = /^(?:-c|\+|--cmd=?)?\s*:?(?:%|\d+,\d+)?!(.+)$/s.exec(text)?.[1];
    if (script !== undefined) context.languages.shell(plainWord(script), context);
    const opened = script ?? (/(?:^|[:|])\s*(?:sh|shell|terminal|term)\s*$/.test(text) ? "sh" : "");
    reportEscape(opened, context);
    if (editorCode.test(text)) judgeCode(text, "vim", context);
  }
};

const editorCode =
  /\b(?:system(?:list)?|delete|lua(?:do|eval)?|py(?:thon)?[3x]?(?:do|eval)?|perl(?:do)?|ruby(?:do)?|tcl|job_start|term_start|jobstart|writefile)\b/;

const tarOption = runJoinedOption(
  /^(?:--checkpoint-action=exec=|--to-command=|--to-command$|--use-compress-program=|--use-compress-program$|--rsh-command=|-I(?=.)|-I$)(.*)$/s,
);
const tarRuns: CommandRule = (argv, context, command) => {
  tarOption(argv, context, command);
  for (const { text } of argv.args) {
    reportEscape(
      text.replace(/^--(?:checkpoint-action=exec|to-command|use-compress-program)=|^-I/, ""),
      context,
    );
  }
};

/** `script -q file rm -rf x`, as BSD and macOS have it. */
const recorded: CommandRule = (argv, context, command) => {
  commandOption(argv, context, command);
  const file = argv.args.findIndex((word) => !word.text.startsWith("-"));
  if (file !== -1) context.languages.program(argv.args.slice(file + 1), context, command);
};

/** The options of `su -c`, `script -qc` and `runuser -c` may be bundled. */
const commandOption = runJoinedOption(/^(?:--command(?:=|$)|-[a-zA-Z]*c$)(.*)$/s);

/** `rd/s/q x` */
const gluedSwitches = /\b(?:rd|rmdir|del|erase)(?:\/[a-z])+/gi;
/** `if exist x rd x`, `for %f in (…) do del %f` */
const conditions =
  /\bif\s+(?:\/i\s+)?(?:not\s+)?(?:exist|defined)\s+(?:"[^"]{0,256}"|[^\s"]{1,256})\s|\bfor\s+(?:\/\w\s+)?(?:"[^"]{0,64}"\s+)?%+\w\s+in\s*\([^)]{0,256}\)\s*do\s+@?/gi;

const cmd: CommandRule = ({ args }, context, command) => {
  const at = args.findIndex((word) => /^\/[ckr]/i.test(word.text));
  if (at === -1 && command.pipedFrom !== null && inputOf(command) === null) {
    reportOpaque(context, "shell.pipe-to-shell", "runs what another command prints");
  }
  if (at === -1) return;
  // `"/c rd /s x"` is one word where another program hands it over.
  const first = (args[at] as ShellWord).text.replace(/^\/[ckrsvf](?::\w+)?\s*/i, "");
  const text = [first, ...args.slice(at + 1).map((word) => word.text)]
    .join(" ")
    .replaceAll(gluedSwitches, (all) => all.replaceAll("/", " /"))
    .replaceAll(conditions, " ");
  context.languages.shell(plainWord(text.replaceAll("^", "")), context);
};

/** PowerShell accepts every unambiguous start of its options' names. */
const encodedOption = /^[-/]e(?:c|n|nc\w*)?$/i;
const plainOption = /^[-/]c(?:o\w*)?$/i;

const powershell: CommandRule = ({ args }, context, command) => {
  const { languages } = context;
  const encoded = args.findIndex((word) => encodedOption.test(word.text));
  if (encoded !== -1) {
    const text = args[encoded + 1]?.text ?? "";
    const decoded = Buffer.from(text, "base64").toString("utf16le");
    if (
      text === "" ||
      text.includes(placeholder) ||
      !/^[\t\r\n\x20-\x7e\u00a0-\uffef]+$/.test(decoded)
    ) {
      return reportOpaque(context, "powershell.encoded", "runs an encoded script");
    }
    return languages.powershell(decoded, context);
  }
  const file = args[args.findIndex((word) => /^-f(?:ile)?$/i.test(word.text)) + 1];
  const ownFile =
    file !== undefined && file !== args[0] && /^\.?[\\/]?[\w-]+[\\/.]/.test(file.text);
  if (!ownFile && args.some(({ text }) => /^(?:bypass|unrestricted)$/i.test(text))) {
    const what = "switches script checks off";
    const rule = "security.execution-policy";
    context.report({ category: "disable-security", rule, what, soft: true });
  }
  const plain = args.findIndex((word) => plainOption.test(word.text));
  const rest = plain === -1 ? operandsAfterOptions(args) : args.slice(plain + 1);
  if (rest.length > 0) return languages.powershell(rest.map(ownText).join(" "), context);
  const printed = inputOf(command);
  if (printed !== null) languages.powershell(printed, context);
  else if (command.pipedFrom !== null) {
    reportOpaque(context, "shell.pipe-to-shell", "runs what another command prints");
  }
};

/** What the shell would expand in a double-quoted script mostly is PowerShell's own `$x`. */
function ownText({ text, raw }: ShellWord): string {
  const quoted = text.includes(placeholder) ? /^"([^]*)"$/.exec(raw ?? "")?.[1] : undefined;
  return quoted === undefined ? text : quoted.replaceAll(/\\(["$`])/g, "$1");
}

function operandsAfterOptions(args: readonly ShellWord[]): readonly ShellWord[] {
  const at = args.findIndex(
    (word, index) =>
      !/^[-/]/.test(word.text) && !/^[-/](?:ex|ep|w|v|in|out|f)/i.test(args[index - 1]?.text ?? ""),
  );
  return at === -1 || args.some((word) => /^-f(?:ile)?$/i.test(word.text)) ? [] : args.slice(at);
}

const alias: CommandRule = ({ args }, context) => {
  for (const { text } of args) {
    const equals = text.indexOf("=");
    if (equals > 0) context.languages.shell(plainWord(text.slice(equals + 1)), context);
  }
};

const powershellText: CommandRule = ({ args }, context) =>
  context.languages.powershell(args.map((word) => word.text).join(" "), context);
const parameter =
  /^-(?:filepath|argumentlist|args|verb|wait|nonewwindow|windowstyle|passthru|runas)$/i;
const startProcess: CommandRule = ({ args }, context, command) => {
  const before = (at: number) => args[at - 1]?.text ?? "";
  const words = args.filter(
    (word, at) => !parameter.test(word.text) && !/^-(?:win\w*|verb)$/i.test(before(at)),
  );
  const [program, ...rest] = words;
  // `-ArgumentList '-Command rd x'`: one string that the program splits itself.
  if (program !== undefined && rest.some(({ text }) => text.includes(" "))) {
    const line = [program.text, ...rest.map(({ text }) => text)].join(" ");
    return context.languages.shell(plainWord(line.replaceAll("\\", "/")), context);
  }
  context.languages.program(words, context, command);
};
/** `flock file -c "…"`: what is left of a wrapper that takes a script. */
const bareOption: CommandRule = ({ args }, context) => {
  for (const word of args.slice(0, 1)) context.languages.shell(word, context);
};

export const scriptRules: Readonly<Record<string, CommandRule>> = {
  ...forPrograms("sh bash zsh dash ksh ash fish rbash mksh pdksh tcsh csh nu", judgeShellProgram),
  eval: evaluate,
  ...forPrograms("source .", source),
  trap,
  alias,
  "-c": bareOption,
  ...forPrograms("su runuser vagrant sg capsh elvish sash xonsh oil osh yash", commandOption),
  script: recorded,
  aws: runJoinedOption(/^commands=\[?"?(.*?)"?\]?$/s),
  gcloud: runJoinedOption(/^--command(?:=|$)(.*)$/s),
  "nix-shell": runJoinedOption(/^--(?:run|command)$/),
  nodemon: runJoinedOption(/^(?:-x|--exec)$/),
  rsync: runJoinedOption(/^(?:-e|--rsh(?:=|$)|--rsync-path(?:=|$))(.*)$/s),
  tar: tarRuns,
  ansible: runJoinedOption(/^(?:-a|--args(?:=|$))(.*)$/s),
  watch: runWords(/^-[ndi]$/),
  hyperfine: runWords(/^-[wrm]$/),
  concurrently: runWords(/^-[nc]$/),
  watchexec: runWords(/^-[ewi]$/),
  screen: startWords,
  tmux: afterWord(/^(?:new|new-session|send-keys|send|run-shell|split-window|neww|new-window)$/),
  ...forPrograms("at batch crontab", later),
  ...forPrograms("vim vi nvim ex view rvim rview vimdiff gvim mvim vimtutor", vim),
  cmd,
  ...forPrograms("powershell pwsh", powershell),
  "start-process": startProcess,
  ...forPrograms("invoke-expression iex", powershellText),
};
