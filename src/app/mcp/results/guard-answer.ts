import { describeFindings } from "#domain/governance/verdict-detail.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { maskSecrets } from "#domain/governance/secrets/mask.ts";
import type { SecretScan } from "#domain/governance/secrets/scan-value.ts";
import type { RpcError } from "#domain/mcp/json-rpc.ts";
import { metaKeys } from "#domain/mcp/protocol/meta-keys.ts";
import { metaOf } from "#domain/mcp/protocol/shape-result.ts";
import { joinObject, splitObject } from "#domain/mcp/raw-object.ts";
import type { UpstreamAnswer } from "#domain/mcp/upstream/upstream.ts";
import type { ResultHandling } from "#infra/config/schemas/mcp.ts";
import { parseExact, stringifyExact } from "#shared/json/exact-json.ts";
import type { Finding } from "#shared/governed-call.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { Exchange } from "../exchange.ts";

/**
 * A quarter of what an input may have: results are larger and often encoded. On a loaded machine so
 * many characters were searched in 7 ms, which other calls should not wait for.
 */
const inlineCharactersMax = 65_536;

/** A server's file may say otherwise. */
const defaultHandling: ResultHandling = "mask";

/** What was found in a tool server's words, and what was done about it. */
export interface FoundInAnswer extends SecretScan {
  readonly handling: ResultHandling;
}

export interface GuardedAnswer {
  readonly answer: UpstreamAnswer;
  /** Null when there is nothing to hide: the words were searched whole and are clean. */
  readonly found: FoundInAnswer | null;
}

/**
 * Searches what a tool server answered before anybody sees it. Masked words are those of the same
 * JSON shape; what is blocked is left to the caller to replace.
 */
export function guardAnswer(
  exchange: Exchange,
  policy: PolicySnapshot,
  said: UpstreamAnswer,
): GuardedAnswer | Promise<GuardedAnswer> {
  if (said.kind === "failed") return { answer: said, found: null };
  const answer = said.kind === "result" ? withoutForged(said) : said;
  const value = answer.kind === "result" ? answer.value : { error: { ...answer.error } };
  const length = answer.kind === "result" ? answer.text.length : lengthOf(answer.error);
  const handling = handlingOf(exchange);
  if (length > inlineCharactersMax) return guardLarge(exchange, policy, answer, value);
  const scan = policy.scanSecrets(value);
  if (isClean(scan)) return { answer, found: null };
  const found = { ...scan, handling };
  if (handling !== "mask") return { answer, found };
  return {
    answer: masked(answer, maskSecrets(exactOf(answer, value), policy.kinds), found),
    found,
  };
}

/** With all digits of its numbers: what is masked is written anew. */
function exactOf(answer: UpstreamAnswer, value: JsonValue): JsonValue {
  return answer.kind === "result" ? parseExact(answer.text) : value;
}

export function handlingOf({ server }: Exchange): ResultHandling {
  return server.config.results?.secrets ?? defaultHandling;
}

type Result = Extract<UpstreamAnswer, { readonly kind: "result" }>;

/** Without metadata that only we write: a tool server must not tell of denials or findings. */
function withoutForged(said: Result): Result {
  const meta = metaOf(said.members);
  const kept = meta.filter(({ key }) => !key.startsWith(metaKeys.ownPrefix));
  if (kept.length === meta.length) return said;
  const own = joinObject(kept);
  const members = said.members.map((member) =>
    member.key === "_meta" ? { ...member, value: own } : member,
  );
  const value = { ...said.value, _meta: JSON.parse(own) as JsonObject };
  return { kind: "result", text: joinObject(members), value, members };
}

function resultOf(exact: JsonObject): Result {
  const text = stringifyExact(exact);
  const value = JSON.parse(text) as JsonObject;
  return { kind: "result", text, value, members: splitObject(text) ?? [] };
}

function lengthOf(error: RpcError): number {
  return stringifyExact({ ...error }).length;
}

export function isClean({ findings, unscannable }: SecretScan): boolean {
  return findings.length === 0 && unscannable === null;
}

/** In a thread of its own, masked there too. One that could not be searched does not get out. */
async function guardLarge(
  exchange: Exchange,
  policy: PolicySnapshot,
  answer: UpstreamAnswer,
  value: JsonValue,
): Promise<GuardedAnswer> {
  const { deps, caller } = exchange;
  const { sessionId } = caller.authentication.principal;
  const exact = exactOf(answer, value);
  const scan = await deps.largeScanner.scan(exact, policy.kindChoice, sessionId, true);
  if (isClean(scan)) return { answer, found: null };
  const handling = handlingOf(exchange);
  const found = { findings: scan.findings, unscannable: scan.unscannable, handling };
  if (handling !== "mask") return { answer, found };
  if (scan.masked === undefined) return { answer, found: { ...found, handling: "block" } };
  return { answer: masked(answer, scan.masked, found), found };
}

function masked(answer: UpstreamAnswer, value: JsonValue, found: FoundInAnswer): UpstreamAnswer {
  if (!isJsonObject(value)) return answer;
  if (answer.kind === "error") return { kind: "error", error: maskedError(answer.error, value) };
  const meta = isJsonObject(value["_meta"]) ? value["_meta"] : {};
  return resultOf({ ...value, _meta: { ...meta, [metaKeys.findings]: describeFound(found) } });
}

function maskedError(error: RpcError, { error: value }: JsonObject): RpcError {
  const { message, data } = isJsonObject(value ?? null) ? (value as JsonObject) : {};
  const shown = typeof message === "string" ? message : "The tool server answered with an error.";
  return { code: error.code, message: shown, ...(data === undefined ? {} : { data }) };
}

/** The same with what progress told before it. */
export function withProgress(
  exchange: Exchange,
  found: FoundInAnswer | null,
  told: readonly Finding[],
): FoundInAnswer | null {
  if (told.length === 0) return found;
  const before = found ?? { findings: [], unscannable: null, handling: handlingOf(exchange) };
  return { ...before, findings: [...before.findings, ...told] };
}

/** For rows and for clients: kinds, places, masks and remedies, never the value. */
export function describeFound(found: FoundInAnswer): JsonObject {
  return { handling: found.handling, ...describeFindings(found) };
}
