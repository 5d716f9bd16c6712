import type { Match } from "../categories.ts";
import { judgeRead, judgeWrite } from "./judge-path.ts";
import type { RuleContext } from "./rule-context.ts";

const powershellBytesMax = 65_536;

interface CmdletRule {
  readonly name: RegExp;
  /** On the whole command, in lower case. */
  readonly words?: RegExp;
  readonly match: Match;
}

const rule = (
  name: RegExp,
  category: Match["category"],
  what: string,
  words?: RegExp,
): CmdletRule => ({
  name,
  match: { category, rule: "powershell.cmdlet", what },
  ...(words === undefined ? {} : { words }),
});

const cmdlets: readonly CmdletRule[] = [
  rule(
    /^(?:remove-item|ri|rm|del|rd|rmdir|erase)$/,
    "recursive-delete",
    "deletes a tree",
    /\s-r(?:e|ecurse)?\b|\s\/s\b/,
  ),
  rule(
    /^(?:format-volume|clear-disk|initialize-disk|format|diskpart)$/,
    "wipe-disk",
    "wipes a disk",
  ),
  rule(
    /^(?:stop-process|spps|kill|taskkill|stop-computer|restart-computer|stop-service)$/,
    "process-control",
    "stops processes",
  ),
  rule(/^(?:invoke-expression|iex)$/, "opaque-command", "runs a computed script"),
  rule(
    /^(?:powershell|pwsh)$/,
    "opaque-command",
    "runs an encoded script",
    /\s-e(?:nc|ncodedcommand|c)?\s/,
  ),
  rule(
    /^set-executionpolicy$/,
    "disable-security",
    "switches script checks off",
    /bypass|unrestricted/,
  ),
  rule(/^(?:set-mppreference|add-mppreference)$/, "disable-security", "switches the antivirus off"),
  rule(
    /^(?:set-netfirewallprofile|disable-netfirewallrule)$/,
    "disable-security",
    "opens the firewall",
  ),
  rule(
    /^(?:add-localgroupmember|set-acl|icacls|takeown)$/,
    "permission-widening",
    "gives an account more rights",
  ),
  rule(
    /^(?:get-storedcredential|cmdkey|get-credential)$/,
    "credential-access",
    "reads stored credentials",
  ),
  rule(/^(?:vssadmin|wbadmin)$/, "delete-data", "deletes backups", /delete/),
  rule(/^(?:clear-eventlog|wevtutil)$/, "disable-security", "erases the event log"),
  rule(
    /^(?:remove-aduser|remove-azresource.*|remove-azvm)$/,
    "cloud-destruction",
    "destroys resources",
  ),
  rule(/^publish-module$/, "package-publish", "publishes a module"),
];

/** Judges PowerShell by its cmdlets; quotes are honoured, expressions are not evaluated. */
export function judgePowershell(text: string, context: RuleContext): void {
  if (text.length > powershellBytesMax) {
    const what = "is too long to be read";
    return context.report({ category: "opaque-command", rule: "powershell.unreadable", what });
  }
  for (const command of splitCommands(text.replaceAll("`", ""))) judgeCommand(command, context);
}

function splitCommands(text: string): readonly string[] {
  return text.match(/(?:"[^"]*"|'[^']*'|[^;|\n{}()&"'])+/g) ?? [];
}

function judgeCommand(command: string, context: RuleContext): void {
  const words = command.trim().toLowerCase();
  const name = (words.split(/\s+/, 1)[0] ?? "").replaceAll(/["']|\.exe$/g, "");
  for (const cmdlet of cmdlets) {
    if (cmdlet.name.test(name) && (cmdlet.words?.test(words) ?? true)) context.report(cmdlet.match);
  }
  const writes =
    /^(?:set-content|add-content|out-file|remove-item|copy-item|move-item|sc|ac)$/.test(name);
  for (const part of words.split(/\s+/).slice(1)) {
    const path = part.replaceAll(/["']/g, "");
    const match = (writes ? judgeWrite(path, context.cwd) : null) ?? judgeRead(path, context.cwd);
    if (match !== null) context.report(match);
  }
}
