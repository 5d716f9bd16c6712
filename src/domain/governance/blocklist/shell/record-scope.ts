import { assign } from "./expand-parameter.ts";
import { fieldBreak, plainWord, type ShellScope, type ShellWord } from "./shell-command.ts";

const assignment = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=/;
const declaring = new Set(["export", "declare", "local", "readonly", "typeset"]);
const aliasesMax = 64;

/** Remembers what a command assigns: `a=rm`, `export A=b`, `for d in …`, `set -- …`, `alias x=rm`. */
export function recordAssignments(scope: ShellScope, words: readonly ShellWord[]): void {
  const first = words[0]?.text;
  if (first === undefined) return;
  if (first.includes("=")) {
    if (words.every((word) => assignment.test(word.text))) words.forEach((w) => record(scope, w));
  } else if (first === "for" && words.length > 3) {
    const list = words.slice(3).map((word) => word.text);
    assign(scope, words[1]?.text ?? "", list.join(fieldBreak));
  } else if (first === "set" && words[1]?.text === "--") {
    const list = words.slice(2).map((word) => word.text);
    for (const name of ["@", "*"]) assign(scope, name, list.join(fieldBreak));
    list.slice(0, 9).forEach((text, at) => assign(scope, String(at + 1), text));
  } else if (first === "alias") words.slice(1).forEach((word) => recordAlias(scope, word));
  else if (declaring.has(first)) words.slice(1).forEach((word) => record(scope, word));
}

function record(scope: ShellScope, word: ShellWord): void {
  const found = assignment.exec(word.text);
  if (found === null) return;
  assign(scope, found[1] as string, word.text.slice(found[0].length), found[2] === "+");
}

function recordAlias(scope: ShellScope, word: ShellWord): void {
  const equals = word.text.indexOf("=");
  scope.aliases ??= new Map();
  if (equals < 1 || scope.aliases.size >= aliasesMax) return;
  scope.aliases.set(word.text.slice(0, equals), word.text.slice(equals + 1));
}

/** Puts an alias's words in the place of its name, once: aliases do not repeat themselves. */
export function readAliases(
  aliases: ReadonlyMap<string, string>,
  words: readonly ShellWord[],
): readonly ShellWord[] {
  const meant = aliases.get(words[0]?.text ?? "");
  if (meant === undefined) return words;
  const start = meant.split(/\s+/).filter((part) => part !== "");
  return [...start.map(plainWord), ...words.slice(1)];
}
