import { looksLikeSql } from "../sql/looks-like-sql.ts";
import { inputOf } from "../shell/print-text.ts";
import { placeholder, plainWord, type ShellCommand } from "../shell/shell-command.ts";
import type { Argv } from "../shell/unwrap-command.ts";
import { fetchesInstaller } from "../started/known-installers.ts";
import { readCalls, readLiterals } from "./read-code.ts";
import { reportEscape } from "../started/report-escape.ts";
import { reportTree } from "./delete-rules.ts";
import { resolvePath } from "../paths/resolve-path.ts";
import { judgeDecoded } from "./decoded-code.ts";
import { nearTexts, standNear } from "./near-texts.ts";
import { reportEmptied } from "./report-emptied.ts";
import { reportPath, reportReadPath } from "./report-path.ts";
import {
  type CommandRule,
  forPrograms,
  mayRead,
  reportOpaque,
  type RunContext,
  writtenTo,
} from "./rule-context.ts";

const literalsMax = 128;

/** Calls that start a program or a shell, of all the languages at once. */
const starts =
  /(?:\bos\.(?:system|popen|exec\w*|spawn\w*)|\bsubprocess\.\w+|\bpty\.spawn|\bsystem|\bexec[lv]?[pe]{0,2}|\bpopen[234]?|\bpassthru|\bshell_exec|\bproc_open|\bpcntl_exec|\bexec(?:File)?Sync|\bexecFile|\bspawn(?:Sync)?|\bos\.execute|\bcallCommand|\beval|\bio\.popen|\bOpen3\.\w+|\bIO\.popen|\bKernel\.\w+|\bDeno\.(?:run|Command)|\bBun\.(?:spawn\w*|\$)|\bqx|%x|\$EXEC|\bdo shell script|\b\w{1,16}\.(?:run|Popen|call|check_call|check_output|getoutput))\s*[({["'`]/g;
const removesTree =
  /(?:\brmtree|\brm_rf?!?|\bremove_tree|\bremove_entry\w*|\bremove_dir|\bvim\.fn\.delete|\bos\.RemoveAll|\bremoveItem|\brmSync|\brm|\brmdirSync|\brmdir|\brimraf(?:Sync)?|\bremoveSync|\bemptyDirSync|\bRemoveAll|\bdeltree|\bunlink|\bDeno\.remove(?:Sync)?)\s*[({["']/g;
const removesFile =
  /\b(?:os\.(?:remove|unlink)|unlink(?:Sync)?|File\.delete|Path\([^)]*\)\.unlink)\b/;
const writes =
  /\bopen\b[^;]{0,60}["']\s{0,4}\+?>|\b(?:open\([^)]*,\s*['"][wax]|write(?:File|_text|_bytes|Sync|FileSync)?\b|file_put_contents|appendFile|rename(?:Sync)?|unlink|remove|IO\.write|File\.write|copyfile|truncate)/;
const connects =
  /socket\.(?:socket|create_connection|connect)|\bIO::Socket|java\.net\.(?:Server)?Socket|new (?:Server)?Socket\(|using Sockets|\.bind\(["']\*|use Socket|\bTCPSocket|\bfsockopen|\bstream_socket_client|require\(?["'](?:node:)?(?:net|tls|socket)["']|\(["']socket["']\)|\bnet\.(?:connect|Socket|createConnection)|\/inet\/tcp|socket\.tcp|Bun\.connect|Deno\.connect|Net\.Sockets/i;
const shellLike =
  /\/bin\/(?:ba|z|da|k)?sh|\bcmd(?:\.exe)?\b|powershell|["']sh["']|dup2|pty\.spawn|subprocess|child_process|\bexec\b|\|&|fileno|ProcessBuilder|run\(pipeline|fdopen|system\s*\$_|io\.popen|os\.execute|\(["']pty["']\)/;
const decodes = nearTexts(
  /\b(?:eval|exec|execfile|compile|loadstring|load|instance_eval|Function|assert|create_function|vm\.runIn\w+|__import__\(["'](?:os|subprocess)["']\))\b/,
  /(?:b(?:64|32|16)decode|[Bb]ase64|decode64|fromhex|unhexlify|Buffer\.from|\batob\b|decode\(|unpack|gzinflate|str_rot13|codecs|marshal|zlib|pack\(|\bchr\b|fromCharCode|\[::-1\]|\.reverse)/,
);
/** `system(pack("H*", "726d…"))` */
const startsDecoded = nearTexts(/\b(?:system|exec|popen|qx)\b/, /\bpack\s{0,4}\(?\s{0,4}["'][Hh]/);
const fetchesAndRuns = nearTexts(
  /\b(?:eval|exec|Function|system|instance_eval)\b/,
  /\b(?:urlopen|requests\.get|urllib|http\.get|fetch\(|open-uri|URI\.open|LWP|get\(["']https?:|file_get_contents\(["']https?|Net::HTTP|curl_exec)/,
);
const runsFetched = nearTexts(
  /\b(?:LWP::Simple|open-uri|https?["']\)\.get|urlopen|requests\.get|fetch\()/,
  /\b(?:eval|exec|Function|instance_eval|vm\.run\w*)\b/,
);
const sends = [
  nearTexts(
    /\b(?:requests\.(?:post|put)|urlopen|http\.client|axios\.(?:post|put)|fetch|Net::HTTP\.post|HTTP::Request|curl_setopt|sendmail|smtplib|ftplib|paramiko)\b/,
    /(?:\bopen\(|readFileSync|file_get_contents|File\.read|os\.environ|process\.env|\bENV\b|storbinary|\.put\(|read_text|read_bytes)/,
  ),
  nearTexts(
    /(?:\bopen\(|readFileSync|os\.environ|process\.env)/,
    /\b(?:requests\.(?:post|put)|axios\.(?:post|put)|method:\s*["']POST)/,
  ),
];
/** All variables of the environment, beside a request that may carry them. */
const sendsVariables = nearTexts(
  /\b(?:request|fetch|post|get|urlopen|send|write|end)\w*\(/,
  /(?:JSON\.stringify\(process\.env\)|(?:dict|json\.dumps)\((?:dict\()?os\.environ|ENV\.to_h)/,
);
const forks =
  /\bfork\s{0,8}(?:\(\)\s{0,8})?(?:while\s+|until\s+|&&\s*)\(?fork|\b(?:while|loop|for)\b[^]{0,120}?\bfork\b|fork\(\)\s*while|Process\.fork/;

/** Functions that delete one file, beside those that list many. */
const unlinks = /\b(?:unlink(?:Sync)?|os\.remove|File\.delete|FileUtils\.rm|Remove-Item)\b/;
const lists =
  /\b(?:r?i?glob|listdir|scandir|os\.walk|readdir(?:Sync)?|iterdir|Dir\.glob|File::Find|array_map|children)\b|\bDir\[|<["']?[/~][^>\s*]{0,200}\*/;
const rooted = /^(?:[/~]|\.\.|[a-z]:)/i;

/** Calls of the providers' own libraries that destroy what they name. */
const cloudLibrary =
  /\b(?:boto3|botocore|google\.cloud|googleapiclient|azure\.|kubernetes|@aws-sdk|aws-sdk|openstack|libcloud|digitalocean|hcloud|pulumi)\b/;
const cloudRemoval =
  /\b(?:terminate_instances|stop_logging|schedule_key_deletion|purge_queue|close_account|begin_delete\w*|(?:delete|destroy|remove)_(?:bucket|table|stack|cluster|function|user|role|volume|snapshot|secret|repository|queue|topic|trail|nodegroup|namespace\w*|db_\w+|hosted_zone|file_system|instance\w*|project|dataset|collection\w*|persistent_volume\w*|key_pair|vpc|subnet|log_group|distribution|domain|droplet|server|load_balancer)\b|objects\.(?:all|filter)\([^)]{0,200}\)\.delete)|new (?:Delete|Terminate|Purge|Destroy)\w+Command|\.(?:terminate|delete)(?:Instances|Bucket|Table|Stack|DBInstance|Cluster|Function)\(/;

/** Inline code: judged by what it calls and which texts it names. */
export function judgeCode(code: string, language: string, context: RunContext): void {
  if (!mayRead(code.length, context)) return;
  judgeStarted(code, language, context);
  judgeRemoved(code, context);
  judgeListed(code, context);
  judgeTexts(code, context);
  rememberWritten(code, context);
  judgeShape(code, context);
  const queries =
    /\b(?:execute|executemany|executescript|query|exec|cursor|sql|connect|raw)\b/i.test(code);
  const touches = writes.test(code);
  const reads =
    /\b(?:open|read\w*|slurp|file_get_contents|cat|load\w*|createReadStream|copy\w*|File)\b/i.test(
      code,
    );
  for (const text of readLiterals(code, literalsMax)) {
    if (touches || removesFile.test(code)) reportPath(text.replace(/^[+<>\s]{1,4}/, ""), context);
    if (removesFile.test(code)) reportEmptied(text, context);
    if (reads) reportReadPath(text, context);
    if (queries && looksLikeSql(text)) context.languages.sql(text, context);
  }
}

/** Modules and functions that start programs; a text beside them that reads like one is one. */
const starters =
  /\b(?:os|subprocess|child_process|commands|pty|system|popen|exec\w*|spawn\w*|shell|Runtime|[Pp]rocess|Command|getattr|importlib)\b/;
const destructive =
  /^\s*(?:\|\s*)?(?:sudo\s+)?(?:\/\S*\/)?(?:rm|shred|dd|mkfs\S*|wipefs|chmod|chown|kill\w*|curl|wget|nc|bash|sh)\s+\S/;

function judgeTexts(code: string, context: RunContext): void {
  for (const [, script] of code.matchAll(/\bopen\([^"']{0,40}["']\s{0,8}\|([^"'|]{3,500})["']/g)) {
    context.languages.shell(plainWord(script as string), context);
  }
  if (!starters.test(code)) return;
  judgeLists(code, context);
  for (const text of readLiterals(code, literalsMax)) {
    if (!destructive.test(text) || /^\s*print\b/.test(code)) continue;
    context.languages.shell(plainWord(text.replaceAll(/^\s*\||\|\s*$/g, "")), context);
  }
}

const removers = /^(?:\/\S*\/)?(?:rm|shred|wipefs|mkfs\S*)$/;

/** `@a = ("rm", "-rf", "/x"); system @a` and Ruby's `%w[rm -rf /x]`: a program as a list. */
function judgeLists(code: string, context: RunContext): void {
  const literals = readLiterals(code, literalsMax);
  const at = literals.findIndex((text) => removers.test(text));
  if (at !== -1 && literals.length > at + 1) {
    context.languages.program(literals.slice(at).map(plainWord), context, null);
  }
  for (const [, words] of code.matchAll(/%[wW][[({<|]([^\])}>|]{1,500})/g)) {
    context.languages.shell(plainWord(words as string), context);
  }
}

/** `open("x.sh", "w").write("…")`: what a later command may run. */
function rememberWritten(code: string, context: RunContext): void {
  const path =
    /\b(?:open|writeFileSync|writeFile|file_put_contents|File\.write|Path)\(\s*["']([^"']{1,256})["']/.exec(
      code,
    )?.[1];
  if (path === undefined || !/\bwrite|put_contents/.test(code)) return;
  const texts = readLiterals(code, literalsMax).filter((text) => text !== path);
  context.files.set(resolvePath(path, context.cwd), texts.join("\n"));
}

function judgeStarted(code: string, language: string, context: RunContext): void {
  for (const { name, text, literals, computed } of readCalls(code, starts)) {
    judgeDecoded(text, literals, context);
    const bare = /^(?:x|qx)$/.test(name) && literals.length === 0;
    if (bare) context.languages.shell(plainWord(text.slice(1, -1)), context);
    const [first, ...rest] = literals;
    if (first !== undefined && rest.every((option) => /^-[il]+$/.test(option))) {
      reportEscape(first, context);
    }
    if (first === undefined) {
      if (computed && standNear(code, decodes))
        reportOpaque(context, "code.computed", "runs a computed script");
      continue;
    }
    if (rest.length > 0 && !/\s/.test(first)) {
      context.languages.program(literals.map(plainWord), context, null);
    }
    if (language === "awk") context.languages.shell(plainWord(literals.join("")), context);
    for (const script of literals) {
      const more = computed && /\s$/.test(script) ? unknownOperand(text) : "";
      if (/\s/.test(script)) context.languages.shell(plainWord(script + more), context);
      if (/^(?:exec|eval)$/.test(name) && script.includes("("))
        judgeCode(script, language, context);
    }
  }
  if (/\.execute\(\)/.test(code)) {
    for (const text of readLiterals(code, literalsMax)) {
      context.languages.shell(plainWord(text), context);
    }
  }
  if (!/^(?:perl|ruby|php|bun|julia|irb|pry|raku|crystal)$/.test(language)) return;
  for (const found of code.matchAll(/`([^`]{1,2000})`/g)) {
    context.languages.shell(plainWord(found[1] as string), context);
  }
}

/** `"rm -rf " + home` */
const unknownOperand = (text: string) => (homes.test(text) ? "~" : placeholder);

const homes = /\bHOME\b|USERPROFILE|homedir\(|\.home\(|expanduser\(["']~["']\)/;

function judgeRemoved(code: string, context: RunContext): void {
  for (const { name, literals, text } of readCalls(code, removesTree)) {
    const node = /^(?:rm|rmdir|rmSync|rmdirSync|unlink|remove|removeSync)$/.test(name);
    if (node && !/recursive/.test(text)) continue;
    reportTree(homes.test(text) ? "~" : (literals[0] ?? placeholder), context);
  }
  const alias = /\brmtree\s+as\s+(\w{1,32})/.exec(code)?.[1];
  if (alias === undefined) return;
  for (const found of code.matchAll(/\b(\w{1,32})\(\s{0,8}["']([^"'\n]{1,256})["']/g)) {
    if (found[1] === alias) reportTree(found[2] as string, context);
  }
}

/** `for f in glob("/srv/x/*"): os.remove(f)` */
function judgeListed(code: string, context: RunContext): void {
  if (!unlinks.test(code) || !lists.test(code)) return;
  const named = readLiterals(code, literalsMax).concat(
    Array.from(code.matchAll(/<([/~][^>\s]{0,200}\*)>/g), (found) => found[1] as string),
  );
  for (const text of named) if (rooted.test(text)) reportTree(text, context);
}

/** Frameworks' ways to empty a table. */
const emptiesTable =
  /\b(?:delete_all|destroy_all|truncate_tables)\b|\bobjects\.all\(\)\s*\.delete\(|->(?:truncate|delete)\(\s*\)|::truncate\(|\bdeleteMany\(\s*(?:\{\s*\}\s*)?\)|\.dropDatabase\(|\b(?:drop_all|drop_database|dropAllTables)\(|\.query\([^()]{0,80}\)\.delete\(\)|\.sync\(\s*\{\s*force:\s*true/;

function judgeShape(code: string, context: RunContext): void {
  if (emptiesTable.test(code)) {
    const what = "empties whole tables";
    context.report({ category: "delete-data", rule: "code.empties-table", what });
  }
  if (cloudRemoval.test(code) && cloudLibrary.test(code)) {
    const what = "destroys cloud resources";
    context.report({ category: "cloud-destruction", rule: "code.cloud", what });
  }
  if (/\bkeyring\.get_(?:password|credential)\(/.test(code)) {
    const what = "reads a stored password";
    context.report({ category: "credential-access", rule: "code.keyring", what, soft: true });
  }
  if (connects.test(code) && shellLike.test(code)) {
    const what = "gives a shell to another host";
    context.report({ category: "exfiltration", rule: "code.reverse-shell", what });
  } else if (
    sends.some((texts) => standNear(code, texts)) ||
    (/https?|fetch|axios|net/i.test(code) && standNear(code, sendsVariables))
  ) {
    const what = "uploads a file or variables";
    context.report({ category: "exfiltration", rule: "code.upload", what, soft: true });
  }
  if (standNear(code, decodes) || standNear(code, startsDecoded))
    reportOpaque(context, "code.decoded", "runs decoded code");
  if (standNear(code, fetchesAndRuns) || standNear(code, runsFetched))
    reportOpaque(context, "code.fetched", "runs code that it fetches");
  if (!forks.test(code)) return;
  context.report({ category: "process-control", rule: "code.fork-bomb", what: "forks forever" });
}

const codeOption: Readonly<Record<string, RegExp>> = {
  python: /^-[a-zA-Z]*c$/,
  node: /^(?:-[a-z]*[ep]|--eval|--print)$/,
  bun: /^(?:-e|--eval|-p)$/,
  deno: /^eval$/,
  perl: /^-[a-zA-Z0-9]*[eE]$/,
  ruby: /^-[a-zA-Z]*e$/,
  php: /^-[a-zA-Z]*r$/,
  lua: /^-e$/,
  osascript: /^-e$/,
  rscript: /^-e$/,
  groovy: /^-e$/,
  julia: /^-[eE]$/,
  elixir: /^-e$/,
  scala: /^-e$/,
  go: /^-\0$/,
  ...Object.fromEntries(
    (
      "jrunscript slsh ghc cpan knife pypy luajit irb pry jruby jshell guile octave gnuplot jjs gimp r ghci ocaml erl racket sbcl clojure " +
      "bb swift kotlin bpftrace tsx ts-node node-red rlang csi perl6 raku nim crystal txr janet fennel"
    )
      .split(" ")
      .map((name) => [name, /^(?:--?(?:e|E|c|b|eval|evaluate|execute|ex|expr)|eval)$/]),
  ),
};

const interpret: CommandRule = (argv, context, command) => {
  const language = argv.name.replace(/(?<![\d.])[\d.]+$/, "");
  const option = codeOption[language === "nodejs" ? "node" : language] as RegExp;
  if (argv.args.some((word) => word.processInput)) {
    reportOpaque(context, "shell.process-input", "runs what another command prints");
  }
  const codes = inlineCode(argv, option);
  for (const code of codes) {
    if (code.startsWith(placeholder))
      reportOpaque(context, "shell.computed-script", "runs a computed script");
    judgeCode(code, language, context);
  }
  if (language === "perl") perlFed(argv, context, command);
  if (codes.length > 0) return;
  if (language === "python") judgeModule(argv, context);
  judgeProgramFile(argv, language, context, command);
};

/** `-e code`, `-ecode` and `--eval=code`. */
function inlineCode({ args }: Argv, option: RegExp): readonly string[] {
  const codes: string[] = [];
  for (const [at, { text }] of args.entries()) {
    const next = args[at + 1]?.text;
    if (option.test(text) && next !== undefined) codes.push(next);
    const joined = /^(?:-[er](?=.{4})|--(?:eval|print)=)(.+)$/s.exec(text)?.[1];
    if (joined !== undefined && !option.test(text) && /[({ ."']/.test(joined)) codes.push(joined);
  }
  return codes;
}

/** `python -m twine upload` runs what `twine upload` runs. */
function judgeModule({ args }: Argv, context: RunContext): void {
  const at = args.findIndex((word) => word.text === "-m");
  if (at !== -1 && args.length > at + 1) {
    context.languages.program(args.slice(at + 1), context, null);
  }
}

function judgeProgramFile(
  argv: Argv,
  language: string,
  context: RunContext,
  command: ShellCommand,
): void {
  const at = argv.args.findIndex((word) => !word.text.startsWith("-"));
  const file = argv.args[at];
  if (file?.text === "run" || file?.text === "-") return judgeInput(command, language, context);
  if (file !== undefined && !argv.args.some((word) => word.text === "-m")) {
    const text = writtenTo(file.text, context);
    if (text === null) reportOpaque(context, "shell.fetched-script", "runs a file that it fetched");
    else if (text !== undefined) judgeCode(text, language, context);
    // A framework's own script: `python manage.py flush`, `php artisan migrate:fresh`.
    if (/(?:^|\/)(?:manage\.py|setup\.py|artisan|console|rails|rake|\w+\.js)$/.test(file.text)) {
      context.languages.program(argv.args.slice(at), context, null);
    }
    return;
  }
  judgeInput(command, language, context);
  if (command.pipedFrom === null || command.inputs.length > 0) return;
  const printed = inputOf(command);
  if (printed !== null) judgeCode(printed, language, context);
  else if (argv.args.every((word) => word.text === "-") && !fetchesInstaller(command.pipedFrom)) {
    reportOpaque(context, "shell.pipe-to-interpreter", "runs what another command prints");
  }
}

function judgeInput(command: ShellCommand, language: string, context: RunContext): void {
  for (const input of command.inputs) judgeCode(input.text, language, context);
}

/** `rails runner '…'`, `artisan tinker --execute='…'`, `manage.py shell -c '…'`. */
const frameworkCode: CommandRule = ({ args }, context) => {
  const verb = args.findIndex((word) =>
    /^(?:runner|r|tinker|shell\w*|eval|eval-file)$/.test(word.text),
  );
  if (verb === -1) return;
  for (const { text } of args.slice(verb + 1)) {
    if (/[(.;]/.test(text)) judgeCode(text.replace(/^--\w+=/, ""), "framework", context);
  }
};

/** `find x -print0 | perl -0ne unlink` */
const perlFed: CommandRule = ({ args }, context, command) => {
  const source = command.pipedFrom?.words[0]?.text;
  if (source === undefined || !/^(?:find|fd|ls|locate)$/.test(source)) return;
  if (!args.some((word) => /\bunlink\b(?!\s*[("'<\w])/.test(word.text))) return;
  const what = "deletes whatever another command names";
  context.report({ category: "delete-data", rule: "code.unlink-fed", what, soft: true });
};

/** awk starts programs by `system(…)` and by pipes, and speaks TCP by file names. */
const awk: CommandRule = ({ args }, context) => {
  const program = args.find(
    (word, at) => !word.text.startsWith("-") && !/^-[Fvf]$/.test(args[at - 1]?.text ?? ""),
  );
  if (program === undefined) return;
  const code = program.text;
  judgeStarted(code, "awk", context);
  if (/\/inet[46]?\/(?:tcp|udp)/.test(code)) {
    const what = "gives a shell to another host";
    context.report({ category: "exfiltration", rule: "code.reverse-shell", what });
  }
  if (/\|&?\s*"(?:\/bin\/)?(?:ba|z|da|k)?sh\b/.test(code)) {
    for (const text of readLiterals(code, literalsMax)) {
      if (/\s/.test(text)) context.languages.shell(plainWord(text), context);
    }
  }
  for (const found of code.matchAll(/"([^"]{1,500})"\s*\|\s*getline|\|\s*"([^"]{1,500})"/g)) {
    context.languages.shell(plainWord((found[1] ?? found[2]) as string), context);
  }
};

export const codeRules: Readonly<Record<string, CommandRule>> = {
  nodejs: interpret,
  ...forPrograms(Object.keys(codeOption).join(" "), interpret),
  ...forPrograms("awk gawk mawk nawk", awk),
  ...forPrograms("rails artisan manage.py django-admin wp drush", frameworkCode),
};
