/** A longer text is not read. */
export const sqlBytesMax = 131_072;
export const sqlTokensMax = 32_768;

export interface SqlToken {
  readonly kind: "word" | "name" | "string" | "number" | "mark";
  /** Words in upper case; names and strings as they stand. */
  readonly text: string;
  /** Parentheses open before it. */
  readonly level: number;
}

export type SqlStatement = readonly SqlToken[];

export interface SqlScript {
  readonly statements: readonly SqlStatement[];
  readonly problem: string | null;
}

/** Comments, blanks, then one token. Sticky: every alternative starts where the last one ended. */
const token =
  /(?<blank>\s+|--[^\n]*)|(?<dollar>\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$)|(?<word>(?:[A-Za-z_]|(?!\s)[\u0080-\uffff])(?:[\w$]|(?!\s)[\u0080-\uffff])*)|(?<number>\d[\w.]*)|(?<mark>[^])/y;

/**
 * Splits SQL into statements of tokens: comments (nested, as PostgreSQL has them), strings, quoted
 * names, dollar quotes (PostgreSQL 18 manual, section 4.1). One pass; never throws.
 */
export function readSql(text: string): SqlScript {
  if (text.length > sqlBytesMax) return { statements: [], problem: "is too long to be read" };
  const state: SqlState = { text, at: 0, level: 0, tokens: [], statements: [], count: 0 };
  while (state.at < text.length && state.count < sqlTokensMax) readToken(state);
  endStatement(state);
  const problem = state.count >= sqlTokensMax ? "is too long to be read" : null;
  return { statements: state.statements, problem };
}

interface SqlState {
  readonly text: string;
  at: number;
  level: number;
  tokens: SqlToken[];
  statements: SqlStatement[];
  count: number;
}

function endStatement(state: SqlState): void {
  if (state.tokens.length > 0) state.statements.push(state.tokens);
  state.tokens = [];
  state.level = 0;
}

function add(state: SqlState, kind: SqlToken["kind"], text: string): void {
  state.count++;
  state.tokens.push({ kind, text, level: state.level });
}

function readToken(state: SqlState): void {
  if (state.text.startsWith("/*", state.at)) return skipComment(state);
  token.lastIndex = state.at;
  const groups = token.exec(state.text)?.groups ?? {};
  if (groups["blank"] !== undefined) state.at += groups["blank"].length;
  else if (groups["dollar"] !== undefined) readDollar(state, groups["dollar"]);
  else if (groups["word"] !== undefined) readWord(state, groups["word"]);
  else if (groups["number"] !== undefined) {
    add(state, "number", groups["number"]);
    state.at += groups["number"].length;
  } else readMark(state, groups["mark"] ?? "");
}

function readWord(state: SqlState, word: string): void {
  state.at += word.length;
  const escapes = /^e$/i.test(word) && state.text[state.at] === "'";
  if (escapes || (/^(?:n|b|x|u&)$/i.test(word) && state.text[state.at] === "'")) {
    return readQuoted(state, "'", "string", escapes);
  }
  add(state, "word", word.toUpperCase());
}

function readMark(state: SqlState, mark: string): void {
  if (mark === "'") return readQuoted(state, "'", "string", false);
  if (mark === '"' || mark === "`") return readQuoted(state, mark, "name", false);
  if (mark === "[" && readBracket(state)) return;
  state.at += Math.max(1, mark.length);
  if (mark === ";") return endStatement(state);
  if (mark === ")") state.level = Math.max(0, state.level - 1);
  add(state, "mark", mark);
  if (mark === "(") state.level++;
}

/** `[dbo].[Orders]` of SQL Server; `tags[1]` and `ARRAY['a']` are no names. */
function readBracket(state: SqlState): boolean {
  bracket.lastIndex = state.at;
  const name = bracket.exec(state.text)?.[1];
  if (name === undefined) return false;
  add(state, "name", name);
  state.at = bracket.lastIndex;
  return true;
}

const bracket = /\[([A-Za-z_][\w $]{0,127})\]/y;

function readQuoted(
  state: SqlState,
  quote: string,
  kind: "string" | "name",
  escapes: boolean,
): void {
  let at = state.at + 1;
  for (; at < state.text.length; at++) {
    if (escapes && state.text[at] === "\\") at++;
    else if (state.text[at] === quote) {
      if (state.text[at + 1] !== quote) break;
      at++;
    }
  }
  add(state, kind, state.text.slice(state.at + 1, at));
  state.at = at + 1;
}

function readDollar(state: SqlState, tag: string): void {
  const start = state.at + tag.length;
  const end = state.text.indexOf(tag, start);
  const stop = end === -1 ? state.text.length : end;
  add(state, "string", state.text.slice(start, stop));
  state.at = stop + tag.length;
}

function skipComment(state: SqlState): void {
  let depth = 0;
  const mark = /\/\*|\*\//g;
  mark.lastIndex = state.at;
  for (let found = mark.exec(state.text); found !== null; found = mark.exec(state.text)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) {
      state.at = mark.lastIndex;
      return;
    }
  }
  state.at = state.text.length;
}
