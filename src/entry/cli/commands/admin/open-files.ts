import { isAppError } from "#shared/errors.ts";
import type { CommandContext } from "#entry/cli/command.ts";

/** The policy of the profile's files, without a database and without a server. */
export async function openFiles(context: CommandContext) {
  const { openProfile } = await import("#app/runtime/open-profile.ts");
  const { openPolicy } = await import("#app/governance/open-policy.ts");
  return openPolicy(openProfile({ profile: context.flags.profile }).profile);
}

/** Null where nothing was set up: what a product without files does is in force. */
export async function openFilesIfAny(context: CommandContext) {
  try {
    return await openFiles(context);
  } catch (error) {
    if (isAppError(error) && error.code === "NOT_SET_UP") return null;
    throw error;
  }
}

export async function openPolicyIfAny(context: CommandContext) {
  return (await openFilesIfAny(context))?.policy ?? null;
}
