import type { ShellCommand, ShellWord } from "./shell-command.ts";
import { shellBytesMax } from "./shell-limits.ts";
import { swapAll } from "./swap-text.ts";
import { unwrapCommand } from "./unwrap-command.ts";

/** Filters in a row; a longer pipeline is not followed. */
const filtersMax = 8;

/** What a command prints, when the words of the script alone decide that; null otherwise. */
export function printedBy(command: ShellCommand, depth = 0): string | null {
  const [start, option, asked] = command.words;
  if (start?.text === "command" && /^-[vV]$/.test(option?.text ?? "")) return asked?.text ?? null;
  const argv = unwrapCommand(command.words);
  if (argv === null || argv.fedArguments || argv.dynamicName || depth > filtersMax) return null;
  if (command.redirects.some((redirect) => /^[>&]/.test(redirect.operator))) return null;
  const { name, args } = argv;
  if (args.some((word) => word.dynamic)) return null;
  const texts = args.map((word) => word.text);
  if (Object.hasOwn(printers, name)) return printers[name]?.(texts) ?? null;
  if (!Object.hasOwn(filters, name)) return null;
  const input = inputOf(command, depth);
  return input === null ? null : (filters[name]?.(input, texts) ?? null);
}

/** What a command reads from standard input, when the script says it. */
export function inputOf(command: ShellCommand, depth = 0): string | null {
  if (command.inputs.length > 0) return plainText(command.inputs);
  return command.pipedFrom === null ? null : printedBy(command.pipedFrom, depth + 1);
}

function plainText(words: readonly ShellWord[]): string | null {
  return words.some((word) => word.dynamic) ? null : words.map((word) => word.text).join("\n");
}

type Printer = (args: readonly string[]) => string | null;

/** A folder below /tmp stands for the one that mktemp makes. */
const madeFolder = "/tmp/mktemp/new";

const printers: Readonly<Record<string, Printer>> = {
  echo: (args) => {
    const words = args.filter((text) => !/^-[neE]+$/.test(text));
    const plain = words.join(" ");
    const escapes = args.some((text) => /^-[nE]*e[neE]*$/.test(text));
    return escapes ? unescapeText(plain) : plain.replaceAll("\\n", "\n");
  },
  printf: (args) => {
    const [format, ...values] = args[0] === "--" ? args.slice(1) : args;
    if (format === undefined || format === "-v") return null;
    return formatted(format, values);
  },
  mktemp: () => madeFolder,
  pwd: () => ".",
  which: (args) => args.at(-1) ?? null,
  type: (args) => (args[0] === "-p" ? (args.at(-1) ?? null) : null),
  "write-output": (args) => args.join(" "),
  realpath: (args) => args.at(-1) ?? null,
  readlink: (args) => args.at(-1) ?? null,
  git: (args) => (args.join(" ") === "rev-parse --show-toplevel" ? "." : null),
};

/** Values without a directive of their own go round once more, as printf has it. */
function formatted(format: string, values: readonly string[]): string {
  const plain = unescapeText(format);
  let at = 0;
  let text = "";
  let rounds = 0;
  do {
    text += plain.replaceAll(/%[-0-9.]*([sbdcqxoiu%])/g, (_all, kind: string) => {
      if (kind === "%") return "%";
      const value = values[at++] ?? "";
      return kind === "b" ? unescapeText(value) : value;
    });
  } while (at < values.length && format.includes("%") && isRound(rounds++, text));
  return text;
}

const roundsMax = 64;

/** Another round, unless no script could hold what is there already. */
function isRound(rounds: number, text: string): boolean {
  return rounds < roundsMax && text.length <= shellBytesMax;
}

const named: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "", e: "" };

/** Backslash escapes of printf, `echo -e` and `$'…'`. */
export function unescapeText(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|0?([0-7]{1,3})|([^]))/g,
    (_all, hex?: string, short?: string, long?: string, octal?: string, char?: string) => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return fromCode(Number.parseInt(code, 16));
      if (octal !== undefined) return fromCode(Number.parseInt(octal, 8));
      return named[char as string] ?? (char as string);
    },
  );
}

function fromCode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

type Filter = (input: string, args: readonly string[]) => string | null;

const filters: Readonly<Record<string, Filter>> = {
  cat: (input, args) => (args.every((text) => text.startsWith("-")) ? input : null),
  tee: (input) => input,
  base64: (input, args) => (decodes(args) ? fromBase64(input) : null),
  base32: () => null,
  openssl: (input, args) =>
    args.some((text) => /^-?base64$|^-a$/.test(text)) && decodes(args) ? fromBase64(input) : null,
  xxd: (input, args) => {
    const line = args.join(" ");
    if (!/-\w*r/.test(line)) return null;
    return fromHex(/-\w*p/.test(line) ? input : input.replaceAll(/^\w+:|\s\s.*$/gm, ""));
  },
  rev: (input) => input.split("\n").map(reversed).join("\n"),
  tac: (input) => input.split("\n").reverse().join("\n"),
  tr: translated,
  sed: (input, args) => {
    const swap = /^s([/|#,])([^/|#,*.[\]\\^$+?()]+)\1([^/|#,\\&]*)\1(g?)$/.exec(args.at(-1) ?? "");
    if (swap === null) return null;
    const to = swap[3] as string;
    const from = swap[2] as string;
    return swap[4] === "g" ? swapAll(input, from, to) : input.replace(from, () => to);
  },
};

function decodes(args: readonly string[]): boolean {
  return args.some((text) => /^-\w*[dD]\w*$|^--decode$/.test(text));
}

function fromBase64(input: string): string {
  return Buffer.from(input, "base64").toString("utf8");
}

function fromHex(input: string): string {
  return Buffer.from(input.replaceAll(/[^0-9a-fA-F]/g, ""), "hex").toString("utf8");
}

function reversed(line: string): string {
  return Array.from(line).reverse().join("");
}

function translated(input: string, args: readonly string[]): string | null {
  const [from, to] = args.filter((text) => !/^-[cdst]+$/.test(text)).map(characters);
  if (from === undefined) return null;
  if (args.some((text) => /^-\w*d/.test(text))) {
    return Array.from(input, (char) => (from.includes(char) ? "" : char)).join("");
  }
  if (to === undefined || to.length === 0) return null;
  return Array.from(input, (char) => {
    const at = from.indexOf(char);
    return at === -1 ? char : (to[Math.min(at, to.length - 1)] as string);
  }).join("");
}

/** A set of `tr` that is longer is cut: two alphabets, digits and marks fit. */
const setMax = 256;

/** `a-cx` is a, b, c, x. */
function characters(set: string): readonly string[] {
  const classes = set
    .replaceAll("[:upper:]", "A-Z")
    .replaceAll("[:lower:]", "a-z")
    .replaceAll("[:digit:]", "0-9");
  const chars: string[] = [];
  for (const [all, first, last] of unescapeText(classes).matchAll(/(.)-(.)|[^]/g)) {
    if (first === undefined || last === undefined) chars.push(all);
    else addRange(first, last, chars);
    if (chars.length > setMax) break;
  }
  return chars.slice(0, setMax);
}

function addRange(first: string, last: string, into: string[]): void {
  const end = Math.min(last.charCodeAt(0), first.charCodeAt(0) + setMax);
  for (let code = first.charCodeAt(0); code <= end; code++) into.push(fromCode(code));
}
