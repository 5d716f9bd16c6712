import type { Match } from "../categories.ts";
import { judgeName, wordsOf } from "../names/judge-name.ts";
import type { CallPart } from "./call-part.ts";

const textMax = 32_768;
const fieldsMax = 64;
const mutation = /\bmutation\b[^{]{0,2000}\{/;

/** What a GraphQL document changes; null for one that only asks. */
export function judgeMutation(document: string): Match | null {
  // Inside a JSON body the document's own quotes are escaped.
  const text = document.slice(0, textMax).replaceAll('\\"', '"').replaceAll("\\n", " ");
  const start = mutation.exec(text);
  if (start === null) return null;
  if (
    /\bvisibility\s*:\s*"?PUBLIC\b|\bprivate\s*:\s*false\b|\b(?:role|permission)\s*:\s*"?(?:ADMIN|OWNER)\b/.test(
      text,
    )
  ) {
    return { category: "permission-widening", rule: "call.mutation", what: "lets others in" };
  }
  for (const field of fieldsOf(text.slice(start.index + start[0].length))) {
    const match = judgeName(wordsOf(field).join("_"));
    if (match !== null) return { ...match, rule: "call.mutation" };
  }
  return null;
}

/** The selected fields of the first level. */
function fieldsOf(text: string): readonly string[] {
  const fields: string[] = [];
  let level = 0;
  for (const found of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}()]|[A-Za-z_]\w*\s*:?/g)) {
    const [piece] = found;
    if (/^[{(]$/.test(piece)) level++;
    else if (/^[})]$/.test(piece)) level--;
    else if (level === 0 && !piece.startsWith('"') && !piece.endsWith(":"))
      fields.push(piece.trim());
    if (level < 0 || fields.length >= fieldsMax) break;
  }
  return fields;
}

export const graphMembers =
  /^(?:query|mutation|document|gql|graphql|graphql_?query|operation|body|data|payload)$/i;

export const isDocument = /^\s*(?:mutation\b|\{\s*"(?:query|operationName|variables)"\s*:)/;

export function judgeGraph(name: string, value: string, { at }: CallPart): void {
  if (!graphMembers.test(name) || !value.includes("mutation")) return;
  // A body of another service only quotes a mutation.
  if (/^(?:body|data|payload)$/i.test(name) && !isDocument.test(value)) return;
  const match = judgeMutation(value);
  if (match !== null) at(name).report(match);
}
