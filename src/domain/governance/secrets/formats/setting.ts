import type { Candidate, Draw, SecretKind } from "../kind.ts";
import { isLong } from "./measure-parts.ts";
import { type Part, patternOf, sampleOf } from "./parts.ts";
import { type FormatOptions, issuedBy, type Issuer } from "./token.ts";

/** `HCLOUD_TOKEN`, `hetzner.api-token`, `hetzner api key`: what a secret is called. */
const nouns = ["key", "token", "secret", "password", "passwd", "pass", "pwd", "pat", "credential"];

/** Names that go on are other settings: `…_KEY_ID`, `…_TOKEN_URL`, `…_PATH`. */
const nameEnd = "(?![hH]|[_\\- .]?(?:[iI][dD]|[uU][rR][lLiI]|[nN][aA][mM][eE])(?![a-z]))";

/** `: &str = "…"`, `: String = "…"`, `string = '…'`, `As String = "…"`. */
const declaredType =
  "(?:(?::[ \\t]{0,2}&?(?:'static )?[A-Za-z][A-Za-z0-9_.]{0,24}|string|As String)" +
  "[ \\t]{1,4}(?==[ \\t]{0,8}(?:[A-Za-z:.]{2,24}\\()?[\"'`]))?";

/** `translatable="false"` of an element whose `name` is the setting's. */
const attributes = '(?: [a-zA-Z:]{1,20}="[a-zA-Z]{1,8}"){0,2}';

/** An assignment in some language, an option of a tool that stores it, the next element. */
const separator =
  "(?:=>|:=|->|<-|[|?]{0,2}==?|[:,;>|]| is | value=| --?(?:body|value|b|v)[ =]|" +
  "</\\w{1,12}>\\s{0,24}<\\w{1,12}>| )[ \\t]{0,8}(?![ \\t])";

/** `Some("…")`, `String::from("…")`, `[]byte("…")`, `@"…"`. */
const wrapper =
  "(?:(?:Some|String::from|SecretString::from|SecretStr|Secret|Buffer\\.from|\\[\\]byte)" +
  "\\((?=[\"'`]))?(?:[@bruLN$](?=[\"']))?";

/** The end of the name and what stands before the value: `="`, `": "`, `=> '`, ` is `, a blank. */
const joint =
  "[A-Za-z0-9_]{0,12}[\"'`\\])}\\\\]{0,3}[ \\t]{0,8}" +
  declaredType +
  attributes +
  separator +
  wrapper +
  "[\"'`\\\\]{0,3}";

/** Lines of a Terraform variable or CloudFormation parameter between its name and its default. */
export const variableLines =
  "(?:(?:[tT]ype|[dD]escription|sensitive|nullable|ephemeral|NoEcho)[ \\t]{0,8}[=:]" +
  "[^\\r\\n]{0,100}[\\r\\n]{1,2}[ \\t]{0,16}){0,4}";

/** A member beside the name: `"name": "…", "value": "…"`, `variable "…" { default = "…"`. */
const sibling =
  "[A-Za-z0-9_]{0,12}[\"'`]{0,2}[ \\t]{0,8}[:,{\\r\\n][\\s{]{0,24}" +
  variableLines +
  "[\"']?(?:[vV]alue|[dD]efault(?:[vV]alue)?|secret_string)[\"']?" +
  "[ \\t]{0,8}[:=][ \\t]{0,8}[\"'`]{0,1}";

/** A block between the issuer and the name: `datadog:⏎  api_key: …`, `new Datadog({ apiKey: …`. */
const block =
  "(?:[A-Za-z0-9_.\\- ]{0,24}[\"'`]{0,2} {0,2}[:={(]{1,2}[\\s{(\\[\"'`]{0,40}(?![\\s{(\\[\"'`]))?";

/** An issuer's name of so few letters is a part of ordinary words. */
const shortNameMax = 5;

export interface SettingOptions extends FormatOptions {
  /** Lower-case names of the issuer that may start the setting's name; three characters or more. */
  readonly vendors: readonly string[];
  /** Lower-case words, one of which ends the name; `token`, `key`, `secret` and such by default. */
  readonly names?: readonly string[];
  /** The characters that a longer value would go on with; the last part's own by default. */
  readonly set?: string;
}

function anyCase(word: string): string {
  return word
    .replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
    .replaceAll("_", "[_\\- .]?");
}

