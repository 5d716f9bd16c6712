import { join } from "node:path";
import { recordEvent } from "#app/calls/record-event.ts";
import { commandDigest } from "#domain/mcp/approvals/command-digest.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { maskText } from "#domain/governance/secrets/mask.ts";
import { emptyCatalog } from "#domain/mcp/upstream/catalog.ts";
import type { Isolation } from "#infra/processes/confinement/isolation.ts";
import { osAccountName } from "#infra/processes/os-account.ts";
import { AppError } from "#shared/errors.ts";
import { mintTraceId } from "#shared/ids.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { bindCorrelation } from "#shared/principal.ts";
import type { McpDeps } from "./mcp-deps.ts";
import { describeEveryServer, describeTrouble, offeredNames } from "./servers/describe-servers.ts";
import type { ServerRegistry, ServerState } from "./servers/server-registry.ts";
import { callLocally, localPrincipal } from "./local-call.ts";

export interface McpControlDeps {
  readonly deps: McpDeps;
  readonly servers: ServerRegistry;
  readonly isolation: Isolation;
  /** `.systemprompt/logs` */
  readonly logFolder: string;
  approve(approval: {
    readonly server: string;
    readonly digest: string;
    readonly approvedBy: string;
  }): Promise<void>;
}

type Verbs = Readonly<Record<string, (request: JsonObject) => Promise<JsonValue> | JsonValue>>;

/** Bytes read from the end of a server's log. */
const logBytesMax = 262_144;
const logLinesDefault = 100;

/** What `systemprompt plugins mcp …` asks of the live process. */
export function mcpControlVerbs(control: McpControlDeps): Verbs {
  const me = localPrincipal(osAccountName());
  const { deps, servers, isolation } = control;
  const list = () =>
    describeEveryServer(servers, deps.policy(), deps.publicUrl).map((server) => ({
      ...server,
      confinement: isolation.summary,
    }));
  return {
    "mcp.list": list,
    "mcp.status": ({ server }) => statusOf(stateOf(servers, server), control),
    "mcp.tools": ({ server }) => toolsOf(stateOf(servers, server), deps.policy()),
    "mcp.logs": ({ server, lines }) => readLog(control, stateOf(servers, server).name, lines),
    "mcp.call": ({ server, tool, args }) => {
      const state = stateOf(servers, server);
      const { name, live } = state;
      if (typeof tool !== "string" || !isJsonObject(args)) throw new AppError("USAGE", "No tool.");
      const mirrored = live?.catalog.tools.get(tool)?.mirrored ?? [];
      const offered = live === null ? null : offeredNames(state, deps.policy());
      return callLocally(deps, me, { server: name, tool, args, mirrored, offered });
    },
    "mcp.approve": async ({ server }) => {
      const { name, config } = stateOf(servers, server);
      const digest = commandDigest(config);
      const caller = {
        authentication: { principal: me },
        correlation: bindCorrelation(me, mintTraceId()),
        addressPrefix: "local",
        claimedTrace: null,
      };
      await recordEvent(deps, caller, {
        target: `mcp://${name}`,
        verdict: "allow",
        policy: "mcp.command-approved",
        reason: "An operator let this command run.",
        detail: { digest },
      });
      await control.approve({ server: name, digest, approvedBy: me.userId });
      servers.retryNow(name);
      return { server: name, digest, command: [config.command ?? "", ...(config.args ?? [])] };
    },
  };
}

function stateOf(servers: ServerRegistry, name: JsonValue | undefined): ServerState {
  const states = servers.states();
  const found = states.find((state) => state.name === name);
  if (found !== undefined) return found;
  const known = states.map((state) => state.name).join(", ");
  throw new AppError("NOT_FOUND", `No tool server ${String(name)}. There are: ${known || "none"}.`);
}

function statusOf(state: ServerState, { deps, isolation }: McpControlDeps): JsonObject {
  const { live } = state;
  const trouble = describeTrouble(state, deps.policy());
  return {
    name: state.name,
    status: state.status,
    isolation: state.config.isolation,
    confinement: isolation.summary,
    confinement_limits: [...isolation.limits],
    instances: state.instances,
    restarts: state.restarts,
    last_error: trouble.last_error,
    era: live?.hello.era ?? null,
    protocol: live?.hello.version ?? null,
    pending_calls: live?.upstream.pendingCalls ?? 0,
    dropped: live === null ? {} : { ...live.upstream.counters },
    problems: trouble.problems,
  };
}

function toolsOf(state: ServerState, policy: PolicySnapshot): readonly JsonObject[] {
  const { name, live, config } = state;
  const catalog = live?.catalog ?? emptyCatalog;
  const offered = new Set(offeredNames(state, policy));
  const tools = [...catalog.tools.values()].filter((tool) => offered.has(tool.name));
  return tools.map((tool) => ({
    server: name,
    name: tool.name,
    enabled: config.tools?.[tool.name]?.enabled ?? true,
    permissions: [...(config.tools?.[tool.name]?.permissions ?? [])],
    description: maskText(tool.description, policy.everyKind),
  }));
}

async function readLog(
  { logFolder }: McpControlDeps,
  server: string,
  lines: JsonValue | undefined,
): Promise<JsonObject> {
  const file = Bun.file(join(logFolder, `mcp-${server}.log`));
  const kept = typeof lines === "number" ? lines : logLinesDefault;
  if (!(await file.exists())) return { server, lines: [] };
  const text = await file.slice(Math.max(0, file.size - logBytesMax)).text();
  return { server, lines: text.trimEnd().split("\n").slice(-kept) };
}
