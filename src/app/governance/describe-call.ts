import { type Entity, entityKey, hookEntity } from "#domain/governance/access/entity-key.ts";
import { blocklistCategories } from "#domain/governance/blocklist/categories.ts";
import type {
  CommandFinding,
  ExplainedSettings,
} from "#domain/governance/blocklist/explain-command.ts";
import type { Reactions } from "#domain/governance/blocklist/judge-call.ts";
import { clientTools, describeHookTool, toolPolicy } from "#domain/governance/hook-tools.ts";
import type { PolicySnapshot, ToolPolicy } from "#domain/governance/policy/policy-snapshot.ts";
import type { GovernedCall } from "#shared/governed-call.ts";
import type { JsonValue } from "#shared/json.ts";
import { nameEntity } from "./name-entity.ts";

/** The client's own shell: where commands come from when nobody names a tool. */
const shellTool = "hook://Bash";

/** What people and feeds type for a tool: `run` of a server, `build/run`, `hook://Bash`, `Bash`. */
export function nameTool(tool: string | undefined, server?: string): Entity {
  if (server !== undefined) return nameEntity(tool === undefined ? server : `${server}/${tool}`);
  if (tool === undefined) return nameEntity(shellTool);
  return /[:/]/.test(tool) ? nameEntity(tool) : hookEntity(tool);
}

/** A call that nobody makes; without a policy as by a product without files. */
export function describeCall(
  policy: PolicySnapshot | null,
  entity: Entity,
  input: JsonValue,
  cwd: string | null,
): GovernedCall {
  return {
    ...settingsOf(policy, entity),
    surface: entity.server === undefined ? "hook" : "mcp",
    method: entity.server === undefined ? "PreToolUse" : "tools/call",
    target: entityKey(entity),
    entity,
    input,
    cwd,
  };
}

/** A whole server stands for a tool of it that its file does not name. */
export function settingsOf(policy: PolicySnapshot | null, entity: Entity): ToolPolicy {
  const isHook = entity.kind === "tool" && entity.server === undefined;
  if (policy === null) return (isHook ? clientTools[entity.name] : undefined) ?? undeclared;
  if (entity.kind !== "tool") return toolPolicy(policy, entity.name, "");
  if (entity.server === undefined) return describeHookTool(entity.name, policy);
  return toolPolicy(policy, entity.server, entity.name);
}

const undeclared: ToolPolicy = { argumentKinds: {}, declaresPermissions: false, blocklist: {} };

/** The categories' own reactions, where there are no files. */
export function reactionsOf(policy: PolicySnapshot | null): ExplainedSettings {
  if (policy !== null) return { reactions: policy.blocklist, findException: policy.findException };
  const entries = Object.entries(blocklistCategories).map(
    ([name, { reaction }]) => [name, reaction] as const,
  );
  return { reactions: Object.fromEntries(entries) as Reactions, findException: null };
}

/** What the blocklist alone answers. */
export function verdictOf(findings: readonly CommandFinding[]): "deny" | "ask" | "allow" {
  const objecting = findings.filter(({ exception }) => exception === null);
  const isAny = (reaction: string) => objecting.some((one) => one.reaction === reaction);
  return isAny("deny") ? "deny" : isAny("ask") ? "ask" : "allow";
}
