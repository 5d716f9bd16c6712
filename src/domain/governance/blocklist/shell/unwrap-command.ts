import { placeholder, plainWord, type ShellWord } from "./shell-command.ts";

/** A program with its arguments, after everything that only starts another program. */
export interface Argv {
  /** Lower-case base name without `.exe`. */
  readonly name: string;
  readonly args: readonly ShellWord[];
  /** The program's name is computed: nobody can tell what runs. */
  readonly dynamicName: boolean;
  /** Arguments come from another program's output (xargs, find -exec). */
  readonly fedArguments: boolean;
}

/** Wrappers inside wrappers; nobody means more. */
const unwrapMax = 16;

/** Programs that start the rest of their words, with those of their options that take a value. */
const wrappers: Readonly<Record<string, { readonly valued: string; readonly skip?: number }>> = {
  sudo: { valued: "-u -g -h -p -C -r -t -T -U -D -R --user --group --host --prompt --chdir" },
  doas: { valued: "-u -C" },
  pkexec: { valued: "--user" },
  gosu: { valued: "", skip: 1 },
  "su-exec": { valued: "", skip: 1 },
  env: { valued: "-u -C --unset --chdir" },
  timeout: { valued: "-k -s --kill-after --signal", skip: 1 },
  gtimeout: { valued: "-k -s --kill-after --signal", skip: 1 },
  nohup: { valued: "" },
  nice: { valued: "-n --adjustment" },
  ionice: { valued: "-c -n --class --classdata" },
  chrt: { valued: "", skip: 1 },
  taskset: { valued: "", skip: 1 },
  numactl: { valued: "" },
  stdbuf: { valued: "-i -o -e --input --output --error" },
  setsid: { valued: "" },
  setpriv: { valued: "" },
  setarch: { valued: "", skip: 1 },
  arch: { valued: "" },
  time: { valued: "-f -o" },
  command: { valued: "" },
  builtin: { valued: "" },
  exec: { valued: "-a" },
  busybox: { valued: "" },
  toybox: { valued: "" },
  unbuffer: { valued: "" },
  caffeinate: { valued: "-t -w" },
  fakeroot: { valued: "" },
  firejail: { valued: "" },
  unshare: { valued: "" },
  "aa-exec": { valued: "-p --profile -n --namespace" },
  cpulimit: { valued: "-l -p -e --limit" },
  choom: { valued: "-n -p --adjust" },
  logsave: { valued: "", skip: 1 },
  multitime: { valued: "-n -s -r -l" },
  softlimit: { valued: "-a -c -d -f -l -m -o -p -r -s -t" },
  sshpass: { valued: "-p -f -d -e -P" },
  eatmydata: { valued: "" },
  faketime: { valued: "-f", skip: 1 },
  perf: { valued: "-e -o", skip: 1 },
  tsp: { valued: "-L -N -D" },
  cronic: { valued: "" },
  chronic: { valued: "" },
  "cross-env": { valued: "" },
  "cross-env-shell": { valued: "" },
  dotenvx: { valued: "-f", skip: 1 },
  "env-cmd": { valued: "-f -e" },
  envdir: { valued: "", skip: 1 },
  tini: { valued: "-e" },
  "dumb-init": { valued: "" },
  "ld.so": { valued: "--library-path --preload --argv0" },
  "ld-linux-x86-64.so.2": { valued: "--library-path --preload --argv0" },
  "ld-linux-aarch64.so.1": { valued: "--library-path --preload --argv0" },
  runcon: { valued: "-u -r -t -l", skip: 1 },
  chpst: { valued: "-u -U -b -d -o -p -f -c -t -m" },
  cgexec: { valued: "-g" },
  setpgrp: { valued: "" },
  "dbus-launch": { valued: "" },
  sem: { valued: "-j --id" },
  "xvfb-run": { valued: "-n -s" },
  "dbus-run-session": { valued: "" },
  "systemd-run": { valued: "-u -p -M --unit --property --slice --on-calendar --on-active" },
  "systemd-inhibit": { valued: "" },
  "start-stop-daemon": { valued: "-p -u -c -d -n --pidfile --user --chuid --chdir --name" },
  proxychains: { valued: "-f" },
  proxychains4: { valued: "-f" },
  torsocks: { valued: "" },
  rlwrap: { valued: "" },
  valgrind: { valued: "" },
  entr: { valued: "" },
  chroot: { valued: "", skip: 1 },
  "arch-chroot": { valued: "", skip: 1 },
  flock: { valued: "-w -E --timeout", skip: 1 },
  strace: { valued: "-e -o -p -s" },
  ltrace: { valued: "-e -o -p -s" },
  xargs: { valued: "-I -n -P -L -d -a -s -E --max-args --max-procs --delimiter --replace" },
  parallel: { valued: "-j -n --jobs" },
  proot: { valued: "-r -b -w" },
  bwrap: { valued: "" },
  call: { valued: "" },
  npx: { valued: "-p --package" },
  bunx: { valued: "" },
  uvx: { valued: "--from --with" },
  pipx: { valued: "--spec", skip: 1 },
  winpty: { valued: "" },
  gsudo: { valued: "" },
};

