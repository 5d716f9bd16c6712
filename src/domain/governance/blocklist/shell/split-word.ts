import { fieldBreak, placeholder, type ShellWord } from "./shell-command.ts";

/** Words that one word may become; a longer list says nothing more. */
const wordsMax = 64;

/** Splits at field breaks and expands braces: `{rm,-rf,/}` is three words. */
export function splitWord(word: ShellWord, braces: boolean): readonly ShellWord[] {
  const texts: string[] = [];
  for (const field of word.text.split(fieldBreak)) {
    if (field === "" || texts.length >= wordsMax) continue;
    if (braces) expandBraces(field, texts);
    else texts.push(field);
  }
  return texts.map((text) => ({
    text,
    dynamic: word.dynamic && text.includes(placeholder),
    processInput: word.processInput,
  }));
}

/** The first group with a comma, then the rest of each result; `${…}` is gone by then. */
function expandBraces(text: string, into: string[]): void {
  const pending = [text];
  let steps = 0;
  while (pending.length > 0 && into.length < wordsMax && steps++ < wordsMax) {
    const next = pending.shift() as string;
    const group = next.matchAll(/\{([^{}]*)\}/g).find((found) => found[1]?.includes(","));
    if (group === undefined) {
      into.push(next);
      continue;
    }
    const before = next.slice(0, group.index);
    const after = next.slice(group.index + group[0].length);
    const parts = (group[1] as string).split(",", wordsMax);
    pending.unshift(...parts.map((part) => before + part + after));
  }
}
