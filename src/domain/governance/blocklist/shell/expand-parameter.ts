import { fieldBreak, placeholder, type ShellScope } from "./shell-command.ts";
import { swapAll } from "./swap-text.ts";

/** Variables that mean the same everywhere, and those that name a tool by convention. */
const conventional: Readonly<Record<string, string>> = {
  HOME: "~",
  PWD: ".",
  OLDPWD: "..",
  TMPDIR: "/tmp",
  RUNNER_TEMP: "/tmp",
  IFS: fieldBreak,
  "?": "0",
  // Positional parameters that nobody passes: `rm$IFS$9-rf`.
  "5": "",
  "6": "",
  "7": "",
  "8": "",
  "9": "",
  SHELL: "/bin/sh",
  BASH: "/bin/bash",
  CC: "cc",
  CXX: "c++",
  LD: "ld",
  AR: "ar",
  MAKE: "make",
  PYTHON: "python3",
  PYTHON3: "python3",
  PIP: "pip",
  NODE: "node",
  NPM: "npm",
  GO: "go",
  JAVA: "java",
  EDITOR: "vi",
  VISUAL: "vi",
  PAGER: "less",
};

/** What people call the folder that mktemp made them. */
const temporary = /^(?:my_?)?(?:tmp|temp)(?:_?(?:dir|folder|file|path|d|f))?$/i;

/** Expansions feed on their results; a longer value is computed as far as rules care. */
const valueLengthMax = 4_096;

/** The value of a variable as far as the script itself says it; null when it does not. */
export function valueOf(scope: ShellScope, name: string): string | null {
  const assigned = scope.values?.get(name);
  if (assigned !== undefined) return assigned;
  if (Object.hasOwn(conventional, name)) return conventional[name] as string;
  return temporary.test(name) ? "/tmp/named/new" : null;
}

export function assign(scope: ShellScope, name: string, value: string, add = false): void {
  scope.values ??= new Map();
  const before = add ? (scope.values.get(name) ?? "") : "";
  scope.values.set(name, (before + value).slice(0, valueLengthMax));
}

const parameter = /^(!?)([A-Za-z_][A-Za-z0-9_]{0,255}|[0-9@*#?$!-])(?:\[([@*0-9]{1,9})\])?/;

/** What stands between the braces of `${…}` (POSIX.1-2024, XCU 2.6.2, with bash's additions). */
export function expandParameter(scope: ShellScope, inner: string): string | null {
  const found = parameter.exec(inner);
  if (found === null) return null;
  let value = valueOf(scope, found[2] as string);
  if (found[1] === "!" && value !== null) value = valueOf(scope, value);
  if (/^\d+$/.test(found[3] ?? "")) value = value?.split(fieldBreak)[Number(found[3])] ?? null;
  const rest = inner.slice(found[0].length);
  if (rest === "") return value;
  const fallback = /^:?([-=+])([^]*)$/.exec(rest);
  if (fallback !== null) return withFallback(value, fallback[1] as string, fallback[2] as string);
  if (rest.startsWith("?") || rest.startsWith(":?")) return value;
  return value === null ? null : transform(value, rest);
}

function withFallback(value: string | null, mark: string, word: string): string | null {
  const plain = /[$`]/.test(word) ? null : word.replaceAll(/["'\\]/g, "");
  if (mark === "+") return value === null ? null : plain;
  return value ?? plain;
}

function transform(value: string, rest: string): string | null {
  const slice = /^:\s*(-?\d{1,6})(?::(-?\d{1,6}))?$/.exec(rest);
  if (slice !== null) return sliced(value === "~" ? "/home/user" : value, slice[1], slice[2]);
  if (rest === ",," || rest === ",") return value.toLowerCase();
  if (rest === "^^" || rest === "^") return value.toUpperCase();
  const swap = /^\/(\/?)([^/]{1,256})(?:\/([^]*))?$/.exec(rest);
  if (swap !== null && !/[*?[]/.test(swap[2] as string)) {
    const to = swap[3] ?? "";
    return swap[1] === "/" ? swapAll(value, swap[2] as string, to) : once(value, swap, to);
  }
  const trim = /^(##?|%%?)([^*?[]{1,256})$/.exec(rest);
  if (trim === null) return null;
  const part = trim[2] as string;
  if ((trim[1] as string).startsWith("#")) {
    return value.startsWith(part) ? value.slice(part.length) : value;
  }
  return value.endsWith(part) ? value.slice(0, -part.length) : value;
}

function once(value: string, swap: RegExpExecArray, to: string): string {
  return value.replace(swap[2] as string, () => to);
}

function sliced(value: string, from: string | undefined, length: string | undefined): string {
  const start = Number(from) < 0 ? Math.max(0, value.length + Number(from)) : Number(from);
  if (length === undefined) return value.slice(start);
  const count = Number(length);
  return count < 0 ? value.slice(start, count) : value.slice(start, start + count);
}

/** A value that a word takes in: quoted as it stands, unquoted split where it holds blanks. */
export function fieldsOf(value: string, quoted: boolean): string {
  return quoted ? value : value.replaceAll(/[ \t\n]+/g, fieldBreak);
}

export function isComputed(value: string): boolean {
  return value.includes(placeholder);
}
