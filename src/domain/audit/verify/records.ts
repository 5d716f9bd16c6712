import { AppError } from "#shared/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { canonicalJson } from "../format/canonical-json.ts";
import type { Certificate } from "../format/certificate.ts";
import { canonicalRow, isEscapedRow, type RowFields } from "../format/canonical-row.ts";
import type { Head, Seal } from "../format/seal.ts";
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
  readonly problem?: string;
}

/** Where evidence is read from: a database or an archive. Every list is a stream. */
export interface EvidenceSource {
  /** One moment's list, in the order of numbers; later growth is told apart by it. */
  writers(): Promise<readonly StoredWriter[]>;
  /** Numbers of writers that were fenced, where that is known. */
  fenced(): Promise<readonly number[]>;
  /** In the order of writer and sequence. */
  sealsByChain(): AsyncIterable<StoredSeal>;
  /** Seals that cover rows, in the order of their first row. */
  sealsByFirstRow(): AsyncIterable<StoredSeal>;
  /** In the order of ids; an id that comes twice comes twice. */
  rows(): AsyncIterable<StoredRow>;
  /** Stated hashes of the given seals (as `seal` numbers); absent ones are left out. */
  hashesOf(seals: readonly number[]): Promise<ReadonlyMap<number, string>>;
}

/** The 18 columns as text, as both sources have them. */
export type ColumnTexts = Readonly<Record<keyof RowFields | "seal", string | null>>;

const saltPattern = /^[A-Za-z0-9_-]{21}[AQgw]$/;

const texts =
  `at client_id detail id kind policy reason role seal session_id target trace_id user_id
  verdict`.split(/\s+/) as readonly (keyof ColumnTexts)[];
const textsOrNull = ["agent_id", "context_id", "cost_microdollars", "task_id"] as const;

/** An archive may hold anything, and joined into a text 3 is "3" and null is "". */
function areTexts(columns: ColumnTexts): boolean {
  return (
    texts.every((name) => typeof columns[name] === "string") &&
    textsOrNull.every((name) => columns[name] === null || typeof columns[name] === "string") &&
    Object.keys(columns).length === texts.length + textsOrNull.length
  );
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
    const fields = { ...columns, detail: canonicalJson(detail) } as unknown as RowFields;
    const text = canonicalRow(fields, columns.seal ?? "", isEscapedRow(fields));
    return { ...bare, text, salt: Buffer.from(salt, "base64url") };
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

/** jsonb keeps 1.0 apart from 1; JSON.parse does not, so numbers are looked at as text. */
export function holdsFraction(json: string): boolean {
  return /\d\.\d/.test(json.replace(/"(?:[^"\\]|\\.)*"/g, '""'));
}
