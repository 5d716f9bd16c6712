import { resolvePath } from "./paths/resolve-path.ts";
import { matchesPattern } from "./paths/judge-path.ts";
import { judgeRows } from "./rules/command-rows.ts";
import { reportEmptied, reportReplaced, reportSystemFile } from "./rules/report-emptied.ts";
import { reportEscape, reportWrappedShell } from "./started/report-escape.ts";
import { judgeHidden } from "./started/hidden-scripts.ts";
import { judgeLaunched, reportPasswords, talkers } from "./started/launched-rules.ts";
import { plainSpoken, reportUnknownRemoval } from "./rules/unknown-tools.ts";
import { programs, type Program } from "./rules/programs.ts";
import { reportPath, reportReadPath } from "./rules/report-path.ts";
import { reportOpaque, type RunContext } from "./rules/rule-context.ts";
import { judgeScriptFile } from "./started/script-rules.ts";
import { programKey } from "./rules/file-rules.ts";
import { printedBy } from "./shell/print-text.ts";
import { placeholder, plainWord, type ShellCommand } from "./shell/shell-command.ts";
import { type Argv, operandsOf, unwrapCommand } from "./shell/unwrap-command.ts";

/** Judges one simple command: its redirections, its variables, the program and what that starts. */
export function judgeCommand(command: ShellCommand, context: RunContext): void {
  judgeRedirects(command, context);
  judgeForkBomb(command, context);
  const argv = unwrapCommand(command.words);
  if (command.words.some((word) => word.text === "-u")) judgeUnset(command, context);
  const start = command.words[0]?.text === "env" ? 1 : 0;
  if (command.words[start]?.text.includes("=") === true) {
    judgeVariables({ ...command, words: command.words.slice(start) }, context);
  }
  reportPasswords(command, context);
  if (argv === null) return;
  if (command.pipedFrom === null && command.inputs.length === 0) {
    reportWrappedShell(command.words, argv.name, argv.args, context);
  }
  if (argv.dynamicName) return judgeComputedName(argv, command, context);
  judgeProgram(argv, command, context);
}

/** A framework's own test database is made and dropped all day. */
function inTests(name: string, command: ShellCommand, context: RunContext): RunContext {
  const tests = command.words.some(
    ({ text }) => text.endsWith("_ENV=test") && testEnvironment.test(text),
  );
  const engine = name === "docker" || name === "podman";
  const chosen = engine && choosesContainers.test(lineOf(context.previous));
  if (!tests && !chosen) return context;
  const report: RunContext["report"] = (match) => {
    if (tests && match.rule.startsWith("schema.")) return;
    if (!chosen || match.rule !== "cloud.docker-all") context.report(match);
  };
  return { ...context, report };
}

function lineOf(command: ShellCommand | null): string {
  if (command === null || command.words.length > 16) return "";
  const line = command.words.map((word) => word.text).join(" ");
  return line.length > lineLengthMax ? "" : line;
}

const lineLengthMax = 512;

const choosesContainers = /\b(?:docker|podman)\b.{0,64} ps\b.{0,256} (?:--filter|-f)\b/;
const testEnvironment = /^(?:RAILS|RACK|APP|MIX|NODE|DJANGO|FLASK|HANAMI)_ENV=test$/;

/** Known for other reasons, these read texts of their own languages too. */
const expandsText = new Set(
  "rpm rpmquery puppet hg mail mailx gnuplot nsenter service expect aria2c zypper".split(" "),
);

function judgeProgram(argv: Argv, command: ShellCommand, outer: RunContext): void {
  const context = inTests(argv.name, command, outer);
  const found = programs.get(argv.name);
  judgeLaunched(argv, context, found !== undefined);
  if (expandsText.has(argv.name)) {
    judgeHidden(argv.name, argv.args, command.inputs, context);
  }
  if (plainSpoken.has(argv.name)) reportUnknownRemoval(argv, context);
  if (found !== undefined) return applyProgram(found, argv, command, context);
  judgeUnknown(argv, command, context);
}

