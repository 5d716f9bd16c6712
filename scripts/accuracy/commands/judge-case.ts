import {
  type BlocklistCategory,
  blocklistCategories,
  type Reaction,
} from "#domain/governance/blocklist/categories.ts";
import { judgeCall } from "#domain/governance/blocklist/judge-call.ts";
import { clientTools } from "#domain/governance/hook-tools.ts";
import type { GovernedCall } from "#shared/governed-call.ts";
import type { CommandCase, ToolCall } from "./command-case.ts";

/** Paths of the corpus resolve against it: deleting inside it is everyday work. */
export const workspace = "/home/dev/project";

export interface Outcome {
  readonly verdict: "allow" | "ask" | "deny";
  readonly category: BlocklistCategory | null;
  readonly rule: string | null;
}

/** Every category as an installation has it that changed nothing. */
const reactions = Object.fromEntries(
  Object.entries(blocklistCategories).map(([name, { reaction }]) => [name, reaction]),
) as Record<BlocklistCategory, Reaction>;

export function judgeCase(entry: CommandCase): Outcome {
  const match = judgeCall(toCall(entry), reactions);
  if (match === null) return { verdict: "allow", category: null, rule: null };
  return { verdict: match.reaction, category: match.category, rule: match.rule };
}

/** In one line, as a report prints it. */
export function printable({ as, body }: CommandCase): string {
  if (typeof body === "string") return `${as}: ${JSON.stringify(body).slice(1, -1)}`;
  const [server, tool, input] = body;
  return `${server}/${tool} ${JSON.stringify(input)}`;
}

function toCall({ as, body }: CommandCase): GovernedCall {
  if (typeof body !== "string") return toolCall(body);
  switch (as) {
    case "shell":
      return clientCall("Bash", body);
    case "powershell":
      return clientCall("PowerShell", body);
    case "cmd":
      return toolCall(["desktop", "start_process", { command: body, shell: "cmd" }]);
    case "sql":
      return toolCall(["postgres", "query", { sql: body }]);
    case "tool":
      throw new Error("A case of a tool has its server, its name and its arguments.");
  }
}

const common = { cwd: workspace, blocklist: {} } as const;

function clientCall(name: "Bash" | "PowerShell", command: string): GovernedCall {
  const tool = clientTools[name];
  return {
    ...common,
    surface: "hook",
    method: "PreToolUse",
    target: `hook://${name}`,
    entity: { kind: "tool", name },
    input: { command },
    argumentKinds: tool?.argumentKinds ?? {},
    declaresPermissions: true,
  };
}

/** Nothing is declared of the tool, so what its arguments hold is guessed from their names. */
function toolCall([server, name, input]: ToolCall): GovernedCall {
  return {
    ...common,
    surface: "mcp",
    method: "tools/call",
    target: `mcp://${server}/${name}`,
    entity: { kind: "tool", name, server },
    input,
    argumentKinds: {},
    declaresPermissions: false,
  };
}
