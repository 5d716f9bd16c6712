/** Inline code is read as far as calls and string literals go; no language is parsed whole. */

const callLengthMax = 2_000;
const callsMax = 64;
/** An escape outside a literal is stepped over, so that no quote starts twice. */
const literal = /\\[^]|"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|`((?:[^`\\]|\\[^])*)`/g;

export interface CodeCall {
  /** The last word of the function's name. */
  readonly name: string;
  readonly literals: readonly string[];
  /** Arguments that are no literal stand in it. */
  readonly computed: boolean;
  readonly text: string;
}

/** Calls whose start matches, each with the string literals among its arguments. */
export function readCalls(code: string, start: RegExp): readonly CodeCall[] {
  const calls: CodeCall[] = [];
  for (const found of code.matchAll(start)) {
    if (calls.length >= callsMax) break;
    const at = found.index + found[0].length - 1;
    const text = argumentsAt(code, at);
    const literals = readLiterals(text, callsMax);
    const name = /(\w+)\W*$/.exec(found[0])?.[1] ?? "";
    const computed = text.replaceAll(literal, "").replaceAll(/[\s()[\]{},;]/g, "") !== "";
    calls.push({ name, literals, computed, text });
  }
  return calls;
}

/** From the opening mark to the one that closes it; a bare literal to the end of the statement. */
function argumentsAt(code: string, start: number): string {
  const open = code[start] as string;
  const end = Math.min(code.length, start + callLengthMax);
  if (!"({[".includes(open)) {
    const stop = /[;\n]/g;
    literal.lastIndex = start;
    const first = literal.exec(code);
    stop.lastIndex = first === null ? start : first.index + first[0].length;
    literal.lastIndex = 0;
    return code.slice(start, Math.min(end, stop.exec(code)?.index ?? end));
  }
  let depth = 0;
  let quote = "";
  for (let at = start; at < end; at++) {
    const char = code[at] as string;
    if (char === "\\") at++;
    else if (quote !== "") quote = char === quote ? "" : quote;
    else if ("\"'`".includes(char)) quote = char;
    else if ("([{".includes(char)) depth++;
    else if (")]}".includes(char) && --depth === 0) return code.slice(start, at + 1);
  }
  return code.slice(start, end);
}

/** String literals; those that `+`, `.` or nothing joins are one text. */
export function readLiterals(code: string, max: number): readonly string[] {
  const texts: string[] = [];
  let end = -1;
  for (const found of code.matchAll(literal)) {
    const raw = found[1] ?? found[2] ?? found[3];
    if (raw === undefined) continue;
    const text = unescaped(raw);
    const joined =
      end !== -1 && /^\s*[+.]\s*$/.test(code.slice(end, Math.min(found.index, end + 16)));
    if (joined && found.index - end < 16) texts.push((texts.pop() ?? "") + text);
    else if (texts.length >= max) break;
    else texts.push(text);
    end = found.index + found[0].length;
  }
  return texts;
}

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([^]))/g,
    (_all, hex?: string, unicode?: string, char?: string) => {
      const code = hex ?? unicode;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return char === "n" ? "\n" : (char ?? "");
    },
  );
}
