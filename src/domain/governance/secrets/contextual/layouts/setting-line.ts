import { isMixedWord } from "../values/chosen-word.ts";
import { textBefore } from "../values/blanks.ts";
import type { Name } from "../names.ts";
import { readBare, type Value } from "../values/read-value.ts";

/** Lines that set one name each, and nothing else. */

const settingAbove =
  /(?:^|\n)[ \t]{0,8}[\w.-]{1,40} {1,20}= {1,20}[^\s"'`()[\]{};,]{1,60}[ \t]*\r?\n[ \t]{0,8}$/;

/** The line above sets a bare word too, as files of settings do and programs hardly ever. */
export function isAmongSettings(text: string, name: Name): boolean {
  return settingAbove.test(textBefore(text, name.start, 140));
}

const alone = /(?:^|\n)[ \t]{0,16}$/;

/**
 * `remote_password …`, `token      …`: a name of several words, or one that is set off as a column
 * is, and one value are the whole line.
 */
export function isSettingLine(text: string, name: Name, value: Value): boolean {
  if (!value.isLast || !alone.test(textBefore(text, name.start, 20))) return false;
  const isCompound = /[A-Za-z][_-]$/.test(name.text.slice(0, name.headLength));
  const isColumn = value.start > name.end + 1 || text.charAt(name.end) === "\t";
  const written = text.slice(value.start, value.end);
  return (isCompound || isColumn) && /^[\w!@#$%^&*+=.-]+$/.test(written) && isMixedWord(written);
}

/** `${PASSWORD}    …`: a variable of Robot Framework, set in a line of its own. */
export function readVariableLine(text: string, name: Name, brace: number): Value | null {
  const isSet = /(?:^|\n)[$&@]\{[\w ]{0,40}$/.test(textBefore(text, name.start, 48));
  const lead = /^\}[ \t]?=?(?: {2,20}|\t{1,4})/.exec(text.slice(brace, brace + 24));
  if (!isSet || lead === null) return null;
  const value = readBare(text, brace + lead[0].length, true);
  return value === null || !value.isLast ? null : { ...value, syntax: "line" };
}
