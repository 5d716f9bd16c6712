import { type Entity, entityKey } from "#domain/governance/access/entity-key.ts";
import { blocklistCategories } from "#domain/governance/blocklist/categories.ts";
import {
  type CommandFinding,
  explainBlocklist,
} from "#domain/governance/blocklist/explain-command.ts";
import type { Reactions } from "#domain/governance/blocklist/judge-call.ts";
import { clientTools, describeHookTool, toolPolicy } from "#domain/governance/hook-tools.ts";
import type { PolicySnapshot, ToolPolicy } from "#domain/governance/policy/policy-snapshot.ts";
import type { ArgumentKind, GovernedCall } from "#shared/governed-call.ts";
import { nameEntity } from "./name-entity.ts";

export interface AskedCommand {
  /** Null: the categories' own reactions, as without any file. */
  readonly policy: PolicySnapshot | null;
  readonly command: string;
  readonly cwd: string;
  readonly server?: string | undefined;
  readonly tool?: string | undefined;
}

export interface ExplainedCommand {
  /** What the blocklist alone would answer. */
  readonly verdict: "deny" | "ask" | "allow";
  /** What it was judged as a call of. */
  readonly target: string;
  readonly findings: readonly CommandFinding[];
}

/** The client's own shell: where commands come from when nobody names a tool. */
const shellTool = "hook://Bash";

/** Everything that is found in a command, and what a call that carries it would meet. */
export function explainCommandCall(asked: AskedCommand): ExplainedCommand {
  const { policy, server, tool } = asked;
  const entity =
    server === undefined
      ? nameEntity(tool ?? shellTool)
      : nameEntity(tool === undefined ? server : `${server}/${tool}`);
  const findings = explainBlocklist(callOf(asked, entity), {
    reactions: policy?.blocklist ?? ownReactions(),
    findException: policy?.findException ?? null,
  });
  const objecting = findings.filter(({ exception }) => exception === null);
  const isAny = (reaction: string) => objecting.some((one) => one.reaction === reaction);
  const verdict = isAny("deny") ? "deny" : isAny("ask") ? "ask" : "allow";
  return { verdict, target: entityKey(entity), findings };
}

function callOf({ policy, command, cwd }: AskedCommand, entity: Entity): GovernedCall {
  const declared = settingsOf(policy, entity);
  return {
    ...declared,
    surface: entity.server === undefined ? "hook" : "mcp",
    method: entity.server === undefined ? "PreToolUse" : "tools/call",
    target: entityKey(entity),
    entity,
    input: { [commandArgument(declared)]: command },
    cwd,
  };
}

/** A whole server stands for a tool of it that its file does not name. */
function settingsOf(policy: PolicySnapshot | null, entity: Entity): ToolPolicy {
  if (policy === null) return clientTools["Bash"] ?? undeclared;
  if (entity.kind !== "tool") return toolPolicy(policy, entity.name, "");
  if (entity.server === undefined) return describeHookTool(entity.name, policy);
  return toolPolicy(policy, entity.server, entity.name);
}

const undeclared: ToolPolicy = { argumentKinds: {}, declaresPermissions: false, blocklist: {} };

/** Kinds of arguments that hold commands, the likeliest first. */
const commandKinds: readonly ArgumentKind[] = ["shell", "powershell", "sql", "git"];

/** The argument that the tool declares for commands, else the one that is read as a command. */
function commandArgument({ argumentKinds }: ToolPolicy): string {
  const declared = Object.entries(argumentKinds);
  for (const wanted of commandKinds) {
    const found = declared.find(([, kind]) => kind === wanted);
    if (found !== undefined) return found[0];
  }
  return "command";
}

function ownReactions(): Reactions {
  const entries = Object.entries(blocklistCategories).map(
    ([name, { reaction }]) => [name, reaction] as const,
  );
  return Object.fromEntries(entries) as Reactions;
}
