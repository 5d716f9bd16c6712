import type { GovernedCall } from "#shared/governed-call.ts";
import { blocklistCategories } from "./categories.ts";
import { judgeCall, type Reactions } from "./judge-call.ts";

const reactions = Object.fromEntries(
  Object.entries(blocklistCategories).map(([name, category]) => [name, category.reaction]),
) as Reactions;

/** `category deny`, `category ask` or `-`, for a command in a workspace. */
export function verdictOn(command: string): string {
  const call: GovernedCall = {
    surface: "mcp",
    method: "tools/call",
    target: "mcp://some/run",
    entity: { kind: "tool", name: "run", server: "some" },
    input: { command },
    argumentKinds: {},
    declaresPermissions: true,
    cwd: "/home/dev/project",
    blocklist: {},
  };
  const match = judgeCall(call, reactions);
  return match === null ? "-" : `${match.category} ${match.reaction}`;
}
