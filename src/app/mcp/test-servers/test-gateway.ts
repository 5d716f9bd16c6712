import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTestEvidence, type TestEvidence } from "#domain/audit/test-evidence.ts";
import { compilePolicy } from "#domain/governance/policy/compile-policy.ts";
import { createLargeScanner } from "#app/calls/scan-large.ts";
import { type Execution, readExecutions } from "#app/executions/read-executions.ts";
import { ExcerptKeys } from "#domain/secrets/excerpts/excerpt-keys.ts";
import { OwnerKeys } from "#domain/secrets/keys/owner-keys.ts";
import type { AccessRule } from "#infra/config/schemas/access-control.ts";
import type { McpServer } from "#infra/config/services/services-config.ts";
import { EndedSessions } from "#domain/mcp/sessions/ended-sessions.ts";
import type { EndedSession } from "#domain/mcp/sessions/queries.ts";
import { Keyring } from "#infra/security/keyring.ts";
import { settleMasterKey } from "#infra/security/master-key-state.ts";
import { createLogger } from "#infra/logging/logger.ts";
import { testHost } from "#infra/processes/fixtures/host.ts";
import type { AuditLog } from "#shared/audit-log.ts";
import { systemClock } from "#shared/clock.ts";
import type { RateGrant } from "#shared/governed-call.ts";
import { type ClientId, mintTraceId, mintUuid, type SessionId, type UserId } from "#shared/ids.ts";
import type { JsonObject } from "#shared/json.ts";
import type { Authentication, Principal, Tier } from "#shared/principal.ts";
import { localActor } from "#shared/recorded-act.ts";
import { createMcpEndpoint, type McpEndpoint } from "../endpoint.ts";
import type { McpDeps, McpResponse } from "../mcp-deps.ts";
import { ServerRegistry } from "../servers/server-registry.ts";

const program = join(import.meta.dir, "tool-server.ts");

/** A server's file that runs the test program. */
export function testServer(
  words: readonly string[] = [],
  change: Partial<McpServer> = {},
): McpServer {
  return {
    type: "stdio",
    enabled: true,
    isolation: "shared",
    command: process.execPath,
    args: [program, ...words],
    sandbox: { read: [join(import.meta.dir, "../../../..")] },
    limits: { call_timeout_ms: 10_000, start_timeout_ms: 20_000, concurrent_calls_max: 256 },
    ...change,
  };
}

export function principal(role: Tier, change: Partial<Principal> = {}): Principal {
  return {
    userId: mintUuid() as UserId,
    email: `${role}@example.test`,
    role,
    scopes: ["*"],
    departments: [],
    clientId: "test-client" as ClientId,
    sessionId: mintUuid() as SessionId,
    tokenId: null,
    credential: "access_token",
    ...change,
  };
}

export interface GatewayOptions {
  readonly servers: Readonly<Record<string, McpServer>>;
  readonly rules?: readonly AccessRule[];
  readonly secrets?: ReadonlyMap<string, string>;
  readonly resolveSecrets?: (names: readonly string[]) => ReadonlyMap<string, string>;
  readonly audit?: (real: AuditLog) => AuditLog;
  readonly change?: Partial<McpDeps>;
  readonly isApproved?: (server: string, digest: string) => boolean;
}

export interface TestGateway extends AsyncDisposable {
  readonly endpoint: McpEndpoint;
  readonly registry: ServerRegistry;
  readonly evidence: TestEvidence;
  readonly deps: McpDeps;
  grant: RateGrant;
  current: boolean;
  /** Allowed acts whose outcome is still owed. */
  openActs(): number;
  /** What went to the log as a fault of ours. */
  readonly faults: unknown[];
  /** Sessions of refusals that no limit charged. */
  readonly refusals: string[];
  post(server: string, body: unknown, options?: PostOptions): Promise<Answered>;
  /** The rows of one trace, oldest first. */
  rows(traceId: string): Promise<readonly Row[]>;
  /** The executions of one trace, opened. */
  executions(traceId: string): Promise<readonly Execution[]>;
}

export interface PostOptions {
  readonly who?: Authentication;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly method?: string;
  /** Another front door than the gateway's own. */
  readonly endpoint?: McpEndpoint;
}

export interface Answered extends McpResponse {
  readonly traceId: string;
  readonly json: JsonObject;
}

export interface Row {
  readonly kind: string;
  readonly target: string;
  readonly verdict: string;
  readonly policy: string;
  readonly detail: JsonObject;
}

const everyone: readonly AccessRule[] = [
  { entity: "mcp://*", subject: "role:admin", access: "allow" },
];

interface State {
  grant: RateGrant;
  current: boolean;
  readonly faults: unknown[];
  readonly refusals: string[];
}

