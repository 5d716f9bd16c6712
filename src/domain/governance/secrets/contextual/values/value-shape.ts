import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { documented } from "./documented.ts";
import { isGibberish, isUnpronounceable } from "./gibberish.ts";
import { isForeignWord, isOrdinaryForm } from "./ordinary.ts";
import {
  borderedMarker,
  fillerWords,
  markerPattern,
  technicalNames,
  withoutLeet,
} from "./vocabulary.ts";

/**
 * How much a value looks like a credential by itself.
 *
 * `refused`: a reference, a placeholder, a path, prose: never a credential.
 * `plain`:   one word or words, or a short number; nothing speaks for it but its name.
 * `weak`:    words and digits (`Sommer2024`, `winter-22`), or digits alone.
 * `fair`:    letters mixed with digits or punctuation (`k9f2mm`, `tree#top`).
 * `strong`:  eight characters or more of three classes (`Sommer2024!`).
 * `random`:  sixteen or more that no one chose by hand (`f3a9…`, `aG9k…`).
 */
export const shapes = { refused: -100, plain: 0, weak: 1, fair: 2, strong: 3, random: 4 } as const;
export type ShapeScore = (typeof shapes)[keyof typeof shapes];

export const valueLengthMin = 6;
export const valueLengthMax = 512;
const strongLengthMin = 8;
const randomLengthMin = 16;
/** Changes between letters, digits and cases for each character; words have 0.15 to 0.25. */
const randomChangesMin = 0.27;

/** A variable, a template, a call, a mask: what a program fills in. */
const reference = new RegExp(
  [
    // Templates and substitutions.
    "\\$\\{|\\{\\{|\\$\\(|\\{%|<%|#\\{|%\\(|\\[\\[|@@|__\\w{1,40}__|\\{\\d\\}|%[sdvu]\\b|%0[AaDd]",
    // Variables: `$NAME`, `%NAME%` (also with `%NA` taken for an escape), `{name}`, `@name`.
    "^\\$[A-Za-z_]|^%[A-Za-z_]\\w*%|^e?[A-Z_][A-Z0-9_]*%$|^\\{[\\w.]*\\}|^@[\\w.]+$",
    // Notation of manuals: `<name>`, `[:port]`, `:type:`, `name=value`.
    "&#?\\w+;|^&#|^<|\\[:?\\w{1,40}\\]|\\{[A-Za-z_]\\w{0,40}\\}|^[a-z_]{2,12}=$|\\.\\.|^:\\w+:|^-{0,2}[A-Za-z_][\\w.-]*=[\\w.$-]",
    // Tags of YAML: `!vault`, `!Ref`.
    "^![A-Za-z]+(?:-[A-Za-z]+)*(?:\\s|$)",
    // Where a program reads its environment; the quote inside ends the value.
    "^(?:os\\.(?:environ|getenv)|process\\.env|Deno\\.env|System\\.getenv|getenv|ENV)(?:\\.\\w+)?[([]$",
    // `%db_pass%`, of which `%db` was taken for an escape; one escape again and again.
    "^e_\\w*%$|^(\\\\u[0-9a-fA-F]{4})\\1+$",
    // Masks.
    "…|\\*{3}|\\.{3}|•",
    // Expressions and patterns.
    "\\w\\(.{0,80}\\)|=>|->|::|&&|\\|\\||\\?\\?|\\\\[dwsS]|^\\^|\\)\\$$|\\]\\[",
  ].join("|"),
);
/**
 * Sealed by SOPS, Jasypt or eyaml; or made for browsers: Mapbox, Stripe, Clerk, PostHog, Supabase,
 * Langfuse, Datadog, Square, Turnstile, New Relic, Paddle, Plaid, Braintree, Web Push.
 */
