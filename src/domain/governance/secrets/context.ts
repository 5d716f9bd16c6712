import { isLong } from "./formats/measure-parts.ts";
import { type Part, patternOf, sampleOf } from "./formats/parts.ts";
import { type FormatOptions, issuedBy, type Issuer } from "./formats/token.ts";
import type { SecretKind } from "./kind.ts";

const joints = ["_", "-", "", " ", "."];

/** `["api", "key"]` → `api_key`, `api-key`, `apikey`, `api key`, `api.key`. */
function spellings(words: readonly string[]): readonly string[] {
  return words.length === 1 ? words : joints.map((joint) => words.join(joint));
}

function anyCase(words: readonly string[]): string {
  return words
    .map((word) => word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`))
    .join("[_\\- .]?");
}

/**
 * What may stand between a name and its value: the end of a quoted key, an assignment, a quote. It
 * reads `name=value`, `"name": "value"`, `name: value`, `-name value`, `name => 'value'`.
 */
export const assignment =
  "[A-Za-z0-9_]{0,16}[\"'`\\])]{0,2}[ \\t]{0,8}(?:=>|:=|==?|[:,]| )[ \\t]{0,8}[\"'`]{0,1}";

/** A kind without a prefix of its own: only the name in front of it tells what it is. */
export function named(
  issuer: Issuer,
  id: string,
  title: string,
  names: readonly (readonly string[])[],
  parts: readonly Part[],
  options: FormatOptions & { readonly set: string },
): SecretKind {
  const anyName = names.map(anyCase).join("|");
  return {
    ...issuedBy(issuer, id, title),
    keywords: options.keywords ?? names.flatMap(spellings),
    before: 0,
    isNamed: true,
    hasLongValue: isLong(parts, false),
    pattern: new RegExp(
      `(?:${anyName})${assignment}(${patternOf(parts)})(?![${options.set}])`,
      "y",
    ),
    ...(options.check === undefined ? {} : { check: options.check }),
    publicLength: () => 0,
    example: (draw) => `${(names[0] ?? []).join("_")} = "${sampleOf(parts, draw)}"`,
  };
}
