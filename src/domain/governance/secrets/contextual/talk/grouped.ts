import { effort } from "#domain/governance/secrets/linear/effort.ts";
import type { Span } from "#domain/governance/secrets/kind.ts";

/** Keys that people type from paper, so they stand in groups: of licences, and to come back in. */

const groupSteps = 300;

const licence =
  /[ \t:=|>*`"'\u201c(\uff1a\u662f]((?:[A-Z0-9]{4,6}-){2,7}[A-Z0-9]{4,6})(?![A-Za-z0-9-])/;
/** Up to six words may stand before it. What divides words is in none, so none is read twice. */
const licenceGap =
  /^\p{L}{0,4}(?:[ \t:=\u2013\u2014|>*`"'\u2019()/\uff1a\u201c]{1,12}[\p{L}\d.-]{1,24}){0,6}[ \t:=|>*`"'\u201c(\uff1a\u662f]{1,12}$/u;
const licenceReach = 240;

/** The keys that Microsoft prints for installations without one of their own. */
const published: ReadonlySet<string> = new Set([
  "W269N-WFGWX-YVC9B-4J6C9-T83GX",
  "NPPR9-FWDCX-D2C8J-H872K-2YT43",
  "NW6C2-QMPVW-D7KKK-3GKT6-VCFB2",
  "TX9XD-98N7V-6WMQ6-BX7FG-H8Q99",
  "VK7JG-NPHTM-C97JM-9MPGT-3V66T",
]);

/** `product key: …`, in groups of four to six letters and digits. */
export function findLicence(text: string, start: number, length: number): Span | null {
  effort.steps += groupSteps;
  const from = start + length;
  const [near = ""] = text.slice(from, from + licenceReach).split("\n", 1);
  const found = licence.exec(near);
  const value = found?.[1];
  if (found === null || value === undefined || published.has(value)) return null;
  if (!licenceGap.test(near.slice(0, found.index + 1))) return null;
  if (!/\d/.test(value) || new Set(value).size < 8) return null;
  const at = from + found.index + 1;
  return { start: at, end: at + value.length };
}

/** One code to come back in with: two groups with a digit, eight digits, six groups of six. */
const single =
  "(?:\\d{6}(?:-\\d{6}){7}|(?=[a-zA-Z-]{0,11}\\d)[a-zA-Z0-9]{4,8}(?:-[a-zA-Z0-9]{4,8}){1,8}|" +
  "\\d{4} \\d{4}|\\d{8}|(?=[a-z]{0,11}\\d[a-z\\d]{0,9}[a-z]|\\d{1,9}[a-z])[a-z0-9]{8,12})" +
  "(?![\\w-])";
const between =
  "(?:[ \\t]{0,4}\\r?\\n[ \\t]{0,8}(?:(?:[-*\u2022]|\\d{1,2}[.)])[ \\t]{1,3})?|[ \\t]{1,4}|[,;/|][ \\t]{0,4})[\"'`]?";
/** Behind a colon, or below: the noun's own line may go on. */
const led =
  "(?:[^\\n]{0,80}(?:[:=\uff1a]|[ ](?:is|are|ist|sind|est|sont|es|son|\u00e8|sono|s\u00e3o|\u00e9))[ \\t]{1,4}[\"'`]?|" +
  "[^\\n]{0,80}\\n(?:[ \\t]{0,8}[`]{0,3}\\w{0,8}\\n)?[ \\t]{0,8}(?:(?:[-*\u2022]|\\d{1,2}[.)])[ \\t]{1,3})?[\"'`]?)";
const grouped = "[ \\t]{1,3}[\"'`]?(?=[A-Z0-9]{4,6}(?:-[A-Z0-9]{4,6}){2})";
const recovery = new RegExp(
  `[\\p{L}()]{0,5}(?:${grouped}|${led})(${single}(?:["'\`]?${between}${single}){0,15})`,
  "uy",
);

const calendar = /^(?:(?:19|20)\d\d[- ](?:19|20)\d\d|(?:19|20)\d{6})$/;

/** `Recovery codes:` and a list of them. */
export function findRecovery(text: string, start: number, length: number): Span | null {
  effort.steps += groupSteps * 2;
  recovery.lastIndex = start + length;
  const value = recovery.exec(text)?.[1];
  if (value === undefined || calendar.test(value) || new Set(value).size < 5) return null;
  return { start: recovery.lastIndex - value.length, end: recovery.lastIndex };
}

/** `TOTP: …`, "seed of the shared login: …": base-32 behind what makes codes of it. */
const seed =
  /[^\n:=]{0,50}(?:[:=\uff1a]|[ ](?:is|ist|lautet|est|es))[ \t]{1,3}["'`]?([A-Z2-7]{16,64})(?![A-Za-z0-9])/y;

export function findSeed(text: string, start: number, length: number): Span | null {
  effort.steps += groupSteps;
  seed.lastIndex = start + length;
  const value = seed.exec(text)?.[1];
  if (value === undefined || !/[2-7]/.test(value) || /^(?:JBSWY3DP|GEZDGNBV)/.test(value))
    return null;
  return { start: seed.lastIndex - value.length, end: seed.lastIndex };
}
