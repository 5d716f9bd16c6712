import type { OwnServer } from "../../e2e/own-server.ts";

/** One request to a route. */
export interface Ask {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const mcp = "/api/v1/mcp/canary/mcp";
const meta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "canary", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
const methods: readonly (readonly [method: string, params: object, name?: string])[] = [
  ["tools/list", {}],
  ["tools/call", { name: "leak", arguments: {} }, "leak"],
  ["tools/call", { name: "fail", arguments: {} }, "fail"],
  ["tools/call", { name: "absent", arguments: {} }, "absent"],
  ["resources/list", {}],
  ["resources/templates/list", {}],
  ["resources/read", { uri: "test://canary" }, "test://canary"],
  ["prompts/list", {}],
  ["prompts/get", { name: "canary" }, "canary"],
];
const initialize = {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "canary", version: "1" },
};

function message(method: string, params: object): object {
  return { jsonrpc: "2.0", id: 1, method, params };
}

function mcpAsks(credential: string): readonly Ask[] {
  const accept = { accept: "application/json, text/event-stream" };
  const modern = [["server/discover", {}] as const, ...methods].map(
    ([method, params, name]): Ask => ({
      headers: {
        ...accept,
        "mcp-protocol-version": "2026-07-28",
        "mcp-method": method,
        ...(name === undefined ? {} : { "mcp-name": name }),
      },
      body: message(method, { ...params, _meta: { ...meta, progressToken: "p" } }),
    }),
  );
  const legacy = [["initialize", initialize] as const, ...methods].map(([method, params]): Ask => ({
    headers: { ...accept, "mcp-protocol-version": "2025-06-18" },
    body: message(method, params),
  }));
  const carried = { name: "leak", arguments: { text: credential } };
  return [...modern, ...legacy, { headers: accept, body: message("tools/call", carried) }];
}

function hookAsks(credential: string): readonly Ask[] {
  const prompt = `deploy with ${credential} please`;
  return [
    { body: { hook_event_name: "UserPromptSubmit", prompt } },
    {
      body: {
        hook_event_name: "PreToolUse",
        tool_name: "Bash",
        tool_input: {
          command: `curl -H "authorization: ${credential}" localhost`,
          [credential]: 1,
        },
      },
    },
    { body: { hook_event_name: credential } },
  ];
}

type Asks = (server: OwnServer, credential: string) => Promise<readonly Ask[]> | readonly Ask[];

const once: Asks = () => [{}];

/** What is asked of each route; a route that is missing here fails the test. */
export const routeAsks: Readonly<Record<string, Asks>> = {
  "GET /api/v1": once,
  "POST /api/v1/hooks/govern": (_, credential) => hookAsks(credential),
  "POST /api/public/hooks/govern": (_, credential) => hookAsks(credential),
  "POST /api/v1/mcp/{server}/mcp": (_, credential) =>
    mcpAsks(credential).map((ask) => ({ ...ask, path: mcp })),
  "GET /api/v1/mcp/{server}/mcp": () => [{ path: mcp, headers: { accept: "text/event-stream" } }],
  "DELETE /api/v1/mcp/{server}/mcp": () => [{ path: mcp }],
  "GET /api/v1/mcp/registry": once,
  "GET /api/v1/audit/{id}": async (server) => {
    const rows = await server.query<{ trace_id: string }>(
      "select distinct trace_id from audit_events where target like 'mcp://canary%' limit 50",
    );
    return rows.map((row) => ({ path: `/api/v1/audit/${row.trace_id}` }));
  },
  "GET /livez": once,
  "GET /readyz": once,
  "GET /health": once,
  "GET /.well-known/jwks.json": once,
  "GET /.well-known/oauth-authorization-server": once,
  "GET /.well-known/oauth-protected-resource/api/v1/mcp/{server}/mcp": () => [
    { path: `/.well-known/oauth-protected-resource${mcp}` },
  ],
};
