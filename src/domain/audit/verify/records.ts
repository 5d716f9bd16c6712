import { AppError } from "#shared/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { canonicalJson } from "../format/canonical-json.ts";
import type { Certificate } from "../format/certificate.ts";
import { canonicalRow, isEscapedRow, type RowFields } from "../format/canonical-row.ts";
import { type Head, isSealWhole, type Seal, sealText } from "../format/seal.ts";
import { readTombstone, type Tombstone, tombstoneTarget } from "../format/tombstone.ts";
import { isAct } from "./open-acts.ts";

/** A writer as it is stored: its certificate and where its chain is said to end. */
export interface StoredWriter {
  readonly certificate: Certificate;
  readonly signature: string;
  readonly sequence: number;
  readonly head: string;
  readonly closed: boolean;
}

export interface StoredSeal {
  readonly seal: Seal;
  readonly heads: readonly Head[] | null;
  /** Row hashes and signature as lower-case hex; `hash` as the database states it. */
  readonly leaves: string;
  readonly hash: string;
  readonly signature: string;
  /** Why it cannot be what was sealed. */
  readonly problem?: string;
}

/** A row as it is hashed, or the reason why it cannot be what was sealed. */
export interface StoredRow {
  readonly id: string;
  readonly at: string;
  readonly seal: number;
  readonly text: string;
  readonly salt: Uint8Array;
  /** It allows an act, which owes an outcome. */
  readonly isAct: boolean;
  readonly tombstone?: Tombstone;
  readonly problem?: string;
}

/** The 18 columns as text, as both sources have them. */
export type ColumnTexts = Readonly<Record<keyof RowFields | "seal", string | null>>;

const saltPattern = /^[A-Za-z0-9_-]{21}[AQgw]$/;

const texts =
  `at client_id detail id kind policy reason role seal session_id target trace_id user_id
  verdict`.split(/\s+/) as readonly (keyof ColumnTexts)[];
const textsOrNull = ["agent_id", "context_id", "cost_microdollars", "task_id"] as const;
const columnsCount = texts.length + textsOrNull.length;

/** An archive may hold anything, and joined into a text 3 is "3" and null is "". */
function areTexts(columns: ColumnTexts): boolean {
  for (const name of texts) if (typeof columns[name] !== "string") return false;
  for (const name of textsOrNull) {
    if (columns[name] !== null && typeof columns[name] !== "string") return false;
  }
  return Object.keys(columns).length === columnsCount;
}

/** Brings a stored row into the form that was hashed. What does not round-trip is a finding. */
export function readRow(columns: ColumnTexts): StoredRow {
  const seal = Number(columns.seal);
  const bare = {
    id: columns.id ?? "",
    at: columns.at ?? "",
    seal,
    text: "",
    salt: new Uint8Array(),
    isAct: isAct(columns),
  };
  if (!areTexts(columns)) return { ...bare, problem: "other columns than a writer stores" };
  try {
    const detail = parseDetail(columns.detail ?? "");
    const salt = detail["salt"];
    if (typeof salt !== "string" || !saltPattern.test(salt)) return { ...bare, problem: "no salt" };
    // The object is the source's gift: a copy of 18 members costs a tenth of a row's check.
    const fields = columns as unknown as { -readonly [Name in keyof RowFields]: RowFields[Name] };
    fields.detail = canonicalJson(detail);
    bare.text = canonicalRow(fields, columns.seal ?? "", isEscapedRow(fields));
    bare.salt = Buffer.from(salt, "base64url");
    if (columns.target !== tombstoneTarget || columns.kind !== "event") return bare;
    const tombstone = readTombstone(bare.id, seal, detail);
    return tombstone === undefined ? bare : { ...bare, tombstone };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof AppError) {
      return { ...bare, problem: `a value that no writer stores: ${error.message}` };
    }
    throw error;
  }
}

function parseDetail(text: string): JsonObject {
  if (holdsFraction(text)) throw new SyntaxError("a fraction");
  const value = JSON.parse(text) as JsonValue;
  if (!isJsonObject(value)) throw new SyntaxError("detail is not an object");
  return value;
}

/** What a stored seal's writer has signed; undefined when a writer cannot have. */
export function readSealText(seal: Seal): string | undefined {
  if (!isSealWhole(seal)) return undefined;
  try {
    return sealText(seal);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

/** jsonb keeps 1.0 apart from 1; JSON.parse does not, so numbers are looked at as text. */
export function holdsFraction(json: string): boolean {
  // Most texts hold none anywhere; only others are looked at without their strings.
  const fraction = /\d\.\d/;
  return fraction.test(json) && fraction.test(json.replace(/"(?:[^"\\]|\\.)*"/g, '""'));
}
