import type { SqlStatement, SqlToken } from "./read-sql.ts";

/** Strings of a script that are put together or decoded are read as one. */
const textsMax = 256;
const encodedCharactersMax = 65_536;

/**
 * The texts that a script's expressions build: `'DR' || 'OP'`, `'a' + 'b'`, `CONCAT(…)`,
 * `CHAR(68)`, hexadecimal literals, and what stands in base64 or hex inside.
 */
export function foldStrings(statements: readonly SqlStatement[]): readonly string[] {
  const texts: string[] = [];
  for (const statement of statements) {
    if (texts.length >= textsMax) break;
    foldStatement(statement, texts);
  }
  return texts.slice(0, textsMax).flatMap((text) => [text, ...decoded(text)]);
}

function foldStatement(statement: SqlStatement, texts: string[]): void {
  const comma = statement.some(({ text }) => /^CONCAT(?:_WS)?$/.test(text)) ? "," : "+";
  let joined: string | null = null;
  let isOpen = false;
  for (let at = 0; at < statement.length; at++) {
    const token = statement[at] as SqlToken;
    const piece = pieceOf(statement, at);
    if (piece !== null) {
      if (!isOpen && joined !== null) texts.push(joined);
      joined = isOpen ? (joined ?? "") + piece : piece;
      isOpen = false;
    } else if (token.text === "+" || token.text === "|" || token.text === comma) {
      isOpen = joined !== null;
    } else if (!isPartOfPiece(token)) {
      isOpen = false;
    }
  }
  if (joined !== null) texts.push(joined);
}

/** Marks and numbers of `CHAR(68)` and of a cast do not part what stands on either side. */
function isPartOfPiece({ kind, text }: SqlToken): boolean {
  return kind === "number" || /^(?:[()]|N?CHAR|CHR|CAST|CONVERT)$/.test(text);
}

function pieceOf(statement: SqlStatement, at: number): string | null {
  const token = statement[at] as SqlToken;
  if (token.kind === "string") return token.text;
  if (token.kind !== "number") return null;
  if (/^0x(?:[0-9a-f]{2})+$/i.test(token.text)) return fromHex(token.text.slice(2));
  const called = statement[at - 2];
  if (called?.kind !== "word" || !/^(?:N?CHAR|CHR)$/.test(called.text)) return null;
  const code = Number(token.text);
  return Number.isInteger(code) && code < 0x11_0000 ? String.fromCodePoint(code) : null;
}

function fromHex(text: string): string {
  return Buffer.from(text.slice(0, encodedCharactersMax), "hex").toString("utf8");
}

function decoded(text: string): readonly string[] {
  if (text.length < 12 || text.length > encodedCharactersMax) return [];
  if (/^(?:[0-9a-f]{2})+$/i.test(text)) return [fromHex(text)];
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return [];
  return [Buffer.from(text, "base64").toString("utf8")];
}
