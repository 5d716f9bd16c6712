import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { rpcCodes, type RequestId } from "../json-rpc.ts";
import { checkModernHeaders } from "./check-headers.ts";
import { readMessage, refuse, type Message, type Refusal } from "./message.ts";
import { metaKeys } from "./meta-keys.ts";
import { isModernVersion, type ModernVersion, supportedVersions } from "./versions.ts";

/** The part of a request's headers that is read here; names in lower case. */
export type HeaderReader = (name: string) => string | null;

export interface ModernMessage {
  readonly kind: "modern";
  readonly version: ModernVersion;
  readonly message: Exclude<Message, { readonly kind: "response" }>;
  readonly clientCapabilities: JsonObject;
}

/** A message of a session; `initialize` is the one that comes before it. */
export interface LegacyMessage {
  readonly kind: "legacy";
  readonly message: Message;
}

/** Members are read one by one, after the session said whether batches are allowed. */
export interface LegacyBatch {
  readonly kind: "batch";
  readonly members: readonly JsonValue[];
}

export type Classified = ModernMessage | LegacyMessage | LegacyBatch | Refusal;

/**
 * Tells the era of a request from the request alone: the protocol version in `_meta` (or
 * `server/discover`) makes it modern, everything else belongs to a session. Header and body must
 * agree (2026-07-28, streamable HTTP, "Server Validation").
 */
export function classifyRequest(header: HeaderReader, body: JsonValue): Classified {
  if (Array.isArray(body)) return classifyBatch(header, body as readonly JsonValue[]);
  const message = readMessage(body);
  if (message.kind === "refused") return message;
  const stated = header("mcp-protocol-version");
  const modernHeader = stated !== null && isModernVersion(stated);
  if (message.kind === "response") {
    if (!modernHeader) return { kind: "legacy", message };
    return refuse(400, null, rpcCodes.invalidRequest, "Clients send no responses to this version.");
  }
  const id = message.kind === "request" ? message.id : null;
  const meta = isJsonObject(message.params["_meta"]) ? message.params["_meta"] : null;
  const claimed = meta?.[metaKeys.protocolVersion];
  if (claimed === undefined) {
    if (message.method === "initialize" && modernHeader) {
      return refuse(
        400,
        id,
        rpcCodes.headerMismatch,
        `Version ${stated} has no initialize request; the MCP-Protocol-Version header names it.`,
      );
    }
    if (message.kind === "notification" && modernHeader) return modernNotification(message, stated);
    if (modernHeader || message.method === "server/discover") return refuseUnlabelled(id);
    return { kind: "legacy", message };
  }
  return classifyModern(header, message, meta ?? {}, claimed);
}

function classifyModern(
  header: HeaderReader,
  message: ModernMessage["message"],
  meta: JsonObject,
  claimed: JsonValue,
): Classified {
  const id = message.kind === "request" ? message.id : null;
  if (typeof claimed !== "string") return refuseUnlabelled(id);
  const mismatch = checkModernHeaders(header, message, claimed);
  if (mismatch !== null) return refuse(400, id, rpcCodes.headerMismatch, mismatch);
  if (!isModernVersion(claimed)) {
    const data = { supported: [...supportedVersions], requested: claimed };
    return refuse(400, id, rpcCodes.unsupportedVersion, "Unsupported protocol version", data);
  }
  const capabilities = meta[metaKeys.clientCapabilities];
  if (!isJsonObject(capabilities)) {
    if (message.kind === "request") return refuseUnlabelled(id);
    return { kind: "modern", version: claimed, message, clientCapabilities: {} };
  }
  return { kind: "modern", version: claimed, message, clientCapabilities: capabilities };
}

function modernNotification(
  message: Extract<Message, { readonly kind: "notification" }>,
  version: ModernVersion,
): ModernMessage {
  return { kind: "modern", version, message, clientCapabilities: {} };
}

function refuseUnlabelled(id: RequestId | null): Refusal {
  return refuse(
    400,
    id,
    rpcCodes.invalidParams,
    `Requests of this version carry _meta with ${metaKeys.protocolVersion} (a string) and ` +
      `${metaKeys.clientCapabilities} (an object).`,
  );
}

function classifyBatch(header: HeaderReader, members: readonly JsonValue[]): Classified {
  const stated = header("mcp-protocol-version");
  const modern =
    (stated !== null && isModernVersion(stated)) || members.some((member) => isLabelled(member));
  if (!modern) return { kind: "batch", members };
  return refuse(400, null, rpcCodes.invalidRequest, "This version of the protocol has no batches.");
}

function isLabelled(member: JsonValue): boolean {
  const params = isJsonObject(member) ? member["params"] : undefined;
  const meta = isJsonObject(params) ? params["_meta"] : undefined;
  return isJsonObject(meta) && meta[metaKeys.protocolVersion] !== undefined;
}
