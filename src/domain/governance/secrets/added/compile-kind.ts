import type { SecretKindRow } from "#shared/secrets/secret-kind.ts";
import { entropyBits } from "../checks/placeholder.ts";
import { token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";
import { findKeyword } from "../linear/find-keyword.ts";
import { firstOf, measurePattern } from "../linear/measure-pattern.ts";
import { emptySet, type Item } from "../linear/pattern-tree.ts";
import { readPattern } from "../linear/read-pattern.ts";
import { checkFormat, partsOf } from "./check-format.ts";

const alphanumeric = /[A-Za-z0-9]/;

/** The kind that a row describes; null for a row whose format is refused. */
export function compileKind(row: SecretKindRow): SecretKind | null {
  if (checkFormat(row).length > 0) return null;
  return row.parts === undefined ? patternKind(row, row.pattern ?? "") : partsKind(row, row.parts);
}

type Check = NonNullable<SecretKind["check"]>;

function checkOf({ entropy_min: least }: SecretKindRow): { readonly check?: Check } {
  return least === undefined ? {} : { check: ({ secret }) => entropyBits(secret) >= least };
}

function partsKind(row: SecretKindRow, parts: NonNullable<SecretKindRow["parts"]>): SecretKind {
  const issuer = { name: "", source: "", remedy: row.remedy, severity: row.severity };
  const { keywords } = row;
  const kind = token(issuer, row.id, row.title, partsOf(parts), {
    ...checkOf(row),
    ...(keywords === undefined ? {} : { keywords }),
    example: () => row.matches[0] ?? "",
  });
  return { ...kind, title: row.title, source: sourceOf(row) };
}

function sourceOf({ source }: SecretKindRow): string {
  return source ?? "this installation's own configuration";
}

function patternKind(row: SecretKindRow, pattern: string): SecretKind {
  const tree = readPattern(pattern);
  const keywords = row.keywords ?? [];
  const reaches = keywords.map((word) => findKeyword(tree, word) ?? { before: 0, beforeMin: 0 });
  const hasGroup = measurePattern(pattern).captures > 0;
  const shown = hasGroup ? 0 : fixedLength(tree);
  return {
    id: row.id,
    title: row.title,
    source: sourceOf(row),
    severity: row.severity,
    remedy: row.remedy,
    keywords,
    before: Math.max(...reaches.map(({ before }) => before)),
    beforeMin: Math.min(...reaches.map(({ beforeMin }) => beforeMin)),
    isNamed: hasGroup,
    pattern: new RegExp(`${leftBorder(tree)}(?:${pattern})`, "y"),
    ...checkOf(row),
    publicLength: () => shown,
    example: () => row.matches[0] ?? "",
  };
}

/** Without the border `task-…` would be an `sk-…`. */
function leftBorder(tree: readonly Item[][]): string {
  const first = emptySet();
  for (const items of tree) firstOf(items, emptySet()).forEach((on, at) => (first[at] ||= on));
  const onlyWords = first.every(
    (member, code) => member === 0 || alphanumeric.test(String.fromCharCode(code)),
  );
  return onlyWords ? "(?<![A-Za-z0-9])" : "";
}

/** How many characters a match begins with that are the same for everybody. */
function fixedLength([items = [], ...others]: readonly Item[][]): number {
  if (others.length > 0) return 0;
  const isFixed = ({ atom, min, max }: Item) =>
    atom.type === "set" && min === max && atom.chars.filter((member) => member === 1).length === 1;
  const end = items.findIndex((item) => !isFixed(item));
  const fixed = end === -1 ? items : items.slice(0, end);
  return fixed.reduce((length, { min }) => length + min, 0);
}
