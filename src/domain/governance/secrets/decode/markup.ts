import { type View, ViewBuilder } from "./view.ts";

/** What stands in the middle of a word without being seen: XML 1.0 section 2.7, HTML `wbr`. */
const marks = ["]]><![CDATA[", "<wbr>", "<wbr/>", "<wbr />"];
const mark = /\]\]><!\[CDATA\[|<wbr ?\/?>/g;

/** The text without marks that divide nothing; null where there are none. */
export function withoutMarks(text: string): View | null {
  if (!text.includes("<wbr") && !text.includes("]]><")) return null;
  if (!marks.some((candidate) => text.includes(candidate))) return null;
  const builder = new ViewBuilder(text);
  let kept = 0;
  for (const { 0: whole, index } of text.matchAll(mark)) {
    builder.keep(kept, index);
    kept = index + whole.length;
  }
  builder.keep(kept, text.length);
  return builder.finish();
}
