import type { GovernedCall } from "#shared/governed-call.ts";
import type { JsonObject } from "#shared/json.ts";
import { blocklistCategories } from "./categories.ts";
import { type BlocklistMatch, judgeCall, type Reactions } from "./judge-call.ts";

/** As the categories come. */
export const reactions = Object.fromEntries(
  Object.entries(blocklistCategories).map(([name, category]) => [name, category.reaction]),
) as Reactions;

/** What a call of a tool (`server/name`) in a workspace meets; nothing is declared of it. */
export function judgeTool(
  tool: string,
  input: JsonObject,
  change: Partial<GovernedCall> = {},
): BlocklistMatch | null {
  const [server = "", name = ""] = tool.split("/");
  const call: GovernedCall = {
    surface: "mcp",
    method: "tools/call",
    target: `mcp://${tool}`,
    entity: { kind: "tool", name, server },
    input,
    argumentKinds: {},
    declaresPermissions: false,
    cwd: "/home/dev/project",
    blocklist: {},
    ...change,
  };
  return judgeCall(call, reactions);
}

/** `category deny`, `category ask` or `-`, for a command in a workspace. */
export function verdictOn(command: string): string {
  const match = judgeTool("some/run", { command }, { declaresPermissions: true });
  return match === null ? "-" : `${match.category} ${match.reaction}`;
}