/** The whole governed path with a real database, a real writer and real child processes. */
export async function openTestGateway(options: GatewayOptions): Promise<TestGateway> {
  const evidence = await openTestEvidence();
  const writer = await evidence.open();
  const keys = await openKeys(evidence, writer);
  const registry = openRegistry(options);
  await registry.reconcile({ mcp: options.servers });
  const sources = {
    governance: {},
    access_control: { rules: options.rules ?? everyone },
    mcp: options.servers,
  };
  const policy = compilePolicy(sources, "0123456789abcdef0123");
  const state: State = { grant: { admitted: true }, current: true, faults: [], refusals: [] };
  const deps: McpDeps = {
    audit: options.audit?.(writer) ?? writer,
    clock: systemClock,
    policy: () => policy,
    charge: () => state.grant,
    countRefusal: ({ principal: { sessionId } }) => void state.refusals.push(sessionId),
    isCurrent: () => state.current,
    largeScanner: createLargeScanner(),
    hmac: (text) => `hmac:${text.length}`,
    executable: "fedcba9876543210",
    logFault: (_, error) => void state.faults.push(error),
    servers: registry,
    signer: testSigner,
    endedSessions: openEndedSessions(evidence, registry),
    publicUrl: "http://127.0.0.1:8080",
    product,
    excerptBytesMax: () => 8_192,
    excerptKeys: keys.excerptKeys,
    nonce: mintUuid,
    ...options.change,
  };
  const endpoint = createMcpEndpoint(deps);
  const admin = { principal: principal("admin") };
  return Object.assign(state, {
    endpoint,
    registry,
    evidence,
    deps,
    openActs: () => writer.openActs,
    post: (server: string, body: unknown, post: PostOptions = {}) =>
      send(post.endpoint ?? endpoint, post.who ?? admin, server, body, post),
    rows: (traceId: string) => rowsOf(evidence, traceId),
    executions: keys.executions,
    async [Symbol.asyncDispose]() {
      await registry.close();
      await keys.close();
      await evidence[Symbol.asyncDispose]();
    },
  });
}

function openEndedSessions({ database }: TestEvidence, registry: ServerRegistry): EndedSessions {
  const onEnded = ({ server, nonce }: EndedSession) => registry.endSession(server, nonce);
  return new EndedSessions({ database: database.db, onEnded });
}

function rowsOf({ database: { db } }: TestEvidence, traceId: string) {
  return db.sql<Row[]>`
    select kind, target, verdict, policy, detail
      from audit_events
     where trace_id = ${traceId}
     order by id
     limit 100` as Promise<readonly Row[]>;
}

/** Real data keys under a master key of the test's own. */
async function openKeys({ database: { db } }: TestEvidence, audit: AuditLog) {
  const folder = await mkdtemp(join(tmpdir(), "gateway-"));
  const keyring = await Keyring.create(join(folder, "master.key"));
  await settleMasterKey(db, keyring);
  const held = { database: db, audit, keyring, installationId: mintUuid() };
  const ownerKeys = new OwnerKeys(held);
  return {
    excerptKeys: new ExcerptKeys({ ...held, keys: ownerKeys, actor: localActor("gateway") }),
    executions: async (traceId: string): Promise<readonly Execution[]> => {
      const found = await db.sql<{ decision_id: string }[]>`
        select decision_id::text from mcp_tool_executions where trace_id = ${traceId} limit 100`;
      const ids = found.map((row) => row.decision_id);
      return [...(await readExecutions({ ...held, ownerKeys }, ids)).values()];
    },
    close: () => rm(folder, { recursive: true }),
  };
}

const product = { name: "systemprompt", version: "0.0.0" };

function openRegistry(options: GatewayOptions): ServerRegistry {
  return new ServerRegistry({
    host: testHost(),
    clock: systemClock,
    log: createLogger({ level: "error", clock: systemClock, write: () => {}, format: "json" }),
    product,
    baseFolder: import.meta.dir,
    resolveSecrets: async (names) =>
      options.resolveSecrets?.(names) ?? options.secrets ?? new Map(),
    isApproved: async (server, digest) => options.isApproved?.(server, digest) ?? true,
  });
}

async function send(
  endpoint: McpEndpoint,
  authentication: Authentication,
  server: string,
  body: unknown,
  post: PostOptions,
): Promise<Answered> {
  const traceId = mintTraceId();
  const signal = post.signal ?? new AbortController().signal;
  const response = await endpoint.handle({
    method: post.method ?? "POST",
    server,
    headers: new Headers({ "content-type": "application/json", ...post.headers }),
    body: typeof body === "string" ? body : JSON.stringify(body),
    authentication,
    traceId,
    addressPrefix: "127.0.0.1",
    signal: () => signal,
  });
  return { ...response, traceId, json: parsed(response) };
}

function parsed({ body }: McpResponse): JsonObject {
  return typeof body === "string" && body.startsWith("{") ? (JSON.parse(body) as JsonObject) : {};
}

/** Keyed by nothing but the text: what is tested is the binding, not the cipher. */
const testSigner = {
  sign: (text: string) => new Bun.CryptoHasher("sha256", "key").update(text).digest("base64url"),
  verify: (text: string, signature: string) => testSigner.sign(text) === signature,
};

/** A request of the modern era, with the headers that mirror it. */
export function modern(
  method: string,
  params: JsonObject = {},
  id: string | number = 1,
): { readonly body: JsonObject; readonly headers: Record<string, string> } {
  const given = typeof params["_meta"] === "object" ? (params["_meta"] as JsonObject) : {};
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
    ...given,
  };
  const name = params["name"] ?? params["uri"];
  return {
    body: { jsonrpc: "2.0", id, method, params: { ...params, _meta: meta } },
    headers: {
      "mcp-protocol-version": "2026-07-28",
      "mcp-method": method,
      accept: "application/json, text/event-stream",
      ...(typeof name === "string" ? { "mcp-name": name } : {}),
    },
  };
}
