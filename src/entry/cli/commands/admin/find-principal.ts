import type { Principal } from "#shared/principal.ts";
import type { CommandContext } from "#entry/cli/command.ts";

/** The caller that `--user` names; `anonymous` needs no database. */
export async function findPrincipal(context: CommandContext, user: string): Promise<Principal> {
  const { anonymousCaller, principalOf } = await import("#app/governance/name-entity.ts");
  if (user === "anonymous") return anonymousCaller;
  const deps = await context.open();
  return principalOf(await deps.users.find(user));
}
