import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { reverse, rotate } from "../twist.ts";
import { type Span, type View, ViewBuilder } from "../view.ts";

/** A value that is unpacked or turned round where it is used: its name before it is in clear. */
interface Change {
  /** Its last group is the value. */
  readonly place: RegExp;
  readonly read: (value: string) => string;
  /** What stands around the value when it is read; quotes where nothing is given. */
  readonly show?: (plain: string) => string;
}

const fromBase64 = (value: string): string => Buffer.from(value, "base64").toString("latin1");
const fromHex = (value: string): string => Buffer.from(value, "hex").toString("latin1");
const quoted = (plain: string): string => (plain.includes('"') ? `'${plain}'` : `"${plain}"`);
const bare = (plain: string): string => plain;

const base64 = "([A-Za-z0-9+/_-]{8,400}={0,2})";
const hex = "((?:[0-9a-fA-F]{2}){6,200})";
const word = "([^\\s\"'`]{8,400})";
const echoed = `echo (?:-n )?(["']?)${base64}\\1[ \\t]{0,4}\\|[ \\t]{0,4}base64 (?:-d|--decode)`;
const list = "((?:[\"'][^\"'\\n]{1,80}[\"'],?\\s{0,20}){2,40})";
const turning = [
  "\\[::-1\\]",
  "\\.split\\([\"'`]{2}\\)\\.reverse\\(\\)\\.join\\([\"'`]{2}\\)",
  "\\.reverse\\b(?:\\(\\))?",
].join("|");

const matching = (source: string): RegExp => new RegExp(source, "gi");

/** `atob("…")`, `base64.b64decode(b"…").decode()`, `Buffer.from("…", "hex")`. */
function inCall(names: string, value: string, argument = ""): RegExp {
  const more = argument === "" ? "" : `, ?["']${argument}["']`;
  const toText = "(?:\\.(?:decode|toString)\\([^)]{0,12}\\))?";
  return matching(`(?:${names})\\(\\s?b?(["'\`])${value}\\1${more}\\s?\\)${toText}`);
}

const joined = (items: string): string =>
  Array.from(items.matchAll(/["']([^"'\n]*)["']/g), ([, item = ""]) => item).join("");

const changes: readonly Change[] = [
  { place: matching(`(?:\\$\\(|\`)${echoed}[)\`]`), read: fromBase64, show: bare },
  {
    place: matching(`(?<![(\`])\\b${echoed}`),
    read: fromBase64,
    show: (plain) => `echo '${plain}'`,
  },
  // RFC 2849: two colons.
  {
    place: /(?<=:): ([A-Za-z0-9+/]{8,400}={0,2})(?=\s|$)/g,
    read: fromBase64,
    show: (plain) => ` ${plain}`,
  },
  {
    place: matching(`\\{\\{ ?(["'])${base64}\\1 ?\\| ?b64decode ?\\}\\}`),
    read: fromBase64,
    show: bare,
  },
  {
    place: inCall("atob|64_?decode|decode64|decodestring|base64string", base64),
    read: fromBase64,
  },
  { place: inCall("Buffer\\.from", base64, "base64"), read: fromBase64 },
  { place: inCall("fromhex|hex2bin|unhexlify", hex), read: fromHex },
  { place: inCall("Buffer\\.from", hex, "hex"), read: fromHex },
  { place: matching(`(["'\`])${word}\\1(?:${turning})`), read: reverse },
  { place: matching(`\\[\\s{0,20}${list}\\]\\.join\\(["']{2}\\)`), read: joined },
  { place: matching(`["']{2}\\.join\\([[(]\\s{0,20}${list}[)\\]]\\)`), read: joined },
  { place: matching(`implode\\(["']{2}, ?(?:\\[|array\\()${list}[)\\]]\\)`), read: joined },
  { place: inCall("strrev(?:erse)?|reverse", word), read: reverse },
  { place: inCall("str_rot13", word), read: rotate },
  { place: inCall("codecs\\.decode", word, "rot_?13"), read: rotate },
];

/** All patterns together; each begins with what is rare. */
const charactersSteps = 4;

interface Found {
  readonly start: number;
  readonly end: number;
  readonly shown: string;
}

const memberLengthMax = 40;

/** `base64.b64`, `Convert::From`: what stands before the part of a call that tells it. */
function callStart(text: string, at: number): number {
  let start = at;
  if (!/\w/.test(text.charAt(at))) return at;
  while (at - start < memberLengthMax && /[\w.:]/.test(text.charAt(start - 1))) start -= 1;
  return start;
}

function findAll(text: string): readonly Found[] {
  const all = changes.flatMap(({ place, read, show = quoted }) =>
    Array.from(text.matchAll(place), (match) => {
      const plain = read(match.at(-1) ?? "");
      const end = match.index + match[0].length;
      return {
        start: callStart(text, match.index),
        end,
        shown: /^[!-~]+$/.test(plain) ? show(plain) : "",
      };
    }),
  );
  return all.filter(({ shown }) => shown !== "").sort((a, b) => a.start - b.start);
}

/** The text with such values in clear; null where there is none. */
export function readInPlace(text: string, [from, to]: Span): View | null {
  effort.steps += (to - from) * charactersSteps;
  const builder = new ViewBuilder(text);
  let kept = from;
  for (const { start, end, shown } of findAll(text.slice(from, to))) {
    if (from + start < kept) continue;
    builder.keep(kept, from + start);
    kept = from + end;
    builder.replace(from + start, kept, shown);
  }
  if (kept === from) return null;
  builder.keep(kept, to);
  return builder.finish();
}