/** Tools that start the words after one of their verbs: `bundle exec rake`, `poetry run pytest`. */
const runners: Readonly<Record<string, RegExp>> = {
  bundle: /^exec$/,
  poetry: /^run$/,
  pipenv: /^run$/,
  uv: /^(?:run|tool)$/,
  rye: /^run$/,
  hatch: /^run$/,
  pdm: /^run$/,
  pnpm: /^(?:exec|dlx)$/,
  yarn: /^(?:exec|dlx)$/,
  npm: /^(?:exec|x)$/,
  bun: /^x$/,
  mise: /^(?:exec|x)$/,
  asdf: /^exec$/,
  rbenv: /^exec$/,
  pyenv: /^exec$/,
  op: /^run$/,
  doppler: /^run$/,
  infisical: /^run$/,
  chamber: /^exec$/,
  "aws-vault": /^exec$/,
  dotenv: /^(?:run|--)$/,
  wsl: /^(?:-e|--exec|--)$/,
  podman: /^unshare$/,
  conda: /^run$/,
  micromamba: /^run$/,
  pixi: /^run$/,
  nix: /^develop$/,
  devbox: /^run$/,
  just: /^--command$/,
  xdotool: /^exec$/,
};

const feeding = new Set(["xargs", "parallel"]);

export function unwrapCommand(words: readonly ShellWord[]): Argv | null {
  let rest = words;
  let fedArguments = false;
  for (let step = 0; step < unwrapMax; step++) {
    let start = 0;
    while (start < rest.length && isAssignment(rest[start] as ShellWord)) start++;
    if (start > 0) rest = rest.slice(start);
    const first = rest[0];
    if (first === undefined) return null;
    const name = programName(first.text);
    const wrapper = Object.hasOwn(wrappers, name) ? wrappers[name] : undefined;
    if (wrapper === undefined && Object.hasOwn(runners, name)) {
      const started = afterVerb(rest, runners[name] as RegExp);
      if (started !== null) {
        rest = asScript(started);
        continue;
      }
    }
    if (wrapper === undefined || rest.length === 1) {
      return { name, args: rest.slice(1), dynamicName: isDynamic(first, name), fedArguments };
    }
    fedArguments ||= feeding.has(name);
    rest = asScript(
      splitString(name, rest) ?? skipOptions(rest, wrapper.valued.split(" "), wrapper.skip ?? 0),
    );
  }
  return null;
}

/** `yarn exec 'rm -rf x'`: one word with blanks is a script. */
function asScript(words: readonly ShellWord[]): readonly ShellWord[] {
  const [only, more] = words;
  const ends = more === undefined || more.text.startsWith(":::");
  if (only === undefined || !ends || !/\S\s+\S/.test(only.text)) return words;
  return [plainWord("sh"), plainWord("-c"), only];
}

/** The words after the verb, past its options and past a profile's name before `--`. */
function afterVerb(words: readonly ShellWord[], verb: RegExp): readonly ShellWord[] | null {
  const at = words.findIndex((word, index) => index > 0 && !word.text.startsWith("-"));
  const start = verb.test(words[1]?.text ?? "") ? 1 : at;
  if (start < 1 || !verb.test((words[start] as ShellWord).text)) return null;
  const marked = words.findIndex((word, index) => index > start && word.text === "--");
  if (marked !== -1) return marked + 1 < words.length ? words.slice(marked + 1) : null;
  const rest = skipOptions(words.slice(start), [], 0);
  return rest.length > 0 ? rest : null;
}

function isAssignment(word: ShellWord): boolean {
  return word.text.includes("=") && /^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(word.text);
}

/** `$JAVA_HOME/bin/java` is java, wherever it lies. */
function isDynamic(word: ShellWord, name: string): boolean {
  return word.dynamic && (name.includes(placeholder) || name === "");
}

export function programName(text: string): string {
  const base = text.slice(Math.max(text.lastIndexOf("/"), text.lastIndexOf("\\")) + 1);
  const name = base.toLowerCase();
  return name.endsWith(".exe") ? name.slice(0, -4) : name;
}

function skipOptions(
  words: readonly ShellWord[],
  valued: readonly string[],
  operands: number,
): readonly ShellWord[] {
  let at = 1;
  while (at < words.length) {
    const text = (words[at] as ShellWord).text;
    if (text === "--") {
      at++;
      break;
    }
    if (!text.startsWith("-") || (text === "-c" && !valued.includes("-c"))) break;
    at += valued.includes(text) ? 2 : 1;
  }
  const rest = words.slice(at + operands);
  // `start-stop-daemon --exec /bin/rm -- -rf x`: the program stands before the dashes.
  return rest[1]?.text === "--" ? [rest[0] as ShellWord, ...rest.slice(2)] : rest;
}

/** `env -S "rm -rf /"` splits one word into many. */
function splitString(name: string, words: readonly ShellWord[]): readonly ShellWord[] | undefined {
  if (name !== "env") return undefined;
  const at = words.findIndex((word) => word.text === "-S" || word.text === "--split-string");
  const value = words[at + 1];
  if (at === -1 || value === undefined) return undefined;
  const split = value.text.split(/\s+/).filter((part) => part !== "");
  return [...split.map((text) => ({ ...value, text })), ...words.slice(at + 2)];
}

/** Whether a short letter (also bundled: `-rf`) or a long option is among the words. */
export function hasOption(args: readonly ShellWord[], letters: string, ...long: string[]): boolean {
  for (const { text } of args) {
    if (text === "--") return false;
    if (text.startsWith("--")) {
      const name = text.split("=")[0] as string;
      if (long.some((option) => option === name)) return true;
    } else if (text.startsWith("-") && text.length > 1) {
      if (letters.split("").some((letter) => text.includes(letter, 1))) return true;
      if (long.includes(text)) return true;
    }
  }
  return false;
}

/** The words that are no options. */
export function operandsOf(args: readonly ShellWord[]): readonly ShellWord[] {
  const end = args.findIndex((word) => word.text === "--");
  const before = end === -1 ? args : args.slice(0, end);
  const operands = before.filter((word) => !word.text.startsWith("-") || word.text === "-");
  return end === -1 ? operands : [...operands, ...args.slice(end + 1)];
}
