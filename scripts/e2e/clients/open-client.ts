import { Client as ModernSdk, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as LegacySdk } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ResultSchema } from "@modelcontextprotocol/sdk/types.js";

type Params = Record<string, unknown>;

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: { readonly progress: number }) => void;
}

/** The two majors answer alike; what differs between them stays in this file. */
export interface McpClient {
  /** A request by its method, answered with the raw result. */
  ask(method: string, params?: Params, options?: CallOptions): Promise<Params>;
  call(name: string, args?: Params, options?: CallOptions): Promise<ToolResult>;
  /** Names of the tools, sorted. */
  toolNames(): Promise<readonly string[]>;
  capabilities(): Params;
  serverName(): string;
  protocolVersion(): string | undefined;
  close(): Promise<void>;
}

export interface ToolResult {
  readonly isError: boolean;
  /** The text parts, joined. */
  readonly text: string;
  readonly raw: Params;
  readonly denial: Params | undefined;
}

export interface Door {
  readonly url: string;
  readonly token: string;
}

const info = { name: "e2e", version: "1.0.0" };

/** Which client, and how it comes to the protocol version it speaks. */
export const clientKinds = [
  ["the legacy SDK", openLegacySdk],
  ["the current SDK as a legacy client", (door: Door) => openCurrentSdk(door, "legacy")],
  ["the current SDK on its own choice", (door: Door) => openCurrentSdk(door, "auto")],
  ["the current SDK, pinned", (door: Door) => openCurrentSdk(door, { pin: "2026-07-28" })],
] as const;

export const bothMajors = [
  ["the legacy SDK", openLegacySdk],
  ["the current SDK", (door: Door) => openCurrentSdk(door, "auto")],
] as const;

export type OpenClient = (door: Door) => Promise<McpClient>;

export async function openLegacySdk({ url, token }: Door): Promise<McpClient> {
  const client = new LegacySdk(info);
  const transport = new LegacyTransport(new URL(url), { requestInit: bearer(token) });
  // The SDK's own types disagree under exactOptionalPropertyTypes.
  await client.connect(transport as unknown as Parameters<typeof client.connect>[0]);
  return clientOf({
    ask: (method, params, options) =>
      client.request({ method, params } as never, ResultSchema, options) as Promise<Params>,
    capabilities: () => ({ ...client.getServerCapabilities() }),
    serverName: () => client.getServerVersion()?.name ?? "",
    protocolVersion: () => transport.protocolVersion,
    close: async () => {
      await transport.terminateSession();
      await client.close();
    },
  });
}

async function openCurrentSdk(
  { url, token }: Door,
  mode: "auto" | "legacy" | { readonly pin: string },
): Promise<McpClient> {
  const client = new ModernSdk(info, { versionNegotiation: { mode } });
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: bearer(token) });
  await client.connect(transport);
  return clientOf({
    ask: (method, params, options) =>
      client.request({ method, params } as never, options as never) as unknown as Promise<Params>,
    capabilities: () => ({ ...client.getServerCapabilities() }),
    serverName: () => client.getServerVersion()?.name ?? "",
    protocolVersion: () => client.getNegotiatedProtocolVersion(),
    close: () => client.close(),
  });
}

type Basics = Omit<McpClient, "call" | "toolNames">;

function clientOf(basics: Basics): McpClient {
  return {
    ...basics,
    call: async (name, args = {}, options = {}) =>
      toolResult(await basics.ask("tools/call", { name, arguments: args }, options)),
    toolNames: async () => {
      const { tools } = (await basics.ask("tools/list")) as { tools: { name: string }[] };
      return tools.map((tool) => tool.name).sort();
    },
  };
}

function toolResult(raw: Params): ToolResult {
  const parts = (raw["content"] ?? []) as readonly { type: string; text?: string }[];
  const meta = (raw["_meta"] ?? {}) as Params;
  return {
    isError: raw["isError"] === true,
    text: parts.map((part) => part.text ?? "").join("\n"),
    raw,
    denial: meta["io.systemprompt/denial"] as Params | undefined,
  };
}

function bearer(token: string): RequestInit {
  return { headers: { authorization: `Bearer ${token}` } };
}