function applyProgram(
  program: Program,
  argv: Argv,
  command: ShellCommand,
  context: RunContext,
): void {
  for (const rule of program.rules) rule(argv, context, command);
  if (program.rows !== undefined) judgeRows(program.rows, argv, context.report);
}

const versioned = /^(python|pypy|pip|luajit|ruby|perl|node|php|lua|mkfs|newfs|clang|gcc)[-.\d]\S*$/;

/** Cmdlets of cloud modules are named verb, then the cloud's prefix. */
const removalCmdlet =
  /^(?:remove|stop|clear|disable)-(?:az|ec2|s3|rds|eks|ecs|gc|iam|cfn|ddb|lm|kms|r53|elb|cf|vm|ad(?:user|group|computer|object|org)|mg|spo|pnp|hv|cluster)\w*$/;

/** What servers of Windows keep, by the nouns of their modules. */
const serverCmdlet =
  /^(?:remove|uninstall|disable|clear)-(?:mailbox|distributiongroup|unifiedgroup|team|dns|dhcp|sql|dba|website|webapp|iis|cm|smb|gpo|cs|vhd|storage|windowsfeature|adds|appx|netip|netroute|dfs|wsus)\w*$/;

/** No version, no prefix and no pattern: a program that is called as it is. */
const plainName = /^[a-z]+$/;

