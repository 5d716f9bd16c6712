import type { ShellWord } from "../shell/shell-command.ts";
import { hasOption, operandsOf } from "../shell/unwrap-command.ts";
import { reportPath, reportReadPath } from "./file-rules.ts";
import { judgeUrl } from "./judge-url.ts";
import type { CommandRule, RuleContext } from "./rule-context.ts";

const sends = (what: string, soft = false) =>
  ({ category: "exfiltration", rule: "shell.upload", what, soft }) as const;

const uploadOption = /^(?:-T|--upload-file|--post-file|--body-file)(?:=|$)/;
const bodyOption = /^(?:-d|--data|--data-binary|--data-raw|--data-urlencode|-F|--form|--json)$/;

const httpClient: CommandRule = ({ args }, context) => {
  for (const [at, { text }] of args.entries()) {
    const next = args[at + 1]?.text ?? "";
    if (uploadOption.test(text)) context.report(sends("uploads a file"));
    const body = bodyOption.test(text) ? next : text.replace(/^(?:-d|-F|--[a-z-]+=)/, "");
    const isBody = bodyOption.test(text) || /^(?:-[dF].|--(?:data|form|json)[a-z-]*=)/.test(text);
    if (isBody) judgeBody(body, context);
    if (/^(?:-o|-O|--output)$/.test(text)) reportPath(next, context);
  }
  for (const word of operandsOf(args)) {
    const match = judgeUrl(word.text);
    if (match !== null) context.report(match);
  }
  judgeMethod(args, context);
};

function judgeBody(body: string, context: RuleContext): void {
  const file = /(?:^|=)[@<]([^;]+)/.exec(body)?.[1];
  if (file === undefined) return;
  reportReadPath(file, context);
  context.report(sends("uploads a file", true));
}

function judgeMethod(args: readonly ShellWord[], context: RuleContext): void {
  const at = args.findIndex((word) => word.text === "-X" || word.text === "--request");
  const joined = args.find((word) => /^(?:-X|--request=)./.test(word.text))?.text;
  const method = joined?.replace(/^(?:-X|--request=)/, "") ?? (at === -1 ? "" : args[at + 1]?.text);
  if (method?.toUpperCase() !== "DELETE") return;
  const what = "sends an HTTP DELETE";
  context.report({ category: "delete-data", rule: "shell.http-delete", what, soft: true });
}

/** `host:path` as the last operand: the copy goes out. */
const copyOut: CommandRule = ({ args }, context) => {
  const operands = operandsOf(args);
  for (const word of operands) reportReadPath(word.text, context);
  const last = operands.at(-1)?.text ?? "";
  if (/^[^/]+:|^rsync:\/\//.test(last)) context.report(sends("copies files to another host", true));
  if (hasOption(args, "", "--delete", "--delete-after", "--delete-before")) {
    const what = "deletes what the source does not have";
    context.report({ category: "recursive-delete", rule: "shell.rsync-delete", what, soft: true });
  }
};

const rawSocket: CommandRule = ({ args }, { report }) => {
  if (
    hasOption(args, "e", "--exec", "--sh-exec") ||
    /exec:/i.test(args.map((a) => a.text).join(" "))
  ) {
    report(sends("gives a shell to another host"));
  }
};

// prettier-ignore
export const networkRules: Readonly<Record<string, CommandRule>> = {
  curl: httpClient, wget: httpClient, http: httpClient, https: httpClient, xh: httpClient,
  scp: copyOut, rsync: copyOut, sftp: copyOut,
  nc: rawSocket, ncat: rawSocket, netcat: rawSocket, socat: rawSocket,
};

/** Programs that read standard input and send it away. */
export const socketPrograms = new Set(["nc", "ncat", "netcat", "socat", "telnet"]);
