import { resolvePath } from "../paths/resolve-path.ts";
import { plainWord, type ShellCommand, type ShellWord } from "../shell/shell-command.ts";
import { reportTree } from "../rules/delete-rules.ts";
import { reportEmptied } from "../rules/report-emptied.ts";
import { reportPath } from "../rules/report-path.ts";
import {
  type CommandRule,
  forPrograms,
  reportOpaque,
  type RunContext,
} from "../rules/rule-context.ts";

/** Calls of methods on a value: PowerShell's parser hands them over as `write-output`. */
const expression: CommandRule = ({ args }, context) => {
  for (const [at, { text }] of args.entries()) {
    const next = args[at + 1];
    if (/\.(?:upload(?:file|string|data|values)(?:async|taskasync)?)$/i.test(text)) {
      const what = "uploads a file";
      context.report({ category: "exfiltration", rule: "powershell.upload", what });
    } else if (/\.invokescript$/i.test(text) && next !== undefined) {
      context.languages.powershell(next.text, context);
    } else if (/^\.delete$/i.test(text) && /^\$true$/i.test(next?.text ?? "")) {
      reportFolder(context);
    } else if (/\.delete(?:folder|file)$/i.test(text) && next !== undefined) {
      reportTree(next.text, context);
    } else if (/\.delete$/i.test(text)) judgeEach(context);
    if (/\.downloadfile(?:async|taskasync)?$/i.test(text)) rememberFetched(args[at + 2], context);
    if (/amsi(?:utils|initfailed|context|session)/i.test(text)) {
      const what = "switches the check of scripts off";
      context.report({ category: "disable-security", rule: "powershell.amsi", what });
    }
  }
};

/** `.DownloadFile(address, path)`: what a later command may start. */
function rememberFetched(path: ShellWord | undefined, context: RunContext): void {
  if (path !== undefined) context.files.set(resolvePath(path.text, context.cwd), null);
}

function reportFolder(context: RunContext): void {
  const what = "deletes a folder with what it holds";
  context.report({ category: "recursive-delete", rule: "powershell.delete", what });
}

/** `Get-ChildItem x | % { $_.Delete() }`: what was listed before. */
function judgeEach(context: RunContext): void {
  const [lister, ...rest] = context.previous?.words.map((word) => word.text) ?? [];
  if (judgeShadow(context.previous, context)) return;
  if (!/^(?:get-childitem|get-item)$/i.test(lister ?? "")) return;
  const root = rest.find((text) => !text.startsWith("-") && !text.startsWith("*"));
  reportTree(root ?? ".", context);
}

function judgeShadow(command: ShellCommand | null, context: RunContext): boolean {
  if (command?.words.some((word) => /win32_shadowcopy/i.test(word.text)) !== true) return false;
  const what = "deletes backups";
  context.report({ category: "delete-data", rule: "data.shadow-copies", what });
  return true;
}

const removeInstance: CommandRule = ({ args }, context, command) => {
  const own: ShellCommand = { ...command, words: args };
  if (judgeShadow(own, context) || judgeShadow(command.pipedFrom, context)) return;
  const what = "removes an object of the system";
  context.report({ category: "delete-data", rule: "powershell.remove-instance", what, soft: true });
};

/** `[IO.File]::WriteAllText(path, …)` and its kin name their file first. */
const fileMethod: CommandRule = ({ name, args }, context) => {
  for (const { text } of args.slice(0, 2)) reportPath(text, context);
  const path = args[0]?.text;
  if (path !== undefined && name.endsWith("::delete")) reportEmptied(path, context);
};

/** `[Diagnostics.Process]::Start("cmd", "/c …")` and what a scheduled task shall start. */
const startsProgram: CommandRule = ({ args }, context) => {
  const words = args.map((word) => word.text).filter((text) => !/^-\w+$/.test(text));
  const line = words.join(" ").replaceAll("\\", "/");
  context.languages.shell(plainWord(line), context);
};

const newObject: CommandRule = ({ args }, context) => {
  if (!args.some((word) => /sockets\.tcpclient$|sockets\.socket$/i.test(word.text))) return;
  const what = "opens a raw connection to another host";
  context.report({ category: "exfiltration", rule: "powershell.socket", what });
};

/** By its id, given or found by a port, only what somebody chose is stopped. */
const stopProcess: CommandRule = ({ args }, { report }, { pipedFrom }) => {
  const piped = pipedFrom?.words ?? [];
  const chosen = /^(?:get-nettcpconnection|gci|get-content)$/i.test(piped[0]?.text ?? "");
  if (chosen || [...args, ...piped].some(({ text }) => /^-id(?::|$)/i.test(text))) return;
  const what = "stops processes";
  report({ category: "process-control", rule: "process.stop-process", what, soft: true });
};

/** `Invoke-Expression $(…)`: nobody can tell what runs. */
const runsComputed: CommandRule = ({ args }, context) => {
  const text = args.map((word) => word.text).join("");
  if (!/^[\s$()\ufffc]+$/.test(text)) return;
  reportOpaque(context, "powershell.computed", "runs a computed script");
};

const files = "file]::";
const fileMethods = ["writealltext", "writeallbytes", "writealllines", "appendalltext", "delete"];

export const powershellRules: Readonly<Record<string, CommandRule>> = {
  "write-output": expression,
  "new-object": newObject,
  "stop-process": stopProcess,
  ...forPrograms("remove-ciminstance remove-wmiobject", removeInstance),
  ...forPrograms("invoke-expression iex", runsComputed),
  ...forPrograms(
    ["", "system."]
      .flatMap((space) =>
        [...fileMethods, "move", "copy", "create"].map((name) => `[${space}io.${files}${name}`),
      )
      .join(" "),
    fileMethod,
  ),
  ...forPrograms(
    "[diagnostics.process]::start [system.diagnostics.process]::start new-scheduledtaskaction",
    startsProgram,
  ),
};
