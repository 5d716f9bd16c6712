import type { GovernedCall } from "#shared/governed-call.ts";

export type Entity = GovernedCall["entity"];

const schemeOfKind = {
  server: "mcp",
  tool: "hook",
  agent: "a2a",
  route: "route",
  skill: "skill",
  plugin: "plugin",
  marketplace: "marketplace",
  model: "inference",
} as const satisfies Record<Entity["kind"], string>;

/** The text that access rules are written about: `mcp://workspace/read_file`, `hook://Bash`. */
export function entityKey(entity: Entity): string {
  if (entity.server !== undefined) return `mcp://${entity.server}/${entity.name}`;
  return `${schemeOfKind[entity.kind]}://${entity.name}`;
}

const mcpScheme = "mcp://";
/** A name may nest (`inference://provider/family/model`); deeper levels match by the first ones. */
const levelsMax = 8;

/**
 * Every rule entity that covers a key, most exact first: itself, the whole server, and each pattern
 * whose last segment is `*`.
 */
export function coveringEntities(key: string): readonly string[] {
  const covering = [key];
  const start = key.indexOf("://") + 3;
  const server = key.indexOf("/", start);
  if (key.startsWith(mcpScheme) && server !== -1) covering.push(key.slice(0, server));
  let slash = server;
  for (let level = 0; slash !== -1 && level < levelsMax; level++) {
    covering.push(`${key.slice(0, slash)}/*`);
    slash = key.indexOf("/", slash + 1);
  }
  covering.push(`${key.slice(0, start)}*`);
  return covering;
}

/** The server and tool that a client's own name for a tool of ours stands for. */
export function splitHookTool(
  toolName: string,
): { readonly server: string; readonly tool: string } | undefined {
  if (!toolName.startsWith("mcp__")) return undefined;
  const end = toolName.indexOf("__", 5);
  if (end <= 5 || end + 2 >= toolName.length) return undefined;
  return { server: toolName.slice(5, end), tool: toolName.slice(end + 2) };
}

/** What a tool named by a hook is judged as: a tool of ours where the name says so. */
export function hookEntity(toolName: string): Entity {
  const ours = splitHookTool(toolName);
  if (ours === undefined) return { kind: "tool", name: toolName };
  return { kind: "tool", name: ours.tool, server: ours.server };
}
