import type { Principal } from "#shared/principal.ts";
import type { CommandContext } from "#entry/cli/command.ts";

/** The caller that `--user` names; `anonymous` needs no database. */
export async function findPrincipal(context: CommandContext, user: string): Promise<Principal> {
  if (user === "anonymous") {
    const { anonymousPrincipal } = await import("#domain/tokens/anonymous-principal.ts");
    return anonymousPrincipal("explain");
  }
  const { principalOf } = await import("#app/governance/name-entity.ts");
  const deps = await context.open();
  return principalOf(await deps.users.find(user));
}
