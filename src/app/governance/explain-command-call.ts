import { entityKey } from "#domain/governance/access/entity-key.ts";
import {
  type CommandFinding,
  explainBlocklist,
} from "#domain/governance/blocklist/explain-command.ts";
import type { PolicySnapshot, ToolPolicy } from "#domain/governance/policy/policy-snapshot.ts";
import type { ArgumentKind } from "#shared/governed-call.ts";
import { describeCall, nameTool, reactionsOf, settingsOf, verdictOf } from "./describe-call.ts";

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

/** Everything that is found in a command, and what a call that carries it would meet. */
export function explainCommandCall(asked: AskedCommand): ExplainedCommand {
  const { policy, command, cwd, server, tool } = asked;
  const entity = nameTool(tool, server);
  const input = { [commandArgument(settingsOf(policy, entity))]: command };
  const call = describeCall(policy, entity, input, cwd);
  const findings = explainBlocklist(call, reactionsOf(policy));
  return { verdict: verdictOf(findings), target: entityKey(entity), findings };
}

/** Kinds of arguments that hold commands, the likeliest first. */
const commandKinds: readonly ArgumentKind[] = ["shell", "powershell", "sql", "git"];

/** The argument that the tool declares for commands, else the one that is read as a command. */
export function commandArgument({ argumentKinds }: ToolPolicy): string {
  const declared = Object.entries(argumentKinds);
  for (const wanted of commandKinds) {
    const found = declared.find(([, kind]) => kind === wanted);
    if (found !== undefined) return found[0];
  }
  return "command";
}
