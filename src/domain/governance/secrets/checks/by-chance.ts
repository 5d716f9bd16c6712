import type { SecretKind } from "../kind.ts";

/** Letters alone: in a megabyte of base-64 each such lead of three stands some five times. */
const letterLead = /^[a-z]{2,4}$/;
const dataLength = 32;
const endsData = /[A-Za-z0-9+/_-]{32}$/;
const lineOfData = /^[A-Za-z0-9+/=_-]{16,}$/;

/** Part of encoded data: in the middle of a long run, or a line like the one above. */
export function isByChance(kind: SecretKind, text: string, start: number, end: number): boolean {
  if (!kind.keywords.some((keyword) => letterLead.test(keyword))) return false;
  const [before, behind] = [text.charAt(start - 1), text.charAt(end)];
  if (/[+/_-]/.test(before))
    return endsData.test(text.slice(Math.max(0, start - dataLength), start));
  if (before !== "\n" && before !== " " && before !== "\t") return false;
  if (behind !== "" && behind !== "\n" && behind !== "\r") return false;
  const lines = text.slice(Math.max(0, start - 2 * (end - start) - 64), start).split("\n");
  const above = (lines.at(-2) ?? "").trimEnd();
  const lead = (lines.at(-1) ?? "").length;
  // A list of such credentials is no data.
  if (above.startsWith(text.slice(start, start + 3), lead)) return false;
  return above.length === lead + end - start && lineOfData.test(above.slice(lead));
}
