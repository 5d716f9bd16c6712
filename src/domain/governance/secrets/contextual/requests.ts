import type { Span } from "../kind.ts";
import { effort } from "../linear/effort.ts";
import { isCredential } from "./values/judge.ts";
import { isDrawnUuid } from "./values/uuid-key.ts";
import { skipBlanks } from "./values/blanks.ts";
import { type Syntax } from "./values/read-value.ts";
import { scoreShape, shapes } from "./values/value-shape.ts";
import { fillerWords } from "./values/vocabulary.ts";

const credentialMax = 512;

const tokenSteps = 40;
/** The characters of `token68` (RFC 9110, section 11.2), and what session cookies add. */
const tokenCharacters = /[A-Za-z0-9._~+/=:%|-]{6,512}/y;

function readToken(text: string, from: number): Span | null {
  tokenCharacters.lastIndex = from;
  const found = tokenCharacters.exec(text);
  if (found === null) return null;
  effort.steps += tokenSteps + found[0].length * 2;
  // A full stop or colon ends the sentence.
  const written = found[0].replace(/[.:]{1,3}$/, "");
  return { start: from, end: from + written.length };
}

function judged(text: string, span: Span | null, weight: number, syntax: Syntax): Span | null {
  return span !== null && isCredential(weight, syntax, text.slice(span.start, span.end))
    ? span
    : null;
}

/** `Bearer …` of RFC 6750: in a header or alone; only a token that nobody chose by hand. */
function findBearer(text: string, keywordStart: number, keywordLength: number): Span | null {
  const end = keywordStart + keywordLength;
  const code = text.charCodeAt(end);
  if (code !== 32 && code !== 9) return null;
  const span = readToken(text, skipBlanks(text, end));
  if (span === null || span.end - span.start < 12) return null;
  // `Bearer sk-ant-api03-...` of a manual.
  if (text.startsWith("...", span.end)) return null;
  return judged(text, span, 3, "bare");
}

/** What base-64 of `user:password` holds; null when it is none. */
function passwordOfPair(encoded: string): string | null {
  effort.steps += pairSteps * 3 + encoded.length * 8;
  const decoded = Buffer.from(encoded, "base64").toString("latin1");
  const colon = decoded.indexOf(":");
  if (colon < 0 || !/^[\x20-\x7e\xa0-\xff]{4,200}$/.test(decoded)) return null;
  // What is not base-64 comes back as something else.
  const again = Buffer.from(decoded, "latin1").toString("base64").replace(/=+$/, "");
  if (again !== encoded.replace(/=+$/, "").replaceAll("-", "+").replaceAll("_", "/")) return null;
  return decoded.slice(colon + 1);
}

export function isTrivialPassword(password: string): boolean {
  return (
    password.length < 4 ||
    fillerWords.has(password.toLowerCase()) ||
    (password.length >= 6 && scoreShape(password) === shapes.refused)
  );
}

const base64Pair = /[A-Za-z0-9+/_-]{8,400}={0,2}/y;

function readPair(text: string, from: number): Span | null {
  base64Pair.lastIndex = from;
  const found = base64Pair.exec(text);
  if (found === null) return null;
  const password = passwordOfPair(found[0]);
  if (password === null || isTrivialPassword(password)) return null;
  // `Basic Overrides`: a word that happens to be base-64.
  if (/^[A-Za-z]?[a-z]*$/.test(found[0])) return null;
  // The pair itself may be one that a standard prints.
  if (scoreShape(found[0]) === shapes.refused) return null;
  return { start: from, end: from + found[0].length };
}

/** `Basic dXNlcjpwYXNz` of RFC 7617. */
function findBasic(text: string, keywordStart: number, keywordLength: number): Span | null {
  const end = keywordStart + keywordLength;
  const code = text.charCodeAt(end);
  if (code !== 32 && code !== 9) return null;
  return readPair(text, skipBlanks(text, end));
}

