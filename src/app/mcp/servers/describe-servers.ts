import { mayEnter } from "#domain/governance/access/may-reach.ts";
import type { PolicySnapshot } from "#domain/governance/policy/policy-snapshot.ts";
import { resourceUrl } from "#domain/mcp/protocol/resource-metadata.ts";
import { emptyCatalog } from "#domain/mcp/upstream/catalog.ts";
import type { JsonObject } from "#shared/json.ts";
import type { Principal } from "#shared/principal.ts";
import { visibleTools } from "../answers/answer-list.ts";
import type { ServerRegistry, ServerState } from "./server-registry.ts";

/** The registry as one caller may see it: servers that it may open, tools that it may call. */
export function describeServers(
  servers: ServerRegistry,
  principal: Principal,
  policy: PolicySnapshot,
  publicUrl: string,
): readonly JsonObject[] {
  return servers
    .states()
    .filter((state) => mayEnter(principal, state.name, policy))
    .map((state) => describeServer(state, principal, policy, publicUrl));
}

function describeServer(
  state: ServerState,
  principal: Principal,
  policy: PolicySnapshot,
  publicUrl: string,
): JsonObject {
  const { name, config, live } = state;
  const tools = visibleTools(name, live?.catalog ?? emptyCatalog, principal, policy);
  return {
    name,
    type: config.type,
    description: config.description ?? null,
    status: state.status,
    endpoint: resourceUrl(publicUrl, name),
    isolation: config.isolation,
    instances: state.instances,
    restarts: state.restarts,
    protocol: live?.hello.version ?? null,
    tools: tools.map((tool) => tool.name),
    // What went wrong may name paths and programs: for those who may do something about it.
    last_error: principal.role === "admin" ? state.lastError : null,
    problems: principal.role === "admin" ? [...(live?.catalog.problems ?? [])] : [],
  };
}
