import type { ErasureReport } from "#app/erasure/erase-user.ts";
import type { LocalDeps } from "#app/runtime/local-deps.ts";
import type { User } from "#domain/users/user.ts";
import type { Verb } from "#entry/cli/command.ts";
import { AppError, isAppError } from "#shared/errors.ts";

export const erase: Verb = {
  summary: "Erase a person: name, address, secrets and stored excerpts go for ever",
  description:
    "Goes: e-mail address, name, departments, names of tokens, secrets, and every key that sealed " +
    "what the person's calls sent and got. Stays: the id, and the audit's rows about it, which " +
    "still verify. Nobody can take it back. Refused under a legal hold, for the last " +
    "administrator, and while an access rule names the address. A run that broke off is completed " +
    "by running it again with the id. docs/privacy says what backups mean.",
  arguments: {
    user: {
      type: "positional",
      description: "The user's id or e-mail address",
      required: true,
    },
    reason: {
      type: "string",
      placeholder: "R",
      description: "Why, without naming the person: it is kept for ever",
    },
  },
  examples: ['systemprompt admin users erase eve@example.test --reason "Request 2026-17"'],
  destructive: true,
  run: async (context, parsed) => {
    const { eraseUser } = await import("#app/erasure/erase-user.ts");
    const { erasureDeps } = await import("#app/erasure/erasure-deps.ts");
    const deps = await context.open();
    const user = await findPerson(deps, parsed.text("user"));
    context.out.note(`Erasing ${user.id}.`);
    const reason = parsed.optionalText("reason") ?? null;
    const report = await eraseUser(erasureDeps(deps), deps.actor, { userId: user.id, reason });
    context.out.document(report, () => inWords(report));
  },
};

/** After an erasure that broke off the address may be gone already. */
async function findPerson(deps: LocalDeps, named: string): Promise<User> {
  try {
    return await deps.users.find(named);
  } catch (error) {
    if (!isAppError(error) || error.code !== "NOT_FOUND") throw error;
    const message = "There is no such user. To complete an erasure give the id that it printed.";
    throw new AppError("NOT_FOUND", message, { cause: error });
  }
}

function inWords(report: ErasureReport): string {
  if (report.already) return `${report.user_id} was erased before; nothing is left to do.`;
  return (
    `Erased ${report.user_id}: ${report.keys_destroyed} keys, ${report.secrets_deleted} secrets, ` +
    `${report.sessions_ended} sessions and ${report.tokens_revoked} tokens. ` +
    "Copies of the database from before hold the keys still: see docs/privacy."
  );
}
