export interface FoundPattern {
  readonly at: string;
  readonly pattern: RegExp;
}

/** A comment, a string, a template, a regular expression, or what stands before the next of them. */
const token =
  /\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|`(?:[^`\\]|\\[^])*`|(?<=(?:^|[(,=:[!&|?{};+>]|\breturn)\s*)\/(?![*/])((?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([a-z]*)|[^"'`/]+|\//g;

/** The literals of a source, each with its line. */
function patternsOf(path: string, text: string): readonly FoundPattern[] {
  const found: FoundPattern[] = [];
  for (const { 1: source, 2: flags, index } of text.matchAll(token)) {
    if (source === undefined) continue;
    const line = text.slice(0, index).split("\n").length;
    found.push({ at: `${path}:${line}`, pattern: new RegExp(source, flags) });
  }
  return found;
}

/** Every regular expression that is written out in a folder's sources. */
export async function findPatterns(folder: string): Promise<readonly FoundPattern[]> {
  const found: FoundPattern[] = [];
  for await (const path of new Bun.Glob("**/*.ts").scan({ cwd: folder })) {
    if (path.endsWith(".test.ts")) continue;
    found.push(...patternsOf(path, await Bun.file(`${folder}/${path}`).text()));
  }
  return found;
}