const sealed =
  /^ENC[[(]|^pk\.eyJ|^pk_(?:live|test)_|^phc_|^sb_publishable_|^pk-lf-|^pub[0-9a-f]{32}$|^sq0idp-|^0x4AAAA[\w-]{10,20}$|^NRJS-|^B[A-Za-z0-9_-]{86}$|^(?:sandbox|production)_[A-Za-z0-9]{8}_[A-Za-z0-9]{16}$|^(?:live|test)_[0-9a-f]{27}$|^link-(?:sandbox|development|production)-/;
/** `scheme:…` of stores: the name of a secret, not the secret. */
const stored = new RegExp(
  "^(?:ref\\+\\w{2,20}|vault|op|env|ref|secrets?|file|arn|ssm|aws-?sm|gcp-?sm|keyring|keychain|sm|akv|sops|enc|" +
    "cipher|data|projects|resolve|bws|pass|infisical|doppler|azurekeyvault|kms|crypt|encrypted|" +
    "https?|urn)[:/](?!\\S{0,3}$)",
  "i",
);
const dotted = /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+\??;?$/;
/** TypeScript's word that a setting is there: `config.apiKey!`. */
const asserted =
  /^(?:(?:process|import|this|config|options|settings|env)(?:\??\.[\w$]+)+|[A-Za-z_$]+(?:\??\.[A-Za-z_$]+){2,})!;?$/;
const path = /^(?:[A-Za-z]:[\\/]|\.{0,2}\/|~\/)[\w.@~+:-]*(?:[\\/][\w.@~+: -]*)*$/;
const relativePath = /^[\w.@-]+(?:\/[\w.@-]+)+\.[a-z]{1,5}$/;
const mail = /^[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}$/;
const account = /^[A-Za-z.]+@[A-Za-z.-]+$/;
export const uuid = /^\{?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\}?$/i;
const timeOrVersion = new RegExp(
  `^(?:${[
    "\\d{4}-\\d{2}-\\d{2}(?:[T ].*)?",
    "\\d{1,2}[.:/]\\d{1,2}(?:[.:/]\\d{1,5})?(?::\\d\\d)?(?:\\.\\d+)?Z?",
    "[v^~>=<]{0,2}\\d+(?:\\.\\d+){1,24}(?:[-+][\\w.]+)?",
    "\\d+(?:\\.\\d+)?(?:px|em|rem|ms|s|m|h|d|kb|mb|gb|%|vh|vw|pt)",
  ].join("|")})$`,
  "i",
);
/** `Madr1d.Sol`: a path of properties has no digits between capitals and small letters. */
const mixedDotted =
  /^[A-Za-z_$][\w$]*\.[A-Z][a-z]+\d{1,4}$|[A-Z][a-z]*\d[A-Za-z]|^[A-Z][a-z]+\.[A-Z][a-z]+\d+$/;
/** Passwords that Maven or a sealed secret has encrypted, and rules such as `required|min:8`. */
const wrapped =
  /^\{[A-Za-z0-9+/=]{12,}\}$|^Ag[A-D][A-Za-z0-9+/]{30,}=*$|^[a-z_]+(?:\|[a-z_]+(?::[\w.,]+)?)+$/;
const digest = /^(?:sha\d{1,3}|md5|blake\w*|crc32)[-:=]/i;
const colour = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const markup = /<\/?[a-z][^>]{0,80}>|&(?:amp|lt|gt|quot|nbsp);/i;
const format = /^(?:\w+=)?[a-z]+\/[a-z0-9.+-]+$/i;

/** `pg4dm1n.x`: two digits inside of words, where names of techniques have one. */
function isLeetDotted(value: string): boolean {
  return (value.replace(technicalNames, "").match(/[A-Za-z]\d(?=[a-z])/g) ?? []).length > 1;
}

function isReferenceOrFormat(value: string): boolean {
  return (
    reference.test(value) ||
    isOrdinaryForm(value) ||
    stored.test(value) ||
    (dotted.test(value) && !mixedDotted.test(value) && !isLeetDotted(value)) ||
    wrapped.test(value) ||
    asserted.test(value) ||
    path.test(value) ||
    relativePath.test(value) ||
    mail.test(value) ||
    account.test(value) ||
    timeOrVersion.test(value) ||
    digest.test(value) ||
    colour.test(value) ||
    markup.test(value) ||
    format.test(value)
  );
}

/** Upper and lower case, digits and the rest each make parts of their own; a capital leads one. */
const partPattern = /[A-Z]?[a-z]+|[A-Z]+|\d+/g;

/** Keys for a sandbox say so before a value that was drawn. */
const sandboxLead = /^(?:test|sandbox|demo)[_-](?=[A-Za-z0-9_-]{24,}$)/i;

function isFiller(written: string, parts: readonly string[]): boolean {
  const value = written.replace(sandboxLead, "");
  if (documented.has(value) || markerPattern.test(value) || borderedMarker.test(value)) return true;
  const digits = parts.filter((part) => /\d/.test(part)).join("");
  const allFillers = (text: string): boolean => {
    const words = text.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? [];
    return words.length > 0 && words.every((word) => fillerWords.has(word.toLowerCase()));
  };
  if (digits.length <= 3 && (allFillers(value) || fillerWords.has(value.toLowerCase())))
    return true;
  if (/^\w*123(?:45?6?7?8?9?0?)?[!.#]?$/.test(value) && allFillers(value)) return true;
  const spelled = withoutLeet(value.replace(/[\d!#?.*]{0,3}$/, ""));
  if (spelled.length >= 4 && fillerWords.has(spelled.toLowerCase())) return true;
  return /\$/.test(value) && allFillers(spelled.toLowerCase());
}

/** `P@ssw0rd1`, `Admin@123`: people choose it where a policy wants all four sorts of characters. */
function meetsPolicy(value: string): boolean {
  if (value.length < strongLengthMin || markerPattern.test(value) || borderedMarker.test(value))
    return false;
  return (
    /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value) && /[!@#$%&*?+]/.test(value)
  );
}

/** Four groups of four letters: how Google shows the password of an application. */
const appPassword = /^[a-z]{4}(?: [a-z]{4}){3}$/;

const denseLengthMin = 32;
const denseSignsMin = 6;
const denseKindsMin = 4;
const denseChangesMin = 0.35;

/** Keys of fifty characters of any sort, as frameworks make them: templates have fewer signs. */
function isDense(value: string): boolean {
  if (
    value.length < denseLengthMin ||
    /\s|\\|\.\*|\(\?|\[\^?[A-Za-z]-|\{\{|\$\{|:\/\/|=>|::/.test(value)
  )
    return false;
  const signs = value.match(/[^A-Za-z0-9]/g) ?? [];
  if (signs.length < denseSignsMin || new Set(signs).size < denseKindsMin) return false;
  const parts = value.match(partPattern) ?? [];
  return /\d/.test(value) && parts.length >= (value.length - signs.length) * denseChangesMin;
}

const drawnLengthMin = 16;
const drawnLengthSure = 30;
/** Of the letters and digits of drawn base-64 half start a new part, and fewer than this hardly ever. */
const drawnChangesMin = 0.4;
/** Short paths and types of media have words in them. */
const drawnWordMax = 4;

/** Base-64 that was drawn: its slashes and plus signs make it look like a path or a type of media. */
function isDrawnBase64(value: string): boolean {
  if (value.length < drawnLengthMin || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return false;
  if (
    wrapped.test(value) ||
    !/[+/]/.test(value) ||
    !/[a-z]/.test(value) ||
    !/[A-Z]/.test(value) ||
    !/\d/.test(value)
  )
    return false;
  const parts = value.match(partPattern) ?? [];
  const characters = value.replace(/[+/=]/g, "").length;
  if (parts.length < characters * drawnChangesMin || isSequence(value)) return false;
  if (value.length < drawnLengthSure && parts.some((part) => part.length > drawnWordMax))
    return false;
  return !isFiller(value, parts) && !encodesFiller(value);
}

/** Manuals write `cGFzc3dvcmQ=` where a program wants base-64. */
function encodesFiller(value: string): boolean {
  if (value.length > 64 || !/^[A-Za-z0-9+/]{8,}={0,2}$/.test(value)) return false;
  const decoded = Buffer.from(value, "base64").toString("latin1");
  if (!/^[\x20-\x7e\n]+$/.test(decoded)) return false;
  const plain = decoded.trim();
  return isFiller(plain, plain.match(partPattern) ?? []);
}

function isSequence(value: string): boolean {
  if (/^(.)\1*$/.test(value) || /^(.{1,4})\1{2,}.{0,3}$/.test(value)) return true;
  const folded = value.toLowerCase();
  let steps = 0;
  for (let at = 1; at < folded.length; at += 1) {
    const step = folded.charCodeAt(at) - folded.charCodeAt(at - 1);
    if (step === 1 || step === -1 || step === 0) steps += 1;
  }
  return steps >= (folded.length - 1) * 0.7;
}

/** A digest or a key in hex: a few letters in a row are chance. */
const hexadecimal = /^(?=(?:\D*\d){6})[0-9a-f]{30,}$/;

const scatteredMin = 3;

/** Digits between letters, again and again in one word: names have them once or twice. */
function isScattered(value: string): boolean {
  if (value.length < randomLengthMin || !/^[A-Za-z0-9]+$/.test(value)) return false;
  return (value.match(/[A-Za-z]\d+(?=[A-Za-z])/g) ?? []).length >= scatteredMin;
}

/** Words or identifiers: parts of a word's length, joined by what joins names. */
function isWordy(value: string, parts: readonly string[]): boolean {
  if (hexadecimal.test(value) || isScattered(value)) return false;
  if (/[^A-Za-z0-9_\-./: ]/.test(value)) return false;
  if (/^[a-z]+(?:[_\-./: ][a-z]+)+$/.test(value)) return !isGibberish(value);
  const words = parts.filter((part) => /[A-Za-z]/.test(part));
  if (words.length === 0) return true;
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  const numbers = parts.length - words.length;
  return letters / words.length >= 3.2 && numbers <= words.length + 1 && !isGibberish(value);
}

/** Capitals in the middle of what would be words: `qsGevPxTR`. */
function isMixedUp(value: string, parts: readonly string[]): boolean {
  return value.length >= strongLengthMin && parts.length > 2 && value.length / parts.length < 2.7;
}

function isRandom(value: string, parts: readonly string[], isOneCase: boolean): boolean {
  if (value.length < randomLengthMin || /[^A-Za-z0-9+/=_.~|:!@#$%^&*?,;()<>[\]{}-]/.test(value)) {
    return false;
  }
  const alnum = value.replace(/[^A-Za-z0-9]/g, "").length;
  if (alnum < 12) return false;
  const changes = parts.length / alnum;
  const hasDigit = /\d/.test(value);
  const changesMin = hasDigit ? (isOneCase ? 0.2 : randomChangesMin) : 0.36;
  return changes >= changesMin || isGibberish(value);
}

function scoreMixture(value: string, parts: readonly string[]): ShapeScore {
  const lower = /[a-z]/.test(value);
  const upper = /[A-Z]/.test(value);
  const digit = /\d/.test(value);
  const symbol = /[!-/:-@[-`{-~]/.test(value);
  if (isRandom(value, parts, !(lower && upper)) && !isWordy(value, parts)) return shapes.random;
  if (isWordy(value, parts)) {
    if (digit) return shapes.weak;
    if (isMixedUp(value, parts)) return shapes.fair;
    return isUnpronounceable(value) ? shapes.weak : shapes.plain;
  }
  if (!digit && /^[A-Za-z]*[!?.,:;]{0,3}$/.test(value)) {
    if (isGibberish(value) || isMixedUp(value, parts)) return shapes.fair;
    return /[!?]$/.test(value) ? shapes.weak : shapes.plain;
  }
  const classes = Number(lower) + Number(upper) + Number(digit) + Number(symbol);
  if (classes >= 3 && value.length >= strongLengthMin && (digit || symbol)) return shapes.strong;
  if (classes >= 2) return shapes.fair;
  return isGibberish(value) ? shapes.fair : shapes.plain;
}

/** Most values are words and names; they are known without the patterns. */
const words = /^[A-Za-z_\-./:]+$/;

function isPlainWords(value: string): boolean {
  if (!words.test(value) || isGibberish(value) || isUnpronounceable(value)) return false;
  return !isMixedUp(value, value.match(partPattern) ?? []);
}

/** Most values are words, which is seen at once; the others are held against many patterns. */
const wordSteps = 40;
const shapeSteps = 480;
const characterSteps = 17;

let lastValue = "";
let lastScore: ShapeScore = shapes.refused;

/** The score of a literal value; see `shapes`. Several kinds ask about the same value in a row. */
export function scoreShape(value: string): ShapeScore {
  if (value.length < valueLengthMin || value.length > valueLengthMax) return shapes.refused;
  effort.steps += wordSteps + value.length;
  if (value === lastValue) return lastScore;
  lastScore = computeShape(value);
  lastValue = value;
  return lastScore;
}

/** `${NAME}`, `$NAME`: what most values of lists of settings are. */
const variable = /^\$(?:[A-Za-z_]\w*|\{[\w.:?-]*\})$/;

function computeShape(literal: string): ShapeScore {
  if (isPlainWords(literal)) return shapes.plain;
  effort.steps += shapeSteps + literal.length * characterSteps;
  // `"PASS\n"`: the end of a line belongs to no password.
  const written = literal.replace(/(?:\\[nrt])+$/, "");
  if (written.length < valueLengthMin) return shapes.refused;
  if (variable.test(written) || sealed.test(written)) return shapes.refused;
  if (/\s/.test(written))
    return appPassword.test(written) && isGibberish(written) ? shapes.random : shapes.refused;
  if (!/[A-Za-z0-9\u0080-\uffff]/.test(written)) return shapes.refused;
  if (isForeignWord(written)) return shapes.plain;
  // A letter with an accent is a letter of a word.
  const value = written.replace(/[^\x00-\x7f]/g, "e");
  if (isPlainWords(value) || (value !== written && /^[A-Za-z_-]+$/.test(value)))
    return shapes.plain;
  if (isDense(value) || isDrawnBase64(value)) return shapes.random;
  if (isReferenceOrFormat(value) || uuid.test(value)) return shapes.refused;
  if (isSequence(value)) return shapes.refused;
  const spelled = value.replace(/%[0-9A-Fa-f]{2}/g, " ");
  const plain = spelled.replace(technicalNames, "");
  const parts = plain.match(partPattern) ?? [];
  if (isFiller(spelled, parts)) return meetsPolicy(value) ? shapes.weak : shapes.refused;
  if (encodesFiller(value)) return shapes.refused;
  if (plain.length < value.length && value.length < randomLengthMin && !/[\d!@#$%^&*?]/.test(plain))
    return shapes.plain;
  if (/^\d+$/.test(value)) return shapes.weak;
  return scoreMixture(spelled, spelled.match(partPattern) ?? []);
}
