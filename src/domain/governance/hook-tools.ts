import type { ArgumentKind, GovernedCall } from "#shared/governed-call.ts";
import { hookEntity } from "./access/entity-key.ts";
import type { PolicySnapshot, ToolPolicy } from "./policy/policy-snapshot.ts";

const nothing: ToolPolicy = { argumentKinds: {}, declaresPermissions: false, blocklist: {} };

const known = (argumentKinds: Readonly<Record<string, ArgumentKind>> = {}): ToolPolicy => ({
  argumentKinds,
  declaresPermissions: true,
  blocklist: {},
});

/** Tools that live in the client: what their arguments hold. Their names accuse nobody. */
// prettier-ignore
export const clientTools: Readonly<Record<string, ToolPolicy>> = {
  Bash: known({ command: "shell", description: "text" }),
  PowerShell: known({ command: "powershell" }),
  Monitor: known({ command: "shell" }),
  Write: known({ file_path: "path", content: "text" }),
  Edit: known({ file_path: "path", old_string: "text", new_string: "text" }),
  MultiEdit: known({ file_path: "path", edits: "text" }),
  NotebookEdit: known({ notebook_path: "path", new_source: "text" }),
  Read: known({ file_path: "path" }),
  Glob: known({ path: "path", pattern: "text" }),
  Grep: known({ path: "path", pattern: "text" }),
  WebFetch: known({ url: "url", prompt: "text" }),
  WebSearch: known({ query: "text" }),
  Task: known({ prompt: "text" }), Agent: known({ prompt: "text" }), Skill: known(),
  TodoWrite: known(), KillShell: known(), KillBash: known(), BashOutput: known(),
  TaskStop: known(), TaskOutput: known(), TaskCreate: known(), TaskUpdate: known(),
  CronCreate: known(), CronDelete: known(), CronList: known(),
  TeamCreate: known(), TeamDelete: known(), ExitPlanMode: known(), AskUserQuestion: known(),
};

/** What an operator's file says of a server's tool, or of all of them; nothing when it is silent. */
export function toolPolicy(policy: PolicySnapshot, server: string, tool: string): ToolPolicy {
  return policy.tools.get(`mcp://${server}/${tool}`) ?? policy.servers.get(server) ?? nothing;
}

type HookTool = Pick<
  GovernedCall,
  "target" | "entity" | "argumentKinds" | "declaresPermissions" | "blocklist"
>;

/** Everything a governed call says of the tool that a hook names. */
export function describeHookTool(toolName: string, policy: PolicySnapshot): HookTool {
  const entity = hookEntity(toolName);
  const target = `hook://${toolName}`;
  if (entity.server !== undefined) {
    return { target, entity, ...toolPolicy(policy, entity.server, entity.name) };
  }
  const own = Object.hasOwn(clientTools, toolName) ? clientTools[toolName] : undefined;
  return { target, entity, ...(own ?? nothing) };
}
