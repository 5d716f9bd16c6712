import type { SecretKindProblem, SecretKindRow } from "#shared/secrets/secret-kind.ts";
import type { KindSelection } from "../kind.ts";
import { secretKindIds } from "../kinds.ts";
import { scanText } from "../scan-text.ts";
import { compileKind } from "./compile-kind.ts";
import { checkFormat } from "./check-format.ts";
import { selectKinds } from "./select-kinds.ts";

const notFound =
  "is not found: it does not fit the format, is below entropy_min, or holds a placeholder's words";
const ignoredButFound = "is found by this row, and shall not be";

const addedMax = 200;
/** The prefilter's table has 65,536 states, about one for each of these and of its own ones. */
const keywordCharsMax = 8_192;

/** What is wrong with the kinds that a file or an extension adds, row by row. */
export function checkKindRows(
  rows: readonly SecretKindRow[],
  taken: ReadonlySet<string>,
): readonly SecretKindProblem[] {
  const problems = rows.flatMap((row, index) =>
    [...checkId(rows, index, taken), ...checkFormat(row)].map((problem) => ({ index, ...problem })),
  );
  if (rows.length > addedMax) {
    problems.push({ index: addedMax, path: [], message: `is one too many: at most ${addedMax}` });
  }
  if (problems.length > 0) return problems;
  const crowded = findCrowded(rows);
  if (crowded !== -1) {
    const message = `keywords up to here are too long: at most ${keywordCharsMax} characters`;
    return [{ index: crowded, path: [], message }];
  }
  if (rows.length === 0) return [];
  const selection = selectKinds({ disabled: [], added: rows });
  return rows.flatMap((row, index) =>
    checkExamples(row, selection).map((found) => ({ index, ...found })),
  );
}

function findCrowded(rows: readonly SecretKindRow[]): number {
  let chars = 0;
  return rows.findIndex((row) => {
    const words = new Set(compileKind(row)?.keywords);
    for (const word of words) chars += word.length;
    return chars > keywordCharsMax;
  });
}

type Problem = Omit<SecretKindProblem, "index">;

function checkId(
  rows: readonly SecretKindRow[],
  index: number,
  taken: ReadonlySet<string>,
): readonly Problem[] {
  const id = rows[index]?.id ?? "";
  const path = ["id"];
  if (secretKindIds.has(id)) return [{ path, message: "is taken by a kind of the product" }];
  if (taken.has(id)) return [{ path, message: "is taken by a kind of an extension" }];
  const first = rows.findIndex((row) => row.id === id);
  return first < index ? [{ path, message: "is taken by a row before it" }] : [];
}

/** Judged as calls are: by the search with all of its decoders. No message repeats an example. */
function checkExamples(row: SecretKindRow, selection: KindSelection): readonly Problem[] {
  // A kind that reads the surroundings gives way to a row, so it tells nothing about the row.
  const kindsIn = (text: string) =>
    scanText(text, selection)
      .matches.filter(({ kind }) => kind.isContextual !== true)
      .map(({ kind }) => kind.id);
  const missed = row.matches.flatMap((text, at): readonly Problem[] => {
    const found = kindsIn(text);
    if (found.includes(row.id)) return [];
    const path = ["matches", at];
    const [other] = found;
    if (other !== undefined) return [{ path, message: `is found as ${other} already` }];
    return [{ path, message: notFound }];
  });
  const wrong = row.ignores.flatMap((text, at): readonly Problem[] =>
    kindsIn(text).includes(row.id) ? [{ path: ["ignores", at], message: ignoredButFound }] : [],
  );
  return [...missed, ...wrong];
}
