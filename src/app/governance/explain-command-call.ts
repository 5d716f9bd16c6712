import { entityKey } from "#domain/governance/access/entity-key.ts";
import { blocklistCategories } from "#domain/governance/blocklist/categories.ts";
import {
  type CommandFinding,
  explainCommand,
} from "#domain/governance/blocklist/explain-command.ts";
import type { Reactions } from "#domain/governance/blocklist/judge-call.ts";
import { describeHookTool, toolPolicy } from "#domain/governance/hook-tools.ts";
import type { PolicySnapshot, ToolPolicy } from "#domain/governance/policy/policy-snapshot.ts";
import type { GovernedCall } from "#shared/governed-call.ts";
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
  const { policy, command, cwd, server, tool } = asked;
  const entity =
    server === undefined
      ? nameEntity(tool ?? shellTool)
      : nameEntity(tool === undefined ? server : `${server}/${tool}`);
  const declared = policy === null ? undefined : settingsOf(policy, entity);
  const input = { [shellArgument(declared)]: command };
  const pointer = `/${shellArgument(declared)}`;
  const findings = explainCommand(command, {
    reactions: { ...(policy?.blocklist ?? ownReactions()), ...declared?.blocklist },
    cwd,
    findException: (match) => policy?.findException?.({ entity, input }, match, pointer) ?? null,
  });
  const objecting = findings.filter(({ exception }) => exception === null);
  const isAny = (reaction: string) => objecting.some((one) => one.reaction === reaction);
  const verdict = isAny("deny") ? "deny" : isAny("ask") ? "ask" : "allow";
  return { verdict, target: entityKey(entity), findings };
}

function settingsOf(policy: PolicySnapshot, entity: GovernedCall["entity"]): ToolPolicy {
  if (entity.kind !== "tool") return toolPolicy(policy, entity.name, "");
  if (entity.server === undefined) return describeHookTool(entity.name, policy);
  return toolPolicy(policy, entity.server, entity.name);
}

function shellArgument(declared: ToolPolicy | undefined): string {
  const kinds = Object.entries(declared?.argumentKinds ?? {});
  return kinds.find(([, kind]) => kind === "shell")?.[0] ?? "command";
}

function ownReactions(): Reactions {
  const entries = Object.entries(blocklistCategories).map(
    ([name, { reaction }]) => [name, reaction] as const,
  );
  return Object.fromEntries(entries) as Reactions;
}
