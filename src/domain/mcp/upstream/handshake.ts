import { isJsonObject, type JsonObject } from "#shared/json.ts";
import { rpcCodes } from "../json-rpc.ts";
import { metaKeys } from "../protocol/meta-keys.ts";
import { legacyVersions, modernVersions } from "../protocol/versions.ts";
import type { Upstream, UpstreamAnswer } from "./upstream.ts";

export type Era = "modern" | "legacy";

/** What a tool server said of itself when it started. */
export interface ServerHello {
  readonly era: Era;
  readonly version: string;
  readonly capabilities: JsonObject;
  readonly serverInfo: JsonObject;
  readonly instructions: string | null;
}

export interface HandshakeOptions {
  readonly clientInfo: { readonly name: string; readonly version: string };
  /** What the same command turned out to be before: spares the question. */
  readonly knownEra: Era | null;
  /** Older servers may keep silent when asked; then the old handshake follows. */
  readonly probeTimeoutMs: number;
  readonly timeoutMs: number;
}

/** The `_meta` of a request to a server of the modern era. */
export function modernMeta(clientInfo: HandshakeOptions["clientInfo"]): JsonObject {
  return {
    [metaKeys.protocolVersion]: modernVersions[0],
    [metaKeys.clientInfo]: { ...clientInfo },
    [metaKeys.clientCapabilities]: {},
  };
}

/**
 * Finds out which era a server speaks: `server/discover` first, the `initialize` handshake on any
 * answer that is not a modern one, and on silence. Returns the reason as text when neither works.
 */
export async function greetServer(
  upstream: Upstream,
  options: HandshakeOptions,
): Promise<ServerHello | string> {
  if (options.knownEra !== "legacy") {
    const answer = await upstream.request({
      method: "server/discover",
      params: { _meta: modernMeta(options.clientInfo) },
      timeoutMs: options.probeTimeoutMs,
    });
    const modern = readDiscovery(answer);
    if (modern !== null) return modern;
    if (answer.kind === "failed" && answer.cause === "died") return answer.message;
  }
  return initializeServer(upstream, options);
}

function readDiscovery(answer: UpstreamAnswer): ServerHello | string | null {
  if (answer.kind === "error") {
    if (answer.error.code !== rpcCodes.unsupportedVersion) return null;
    const supported = isJsonObject(answer.error.data) ? answer.error.data["supported"] : undefined;
    const names = Array.isArray(supported) ? supported : [];
    if (legacyVersions.some((version) => names.includes(version))) return null;
    return "The tool server speaks none of the protocol versions that are spoken here.";
  }
  if (answer.kind !== "result") return null;
  const { supportedVersions } = answer.value;
  if (!Array.isArray(supportedVersions)) return null;
  const version = modernVersions.find((known) => supportedVersions.includes(known));
  return version === undefined ? null : helloOf("modern", version, answer.value);
}

async function initializeServer(
  upstream: Upstream,
  { clientInfo, timeoutMs }: HandshakeOptions,
): Promise<ServerHello | string> {
  const answer = await upstream.request({
    method: "initialize",
    params: { protocolVersion: legacyVersions[0], capabilities: {}, clientInfo: { ...clientInfo } },
    timeoutMs,
  });
  if (answer.kind === "failed") return answer.message;
  if (answer.kind === "error") return `The handshake was refused: ${answer.error.message}`;
  const version = answer.value["protocolVersion"];
  if (typeof version !== "string" || !legacyVersions.some((known) => known === version)) {
    return `The tool server chose protocol version ${JSON.stringify(version)}, which is unknown.`;
  }
  upstream.notify("notifications/initialized", {});
  return helloOf("legacy", version, answer.value);
}

function helloOf(era: Era, version: string, said: JsonObject): ServerHello {
  const meta = isJsonObject(said["_meta"]) ? said["_meta"] : {};
  const info = era === "modern" ? meta[metaKeys.serverInfo] : said["serverInfo"];
  return {
    era,
    version,
    capabilities: isJsonObject(said["capabilities"]) ? said["capabilities"] : {},
    serverInfo: isJsonObject(info) ? info : {},
    instructions: typeof said["instructions"] === "string" ? said["instructions"] : null,
  };
}
