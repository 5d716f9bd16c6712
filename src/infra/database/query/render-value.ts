// Type numbers of pg_type.dat; they are fixed for ever.
const boolOid = 16;
const byteaOid = 17;
const int8Oid = 20;
const smallIntegerOids = new Set([21, 23, 26]);
const floatOids = new Set([700, 701]);
const jsonOids = new Set([114, 3802]);
const timestampOid = 1114;
const timestamptzOid = 1184;

export type Cell = null | boolean | number | string | object;

/**
 * A value as JSON can carry it without losing any of it: int8 is a number when that is exact, else
 * a string; numeric is a string; timestamptz is ISO 8601 in UTC to the microsecond; bytea is hex.
 */
export function renderValue(text: string | null, type: number): Cell {
  if (text === null) return null;
  if (type === boolOid) return text === "t";
  if (smallIntegerOids.has(type)) return Number(text);
  if (type === int8Oid) return Number.isSafeInteger(Number(text)) ? Number(text) : text;
  if (floatOids.has(type)) return Number.isFinite(Number(text)) ? Number(text) : text;
  if (jsonOids.has(type)) return JSON.parse(text) as Cell;
  if (type === byteaOid) return text.replace(/^\\x/, "");
  if (type === timestamptzOid) return text.replace(" ", "T").replace(/\+00$/, "Z");
  if (type === timestampOid) return text.replace(" ", "T");
  return text;
}
