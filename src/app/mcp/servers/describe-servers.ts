import { isNameable } from "#app/calls/claimed-text.ts";
import { mayEnter } from "#domain/governance/access/may-reach.ts";
import { maskText } from "#domain/governance/secrets/mask.ts";
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

/** Every server for whoever may change the rules, with a word on whether any rule opens it. */
export function describeEveryServer(
  servers: ServerRegistry,
  policy: PolicySnapshot,
  publicUrl: string,
): readonly JsonObject[] {
  return servers.states().map((state) => ({
    ...describeState(state, publicUrl, offeredNames(state, policy)),
    access: isOpenToAnybody(state.name, policy) ? "by rule" : "nobody",
    ...describeTrouble(state, policy),
  }));
}

/** Without names that no row may hold: such a tool is never called. */
export function offeredNames({ live }: ServerState, { everyKind }: PolicySnapshot) {
  const names = [...(live?.catalog.tools.keys() ?? [])];
  return names.filter((name) => isNameable(name, everyKind));
}

/** What went wrong is partly a tool server's own words. */
export function describeTrouble({ lastError, live }: ServerState, { everyKind }: PolicySnapshot) {
  const problems = live?.catalog.problems ?? [];
  return {
    last_error: lastError === null ? null : maskText(lastError, everyKind),
    problems: problems.map((problem) => maskText(problem, everyKind)),
  };
}

function isOpenToAnybody(server: string, policy: PolicySnapshot): boolean {
  const own = `mcp://${server}`;
  return policy.access.rules.some(
    ({ access, entity }) =>
      access === "allow" &&
      (entity === own || entity === "mcp://*" || entity.startsWith(`${own}/`)),
  );
}

function describeServer(
  state: ServerState,
  principal: Principal,
  policy: PolicySnapshot,
  publicUrl: string,
): JsonObject {
  const catalog = state.live?.catalog ?? emptyCatalog;
  const tools = visibleTools(state.name, catalog, principal, policy).map((tool) => tool.name);
  const isAdmin = principal.role === "admin";
  return {
    ...describeState(state, publicUrl, tools),
    // It may name paths and programs: for those who may do something about it.
    ...(isAdmin ? describeTrouble(state, policy) : { last_error: null, problems: [] }),
  };
}

function describeState(
  state: ServerState,
  publicUrl: string,
  tools: readonly string[],
): JsonObject {
  const { name, config, live } = state;
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
    tools,
  };
}