/** A name with a version, with a pattern, or of a file that the script wrote. */
function judgeUnknown(argv: Argv, command: ShellCommand, context: RunContext): void {
  const { name } = argv;
  if (name === "cd" || name === "pushd" || name === "set-location")
    return changeFolder(argv, context);
  if (!talkers.has(name)) reportUnknownRemoval(argv, context);
  if (plainName.test(name)) {
    judgeHidden(name, argv.args, command.inputs, context);
    return judgeWritten(argv, command, context);
  }
  const plain = versioned.exec(name)?.[1];
  const base = plain === undefined ? undefined : programs.get(plain);
  if (base !== undefined)
    return applyProgram(base, { ...argv, name: plain as string }, command, context);
  judgeHidden(name, argv.args, command.inputs, context);
  if (name.includes("^")) {
    const bare = name.replaceAll("^", "");
    return judgeProgram({ ...argv, name: bare }, command, context);
  }
  if (/%\w+%|!\w+!/.test(name)) {
    return reportOpaque(context, "shell.computed-name", "computes which program runs");
  }
  const soft = serverCmdlet.test(name);
  if (soft || removalCmdlet.test(name)) {
    if (argv.args.some((word) => /^-whatif$/i.test(word.text))) return;
    const what = soft ? "removes what a server keeps" : "destroys cloud resources";
    return context.report({ category: "cloud-destruction", rule: "cloud.cmdlet", what, soft });
  }
  if (/[*?[]/.test(name)) return judgePattern(argv, command, context);
  judgeWritten(argv, command, context);
}

/** A file that the script wrote before it runs it. */
function judgeWritten(argv: Argv, command: ShellCommand, context: RunContext): void {
  if (context.files.size === 0) return;
  const copied = copyOf(command, context);
  if (copied !== undefined) return judgeProgram({ ...argv, name: copied }, command, context);
  judgeScriptFile(command.words[0]?.text ?? "", context);
}

/** `cp /bin/rm x; ./x -rf y`: the program under its other name. */
function copyOf(command: ShellCommand, context: RunContext): string | undefined {
  const path = resolvePath(
    command.words.find((word) => !word.text.includes("="))?.text ?? "",
    context.cwd,
  );
  return context.files.get(programKey(path)) ?? undefined;
}

/** Programs that a pattern as a name may mean, the worst first. */
const meant =
  "rm dd mkfs shred bash sh python3 perl nc ncat cat curl wget chmod chown kill find".split(" ");

function judgePattern(argv: Argv, command: ShellCommand, context: RunContext): void {
  const { name } = argv;
  if (name === "[" || name === "[[" || name.length > 64) return;
  const name1 = meant.find((program) => matchesPattern(name, program));
  const program = name1 === undefined ? undefined : programs.get(name1);
  if (program === undefined || name1 === undefined) return;
  applyProgram(program, { ...argv, name: name1 }, command, context);
}

/** `r$@m`: what is left of the name may say enough; otherwise nobody can tell what runs. */
function judgeComputedName(argv: Argv, command: ShellCommand, context: RunContext): void {
  const rest = argv.name.replaceAll(placeholder, "");
  const program = rest === "" ? undefined : programs.get(rest);
  if (program !== undefined) applyProgram(program, { ...argv, name: rest }, command, context);
  reportOpaque(context, "shell.computed-name", "computes which program runs");
}

/** `NODE_TLS_REJECT_UNAUTHORIZED=0 node app.js` is judged like `export` of the same. */
function judgeVariables(command: ShellCommand, context: RunContext): void {
  const end = command.words.findIndex((word) => !/^[A-Za-z_]\w*\+?=/.test(word.text));
  const args = end === -1 ? command.words : command.words.slice(0, end);
  for (const { text, processInput } of args) {
    if (processInput && /^(?:BASH_ENV|ENV|PROMPT_COMMAND)=/.test(text)) {
      reportOpaque(context, "shell.process-input", "runs what another command prints");
    }
    const script = runsLater.exec(text)?.[1]?.replace(/^!/, "");
    if (script !== undefined) {
      reportEscape(script, context);
      context.languages.shell(plainWord(script), context);
    }
  }
  const rows = programs.get("export")?.rows;
  if (rows === undefined || args.length === 0) return;
  judgeRows(
    rows,
    { name: "export", args, dynamicName: false, fedArguments: false },
    context.report,
  );
}

/** `env -u ANTHROPIC_BASE_URL claude` is judged like `unset` of the same. */
function judgeUnset(command: ShellCommand, context: RunContext): void {
  const rows = programs.get("unset")?.rows;
  if (rows === undefined || !command.words.some((word) => word.text === "env")) return;
  const args = command.words.filter((_word, at) => command.words[at - 1]?.text === "-u");
  judgeRows(rows, { name: "unset", args, dynamicName: false, fedArguments: false }, context.report);
}

/** Variables whose text another program runs. */
const runsLater =
  /^(?:PROMPT_COMMAND|COMMANDLINE|BASH_ENV|GIT_SSH_COMMAND|GIT_PAGER|PAGER|MANPAGER|EDITOR|GIT_EDITOR|VISUAL|LESSOPEN|RSYNC_RSH|GIT_EXTERNAL_DIFF|GIT_ASKPASS|GIT_SEQUENCE_EDITOR|SUDO_ASKPASS|GIT_CONFIG_VALUE_\d+|\w*(?:_COMMAND|_CMD|PAGER|ASKPASS|_EXEC|_HOOK))=(.+\s.+)$/is;

const folderLengthMax = 1_024;

function changeFolder(argv: Argv, context: RunContext): void {
  const target = operandsOf(argv.args)[0]?.text ?? (argv.args.length > 0 ? "-" : "~");
  if (target === "-") context.cwd = context.workspace;
  else if (target.startsWith(placeholder)) context.cwd = `${context.workspace}/${placeholder}`;
  else context.cwd = resolvePath(target, context.cwd);
  if (target === "/") context.cwd = "/";
  // A path that only grows would cost more with every step.
  if (context.cwd.length > folderLengthMax) context.cwd = `${context.workspace}/${placeholder}`;
}

function judgeRedirects(command: ShellCommand, context: RunContext): void {
  for (const { operator, target } of command.redirects) {
    const network = /^\/dev\/(?:tcp|udp)\//.test(target.text);
    if (network) {
      const what = "opens a raw connection to another host";
      context.report({ category: "exfiltration", rule: "shell.dev-tcp", what });
    }
    if (target.dynamic || target.text === "/dev/null") continue;
    if (operator.includes(">")) {
      reportPath(target.text, context);
      judgeEndless(command, target.text, context);
      if (!operator.includes(">>") && operator !== ">&")
        judgeEmptied(command, target.text, context);
      rememberFile(command, target.text, context, operator.includes(">>"));
    }
    if (operator.startsWith("<")) reportReadPath(target.text, context);
  }
  const isTee = command.words.slice(0, 3).some((word) => word.text === "tee");
  const tee = isTee ? command.words.at(-1)?.text : undefined;
  if (tee !== undefined) rememberFile(command, tee, context);
}

/** `yes > file`, `cat /dev/zero > file`: it ends when the disk is full. */
function judgeEndless({ words }: ShellCommand, path: string, context: RunContext): void {
  const [first, source, more] = words;
  const zeros = first?.text === "cat" && /^\/dev\/(?:zero|u?random)$/.test(source?.text ?? "");
  if ((!zeros && first?.text !== "yes") || more !== undefined || path.startsWith("/dev/")) return;
  const what = "fills the disk";
  context.report({ category: "process-control", rule: "shell.fill-disk", what, soft: true });
}

/** `> file` and `: > file` empty it. */
function judgeEmptied(command: ShellCommand, path: string, context: RunContext): void {
  const [first] = command.words;
  reportReplaced(path, context);
  if (first !== undefined && !/^(?::|true|cat)$/.test(first.text)) return;
  reportEmptied(path, context);
  reportSystemFile(path, context);
}

/** Files whose text runs by itself, with the next session or with the machine. */
const runsAtStart =
  /(?:^|\/)\.(?:bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|zshenv|zprofile|zlogin|kshrc|cshrc|xinitrc|xprofile)$|^\/etc\/(?:profile|bash\.bashrc|zshrc|rc\.local|profile\.d\/.*|init\.d\/.*|cron[^/]*\/.*|crontab)$|\/systemd\/(?:system|user)\/[^/]+$|\/(?:launchagents|launchdaemons|autostart)\/[^/]+$/;

/** What stands before the program in a line of a unit or of a cron table. */
const startOfLine =
  /^[ \t]*(?:\[\w+\]|Exec\w+=[-@+!:]*|(?:[\d*/,-]+[ \t]+){5}(?:root\s+)?|@\w+\s+(?:root\s+)?)/gm;

/** Texts that stand in the script, and files fetched: what a later command may run. */
function rememberFile(
  command: ShellCommand,
  path: string,
  context: RunContext,
  adds = false,
): void {
  const [first, option] = command.words;
  const fetched = /^(?:curl|wget|openssl|gpg|base64|gunzip|gzip)$/.test(first?.text ?? "");
  const text = printedBy({ ...command, redirects: [] });
  if (text !== null && runsAtStart.test(resolvePath(path, context.cwd))) {
    const script = text.replaceAll(startOfLine, "");
    context.languages.shell(plainWord(script), context);
  }
  if (text === null && !fetched) return;
  const key = resolvePath(path, context.cwd);
  const before = adds ? context.files.get(key) : "";
  // `echo -n rm > x; echo " -rf /" >> x` is one line.
  const open = option?.text === "-n" || first?.text === "printf";
  const isKnown = typeof before === "string" && text !== null;
  context.files.set(key, isKnown ? (before + text + (open ? "" : "\n")).slice(0, fileMax) : text);
}

/** Characters of a written file that are remembered. */
const fileMax = 65_536;

/** `:(){ :|:& };:` ends in a function that pipes into itself. */
function judgeForkBomb(command: ShellCommand, context: RunContext): void {
  const name = command.words[0]?.text;
  if (name === undefined || name !== command.pipedFrom?.words[0]?.text) return;
  if (command.words.length > 1 || command.pipedFrom.words.length > 1) return;
  if (name !== ":" && context.scope?.values?.has(`${name}()`) !== true) return;
  context.report({ category: "process-control", rule: "shell.fork-bomb", what: "forks forever" });
}