/** Issuers whose name is a word of ordinary text: only what joins it to more of a name tells. */
const ordinaryWords = new Set(
  (
    "line box split segment wise circle close comet exa fal loops monday atlas realm apollo ghost " +
    "hunter steam temporal polygon shortcut coda dune ark hec medium daily particle zoom genius " +
    "together alpaca iterable sonar confluence gemini parallel factory keeper"
  ).split(" "),
);

const border = "(?<![A-Za-z0-9])";
/** `-DDATADOG_API_KEY=…` defines it for a build. */
const definedBorder = "(?<![A-CE-Za-z0-9])";

/** `datadog` after any border, `Datadog` also inside a name in camel case. */
function vendorPattern(vendor: string): string {
  const capital = vendor.replace(/^[a-z]/, (letter) => letter.toUpperCase()).replaceAll("_", "");
  if (ordinaryWords.has(vendor)) {
    // `EXA_API_KEY`, `exaApiKey`; the capitals of `EXAMPLE` go on with the same word.
    const joined = `${anyCase(vendor)}(?=[_\\-.:"'0-9])`;
    return `${border}(?:${joined}|(?:${vendor}|${capital})(?=[A-Z]))`;
  }
  if (vendor.length < shortNameMax) return `${border}${anyCase(vendor)}`;
  return `${definedBorder}${anyCase(vendor)}|${capital}`;
}

/** `new_relic` → `new_relic`, `new-relic`, `new relic`, `newrelic`. */
function spellings(vendor: string): readonly string[] {
  return vendor.includes("_")
    ? ["_", "-", " ", ""].map((glue) => vendor.replaceAll("_", glue))
    : [vendor];
}

/** A name of which nothing is asked may end at each of its characters. */
const openNameSteps = 25;

const nameLengthMax = 40;
const harmlessName =
  /publi|client[_ -]?id|hash(?!icorp|node)|sha\d|digest|checksum|commit|fingerprint|trace|etag|integrity/i;

const wordLengthMin = 3.4;

/** A random value of 16 letters has a digit, or capitals beside each other. */
function isRandom(value: string): boolean {
  if (/[0-9]/.test(value)) return true;
  const parts = value.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? [];
  // `ServiceAPIKey` has both too, and is made of words.
  return parts.length > 0 && value.length / parts.length < wordLengthMin && /[A-Z]{2}/.test(value);
}

const samplesMax = 16;

/** Chance may draw a short value without a digit, which would be a word. */
function randomSample(parts: readonly Part[], draw: Draw): string {
  let sample = sampleOf(parts, draw);
  for (let count = 1; count < samplesMax && !isRandom(sample); count += 1) {
    sample = sampleOf(parts, draw);
  }
  return sample;
}

function isSecretSetting({ secret, text, start }: Candidate): boolean {
  const before = text.slice(Math.max(0, start - nameLengthMax), start);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return isRandom(secret) && !harmlessName.test(line);
}

function setOf(parts: readonly Part[]): string {
  const last = parts.at(-1);
  return typeof last === "object" && "set" in last ? last.set : "A-Za-z0-9";
}

/**
 * A value without a mark of its own, in the format that its issuer gives: only the issuer's name in
 * front of the name of the setting tells what it is.
 */
export function setting(
  issuer: Issuer,
  id: string,
  title: string,
  parts: readonly Part[],
  options: SettingOptions,
): SecretKind {
  const { vendors, names = nouns, check, proof } = options;
  const vendor = vendors.map(vendorPattern).join("|");
  const name = names.map(anyCase).join("|");
  return {
    ...issuedBy(issuer, id, title),
    keywords: options.keywords ?? vendors.flatMap(spellings),
    before: 0,
    isNamed: true,
    hasLongValue: isLong(parts, true),
    ...(names.includes("") ? { stepsAhead: openNameSteps } : {}),
    pattern: new RegExp(
      `(?:${vendor})${block}[A-Za-z0-9_.\\- ]{0,24}?(?:${name})${nameEnd}(?:${joint}|${sibling})` +
        `(${patternOf(parts)})(?![${options.set ?? setOf(parts)}])`,
      "y",
    ),
    check: (candidate) => isSecretSetting(candidate) && (check?.(candidate) ?? true),
    ...(proof === undefined ? {} : { proof }),
    publicLength: () => 0,
    example:
      options.example ??
      ((draw) =>
        `${(vendors[0] ?? "").toUpperCase()}_${(names[0] ?? "").toUpperCase()}=` +
        `"${randomSample(parts, draw)}"`),
  };
}
