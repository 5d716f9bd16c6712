import type { JsonObject, JsonValue } from "#shared/json.ts";
import { fieldEnd, nothing, rowEnd } from "../format/row.ts";
import { companionFields } from "./companion-columns.ts";
import type { Pending } from "./queue/pending.ts";
import type { CompanionForm } from "./statements.ts";

/** The companions of a batch as one text: lines, or a JSON list where a text holds a separator. */
export interface FrozenCompanions {
  readonly form: CompanionForm;
  readonly text: string;
}

const none: FrozenCompanions = { form: "none", text: "" };

export function freezeCompanions(rows: readonly Pending[]): FrozenCompanions {
  const lines: string[] = [];
  for (const { companion } of rows) {
    if (companion === undefined) continue;
    const line = lineOf(companion.row);
    if (line === null) return asJson(rows);
    lines.push(line);
  }
  return lines.length === 0 ? none : { form: "lines", text: lines.join(rowEnd) };
}

function asJson(rows: readonly Pending[]): FrozenCompanions {
  const list = rows.flatMap(({ companion }) => (companion === undefined ? [] : [companion.row]));
  return { form: "json", text: JSON.stringify(list) };
}

const separators = new RegExp(`[${nothing}${rowEnd}${fieldEnd}]`);

function lineOf(row: JsonObject): string | null {
  const fields: string[] = [];
  for (const name of companionFields) {
    const text = textOf(row[name]);
    // The one long field is base64.
    if (text !== null && name !== "excerpts" && separators.test(text)) return null;
    fields.push(text ?? nothing);
  }
  return fields.join(fieldEnd);
}

function textOf(value: JsonValue | undefined): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : String(value as number);
}
