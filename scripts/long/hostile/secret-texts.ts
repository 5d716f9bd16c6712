import { deflateSync, gzipSync } from "node:zlib";
import type { Draw } from "#domain/governance/secrets/kind.ts";
import { contextualKinds } from "#domain/governance/secrets/contextual/kinds.ts";
import { secretKinds } from "#domain/governance/secrets/kinds.ts";
import { drawRun } from "./alphabets.ts";
import { type Material, pick } from "./draw-text.ts";

/** What each reader of another notation looks for first, and what stands at its end. */
const leads = [
  "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", "-----BEGIN PGP MESSAGE-----", "eyJ", "eyJaaaaaaaaaa.",
  "\\", "\\u", "\\u{", "\\x", "\\U0001", "\\N{", "%", "%25", "%u00", "&#", "&#x", "&amp;#x", "&lt;", "=?utf-8?B?",
  "=?utf-8?Q?", "?=", "=3D", "=\n", "=\r\n", "H4sIAAAAAAAAA", "eJ", "begin 644 a\n", "`\nend\n", "<~", "~>", "<br>", "<br/>",
  "<br", "<", "<b", "</", "<!--", "-->", "<![CDATA[", "]]>", "data:;base64,", "String.fromCharCode(", "chr(", "bytes([",
  "b'", "new Uint8Array([", "0x", "0b", "U+00", "00000000  ", "00000000: 6768 705f", "|ghp_|", ":10000000", "0000000 067 ",
  "'+'", '" + "', "' . '", '" "\n"', "'||'", "concat(", "join(", "[::-1]", "reverse()", "rot13", "atob(", "fromhex('",
  "${A}", "$A", "%A%", 'A="', "export A=", "a: |\n  ", "[a]\nb=", "| a | b |\n|---|---|\n|", "+---+\n| ", "│", "┌──┐",
  "abandon ", "PuTTY-User-Key-File-2: ", "MIIEpAIBAAKCAQEA", "LS0tLS1CRUdJTi", '"d":"', '"kty":"RSA"', "machine a login b password ",
  "localhost:5432:db:user:", "://", "http://a:", "@host/", "?password=", "-p", "--password ", "\r", "\r\n", "\n\r", "\n", "\n\n",
  "\t", "  ", "\u0000", "\ufeff", "\u2028", "...", "-----", "=====", "_", "~", "```", "> ", "# ", "// ", "/*", "*/", '"""', "'''",
  "<<EOF\n", "EOF\n", "\u001b[31m", "\b", '"', "'", "`", "{", "}", "[", "]", "(", ")", ",", ";", ":", "=", "|", "é", "字",
]; // prettier-ignore

const codeOf = (character: string): number => character.charCodeAt(0);
const each = (text: string, write: (character: string) => string, between = "") =>
  Array.from(text, write).join(between);
const hexOf = (character: string) => codeOf(character).toString(16).padStart(2, "0");
const base64 = (data: string | Buffer) => Buffer.from(data).toString("base64");
const lineBreaks = ["\n", "\r\n", "\r", "<br>", "\\n", "\n> ", '" +\n"', "=\n", " "];

const notations: readonly ((text: string, draw: Draw) => string)[] = [
  (text) => base64(text),
  (text) => Buffer.from(text).toString("base64url"),
  (text) => Buffer.from(text).toString("hex"),
  (text, draw) => base64(text).replace(/.{16}/g, (line) => line + pick(lineBreaks, draw)),
  (text, draw) => Buffer.from(text).toString("hex").replace(/.{32}/g, (line) => line + pick(lineBreaks, draw)),
  (text) => base64(gzipSync(text)),
  (text) => base64(deflateSync(text)),
  (text) => base64(Buffer.from(text, "utf16le")),
  (text) => encodeURIComponent(text.toWellFormed()),
  (text) => JSON.stringify(text),
  (text) => JSON.stringify(JSON.stringify({ text })),
  (text) => Array.from(text).reverse().join(""),
  (text, draw) => each(text, (c) => c, pick(["\u200b", "-", " ", ".", "\n", "', '", "|"], draw)),
  (text) => each(text, (c) => `&#${codeOf(c)};`),
  (text) => each(text, (c) => `\\x${hexOf(c)}`),
  (text) => each(text, (c) => `%${hexOf(c)}`),
  (text, draw) => each(text, (c) => String(codeOf(c)), pick([",", " ", ", ", "\n"], draw)),
  (text) => each(text, (c) => codeOf(c).toString(2).padStart(8, "0"), " "),
  (text) => each(text, (c) => (/[!-~]/.test(c) ? String.fromCharCode(codeOf(c) + 0xfee0) : c)),
  (text, draw) => text.replace(/.{7}/g, (part) => part + pick(['" + "', "' . '", "\\\n", "''"], draw)),
  (text) => `begin 644 a\n${text}\n\`\nend`,
]; // prettier-ignore

const widths = [8, 16, 20, 32, 60, 64, 76];

/** Lines of one width, as encoded text is wrapped, up to whatever ends or breaks them. */
function drawLines(draw: Draw): string {
  const width = pick(widths, draw);
  const cutText = new RegExp(`[^]{1,${width}}`, "g");
  const run = drawRun(draw);
  const text = run.repeat(Math.ceil((width * (1 + draw.below(4))) / run.length));
  const lines = draw.below(2) === 0 ? text : text.slice(0, width * (1 + draw.below(3)));
  return (lines.match(cutText) ?? []).join(pick(lineBreaks, draw)) + pick(leads, draw);
}

const keywords = contextualKinds.flatMap((kind) => kind.keywords.slice(0, 4));

const drawings: readonly ((draw: Draw) => string)[] = [
  (draw) => pick(secretKinds, draw).example(draw),
  ...[drawRun, drawLines, drawLines],
];

/** Leads of all notations, credentials of all kinds, and texts in notations inside notations. */
export const secretMaterial: Material = {
  pieces: [...leads, ...keywords, ...secretKinds.map((kind) => kind.keywords[0] ?? "=")],
  more: (draw) => pick(drawings, draw)(draw),
  wrap: (text, draw) => pick(notations, draw)(text.slice(0, wrappedMax), draw),
};

const wrappedMax = 4_000;