const pairArgument = /\(?[^"'`\n]{0,40}["'`][\w.@+-]{1,60}:([^"'`\n\\]{6,100})["'`]/y;
const encodingReach = 100;

/** `btoa("user:password")`: the pair before it is encoded. */
function findPlainPair(text: string, keywordStart: number, keywordLength: number): Span | null {
  pairArgument.lastIndex = keywordStart + keywordLength;
  const value = pairArgument.exec(text)?.[1];
  if (value === undefined) return null;
  const end = pairArgument.lastIndex - 1;
  const around = text.slice(Math.max(0, keywordStart - encodingReach), end + encodingReach);
  if (!/basic|auth/i.test(around)) return null;
  return judged(text, { start: end - value.length, end }, 4, "quoted");
}

/** `"auth": "dXNlcjpwYXNz"` of a container registry's `config.json`, `_auth=` of `.npmrc`. */
function findEncodedPair(text: string, keywordStart: number, keywordLength: number): Span | null {
  let at = keywordStart + keywordLength;
  if (/["']/.test(text.charAt(at))) at += 1;
  at = skipBlanks(text, at);
  if (!/[:=]/.test(text.charAt(at))) return null;
  at = skipBlanks(text, at + 1);
  if (/["']/.test(text.charAt(at))) at += 1;
  return readPair(text, at);
}

const closersAndSeparator = /["'`\])]{0,2}[ \t]{0,4}(?:[:,]|=(?!=)|=>|：)[ \t]{0,4}["'`]?/y;
const scheme =
  /(?:[Tt]oken|[Aa]pi-?[Kk]ey|[Kk]ey|Bot|GenieKey|SSWS|[Aa]ccess[Tt]oken|Splunk|PRIVATE-TOKEN|OAuth|JWT|Digest|Session|ApiToken|Hawk|AccessKey)[ \t]{1,4}(?:(?:token|key|api_key|apikey)=)?["']?/y;

/** `KakaoAK …`, `App …`: schemes that one service made up. Those with parameters or pairs are others. */
const ownScheme =
  /(?!Basic\b|Digest\b|AWS4|Signature\b|Negotiate\b)[A-Za-z][A-Za-z0-9_-]{1,30}[ \t]{1,4}/y;

/** An opaque value behind any scheme: a word of a sentence is not drawn. */
function findUnderOwnScheme(text: string, from: number): Span | null {
  ownScheme.lastIndex = from;
  const named = ownScheme.exec(text);
  const span = readToken(text, named === null ? from : ownScheme.lastIndex);
  if (span === null) return null;
  const value = text.slice(span.start, span.end);
  if (isDrawnUuid(value)) return span;
  // Other tokens of bearers are found without a header too.
  if (named === null || /^bearer/i.test(named[0])) return null;
  return scoreShape(value) === shapes.random ? span : null;
}

/** `Authorization: <scheme> <credentials>` of RFC 9110, section 11.6.2, without known schemes. */
function findAuthorization(text: string, keywordStart: number, keywordLength: number): Span | null {
  closersAndSeparator.lastIndex = keywordStart + keywordLength;
  const separator = closersAndSeparator.exec(text);
  if (separator === null || /^[^"'`]*,[^"'`]*$/.test(separator[0])) return null;
  effort.steps += pairSteps;
  // `"AWS::Redshift::EndpointAuthorization": "…"`: the type of a resource.
  if (/::\w{0,40}$/.test(text.slice(Math.max(0, keywordStart - 42), keywordStart))) return null;
  const from = closersAndSeparator.lastIndex;
  return findUnderScheme(text, from) ?? findUnderOwnScheme(text, from);
}

function findUnderScheme(text: string, from: number): Span | null {
  scheme.lastIndex = from;
  const named = scheme.exec(text);
  const span = readToken(text, named === null ? from : scheme.lastIndex);
  if (span === null || (named === null && text.charAt(span.end) === " ")) return null;
  // The rest is filled in or added: `"Token {0}"`, `"Token " + token`; or a name in a list.
  if (/[{$(]/.test(text.charAt(span.end)) || text.charAt(span.start) === "+") return null;
  return judged(text, span, named === null ? 2 : 3, "quoted");
}

const cookiePair = /[ \t]{0,4}([A-Za-z0-9_.$-]{1,64})=("?)([^\s;,"'`\\]{0,512})"?;?/y;
const sessionName =
  /sess|sid$|^sid|auth|token|jwt|login|remember|connect\.|identity|\.aspnet|laravel|secret|^user_|^_?id$|access|refresh|credential|^unifises$|^netflixid$|^username-|^[0-9a-f]{32}$/i;
const noSessionName = /csrf|xsrf/i;
const pairsMax = 24;
const pairSteps = 150;

/** `Cookie: session=…` of RFC 6265. */
function findSessionCookie(text: string, keywordStart: number, keywordLength: number): Span | null {
  closersAndSeparator.lastIndex = keywordStart + keywordLength;
  const separator = closersAndSeparator.exec(text);
  if (separator === null) return findCookieFlag(text, keywordStart + keywordLength);
  return findInPairs(text, closersAndSeparator.lastIndex);
}

/** `curl --cookie 'session=…'`. */
function findCookieFlag(text: string, end: number): Span | null {
  if (text.charAt(end) !== " ") return null;
  const at = skipBlanks(text, end);
  return findInPairs(text, /["']/.test(text.charAt(at)) ? at + 1 : at);
}

function findInPairs(text: string, from: number): Span | null {
  let at = from;
  for (let pairs = 0; pairs < pairsMax && at - from < 4 * credentialMax; pairs += 1) {
    cookiePair.lastIndex = at;
    const found = cookiePair.exec(text);
    effort.steps += pairSteps;
    if (found === null) return null;
    const [whole, name = "", quote = "", value = ""] = found;
    if (sessionName.test(name) && !noSessionName.test(name)) {
      const start = at + whole.indexOf("=") + 1 + quote.length;
      const span = judged(text, { start, end: start + value.length }, 2, "quoted");
      if (span !== null) return span;
    }
    at += whole.length;
  }
  return null;
}

/** `?key=…`, `&sig=…`: a parameter whose name alone would say too little. */
function findQueryKey(text: string, keywordStart: number, keywordLength: number): Span | null {
  const span = readToken(text, keywordStart + keywordLength);
  if (span === null || scoreShape(text.slice(span.start, span.end)) !== shapes.random) return null;
  return span;
}

export const requestFinders = {
  bearer: findBearer,
  basic: findBasic,
  encodedPair: findEncodedPair,
  plainPair: findPlainPair,
  authorization: findAuthorization,
  sessionCookie: findSessionCookie,
  queryKey: findQueryKey,
} as const;
