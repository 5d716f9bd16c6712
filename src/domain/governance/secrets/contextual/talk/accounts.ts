import type { Span } from "#domain/governance/secrets/kind.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { isLeetWord, isMixedWord, isNumberedWord, isTechnique } from "../values/chosen-word.ts";
import { isCredential } from "../values/judge.ts";
import { scoreShape, shapes } from "../values/value-shape.ts";

/** Passwords that stand beside the name of an account, with nothing that says what they are. */

/** As a name that says that its value is a password. */
const passwordWeight = 4;

const account = /(?:^|[\s>*`"'(|\uff1a])[\w.@+\\-]{2,60}["'`*]{0,2}$/;
const mail = /(?:^|[\s>*`"'(|\uff1a])[\w.+-]{1,40}@[\w-]{1,40}(?:\.[\w-]{2,20}){1,3}["'`*]{0,2}$/;
const password = /["'`*]{0,2}([A-Za-z0-9][^\s"'`\\|<>(){}[\];]{7,40})/y;

/** All four sorts of characters, as policies want them and neither prose nor code has in a word. */
function isPolicyWord(value: string): boolean {
  return (
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value) &&
    /\d/.test(value) &&
    // `core.$ZodIPv4`: the sign of a name in code, but not at the end of a word.
    /[!@#%&?*]|\$$/.test(value) &&
    !/[/=:]|%[0-9A-F]{2}|[a-z]\*\d|^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(value)
  );
}

/** "log in with editor / …", "you can use mine: lena / …" */
const handedOver =
  /(?:^|[^A-Za-z])(?:with|as|use|using|mine:?|mit|als|avec|con|com|login:?|user:?|pw:?|pass:?|password:?) ["'`*]{0,2}[\w.-]{2,40}["'`*]{0,2}$/i;
const superuserName =
  /(?:^|[\s>*`"'(|:])(?:admin|root|administrator|superuser|superadmin|sa|operator)["'`*]{0,2}$/i;

function isChosen(value: string): boolean {
  return isNumberedWord(value) || isLeetWord(value) || /[!@#%&?*]/.test(value);
}

/** `lena / …`: a name and a word as policies want it, in any sentence. */
export function findBeside(text: string, start: number, length: number): Span | null {
  password.lastIndex = start + length;
  const written = password.exec(text)?.[1]?.replace(/[.,*]{1,3}$/, "");
  if (written === undefined || !isMixedWord(written)) return null;
  effort.steps += 100;
  const before = text.slice(Math.max(0, start - 70), start);
  const isFound = mail.test(before)
    ? !isTechnique(written)
    : account.test(before) &&
      (isPolicyWord(written) ||
        ((superuserName.test(before) || handedOver.test(before)) &&
          isChosen(written) &&
          !isTechnique(written)));
  if (!isFound) return null;
  if (!isCredential(passwordWeight + 2, "prose", written)) return null;
  const at = text.lastIndexOf(written, password.lastIndex - written.length);
  return { start: at, end: at + written.length };
}

/** `ann@shop.com Nimbus…`, `admin, Kamera…`: only a word as policies want it. */
export function findAfterAccount(text: string, start: number, length: number): Span | null {
  password.lastIndex = start + length;
  const written = password.exec(text)?.[1]?.replace(/[.,*]{1,3}$/, "");
  if (written === undefined || !isPolicyWord(written) || written.includes("@")) return null;
  effort.steps += 100;
  const isName = /[a-z]/.test(text.charAt(start));
  if (
    isName
      ? /[\w/.-]$/.test(text.slice(Math.max(0, start - 1), start))
      : !mail.test(text.slice(Math.max(0, start - 70), start + length).replace(/[, ]+$/, ""))
  )
    return null;
  if (!isCredential(passwordWeight + 2, "prose", written)) return null;
  const at = text.lastIndexOf(written, password.lastIndex - written.length);
  return { start: at, end: at + written.length };
}

const superuser = /(?:^|[\s(,:])$/;
const afterSlash = /([A-Za-z0-9][^\s"'`\\|<>(){}[\];/.]{6,40})(?=[.,;)"'`]?(?:$|[\s})\]]))/y;

/** `root/…`: a path has no such word. */
export function findBehindSlash(text: string, start: number, length: number): Span | null {
  if (!superuser.test(text.slice(Math.max(0, start - 1), start))) return null;
  afterSlash.lastIndex = start + length;
  const value = afterSlash.exec(text)?.[1]?.replace(/[,]$/, "");
  if (value === undefined || !isMixedWord(value) || !/[!@#$%&*?_-]/.test(value)) return null;
  effort.steps += 100;
  if (scoreShape(value) < shapes.weak || !isCredential(passwordWeight + 2, "prose", value))
    return null;
  return { start: start + length, end: start + length + value.length };
}

const address = /(?:^|[\r\n])[ \t>*-]{0,6}[\w.+-]{1,40}@(?:[\w-]{1,40}\.){1,3}$/;
const lineRest = /([^\s:;|,"'`<>\\/]{6,40})[ \t]{0,4}(?=$|[\r\n])/y;

/** `ann@mail.com:…`, alone in its line: what lists of stolen accounts look like. */
export function findListed(text: string, start: number, length: number): Span | null {
  lineRest.lastIndex = start + length;
  const value = lineRest.exec(text)?.[1];
  if (value === undefined || !isMixedWord(value)) return null;
  effort.steps += 100;
  if (!address.test(text.slice(Math.max(0, start - 120), start + 1))) return null;
  if (!isCredential(passwordWeight + 2, "prose", value)) return null;
  return { start: start + length, end: start + length + value.length };
}

const domains =
  "com net org de fr it es pl ru ua uk nl se br mx jp cn in tr id vn io co dev local lan test example"
    .split(" ")
    .map((end) => `.${end}`);

/** The ends of addresses that accounts most often have, and what parts name and password. */
export const accountLeads = {
  listed: domains.flatMap((end) => [`${end}:`, `${end};`, `${end}|`]),
  named: [
    ...domains.flatMap((end) => [`${end} `, `${end}, `]),
    "root, ", "root - ", "admin, ", "admin - ", "administrator, ",
  ], // prettier-ignore
} as const;
