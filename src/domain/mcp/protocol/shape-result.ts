import { isJsonObject, type JsonObject } from "#shared/json.ts";
import { joinObject, type RawMember, splitObject } from "../raw-object.ts";
import { metaKeys } from "./meta-keys.ts";

/** How a result must look for the client that asked. */
export interface ResultShape {
  readonly era: "modern" | "legacy";
  /** Lists and reads say how long they may be kept, and that nobody else may see them. */
  readonly cacheable: boolean;
  /** How the gateway names itself, as text. */
  readonly serverInfo: string;
}

/** A tool server's result: as it wrote it, and as it is read. */
export interface RawResult {
  readonly text: string;
  readonly value: JsonObject;
  readonly members: readonly RawMember[];
}

/**
 * How long a client may keep a list. Access rules change without a restart, so a list is stale at
 * once; a client that wants to know sooner listens.
 */
export const listTtlMs = 0;

const modernOnly = new Set(["resultType", "ttlMs", "cacheScope"]);

/**
 * Gives a tool server's result the members of the client's era, whatever the server's own era. What
 * needs no change is passed on as the text that came.
 */
export function shapeResult(result: RawResult, shape: ResultShape): string {
  return shape.era === "modern" ? modernResult(result, shape) : legacyResult(result);
}

function modernResult({ members }: RawResult, shape: ResultShape): string {
  let shaped = '{"resultType":"complete"';
  if (shape.cacheable) shaped += `,"ttlMs":${listTtlMs},"cacheScope":"private"`;
  shaped += `,"_meta":{"${metaKeys.serverInfo}":${shape.serverInfo}`;
  for (const { key, keyText, value } of metaOf(members)) {
    if (key !== metaKeys.serverInfo) shaped += `,${keyText}:${value}`;
  }
  shaped += "}";
  for (const member of members) {
    if (member.key === "_meta" || modernOnly.has(member.key)) continue;
    shaped += `,${member.keyText}:${member.value}`;
  }
  return `${shaped}}`;
}

function legacyResult({ text, value, members: given }: RawResult): string {
  const meta = value["_meta"];
  const foreign = isJsonObject(meta) && meta[metaKeys.serverInfo] !== undefined;
  const modern = Object.keys(value).some((key) => modernOnly.has(key));
  if (!foreign && !modern) return text;
  const members = given.filter(({ key }) => !modernOnly.has(key));
  if (!foreign) return joinObject(members);
  const rest = metaOf(given).filter(({ key }) => key !== metaKeys.serverInfo);
  const others = members.filter(({ key }) => key !== "_meta");
  if (rest.length === 0) return joinObject(others);
  return joinObject([...others, { key: "_meta", keyText: '"_meta"', value: joinObject(rest) }]);
}

/** What a result says of itself, as it was spelt; nothing where it says no object. */
export function metaOf(members: readonly RawMember[]): readonly RawMember[] {
  const said = members.find(({ key }) => key === "_meta")?.value;
  return said?.startsWith("{") === true ? (splitObject(said) ?? []) : [];
}
