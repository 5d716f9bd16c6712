import type { LocalDeps } from "#app/runtime/local-deps.ts";
import type { ArgumentSpec, Noun, ParsedArguments, Verb } from "#entry/cli/command.ts";

const listedMax = 1_000;

const nameArgument: ArgumentSpec = {
  type: "positional",
  description: "The secret's name",
  required: true,
};
const ownerArgument: ArgumentSpec = {
  type: "string",
  placeholder: "U",
  description: "A user's id or e-mail address; absent: the installation's own",
};

/** `system`, or the id of the user that was named. */
async function ownerOf(deps: LocalDeps, parsed: ParsedArguments): Promise<string> {
  const named = parsed.optionalText("owner");
  if (named === undefined || named === "system") return "system";
  return (await deps.users.find(named)).id;
}

/** A child has its secrets from its start: the running server starts the users of this one anew. */
async function tellServer(deps: LocalDeps, name: string): Promise<readonly string[]> {
  const { readRunFile } = await import("#app/control/run-file.ts");
  if (readRunFile(deps.home) === null) return [];
  const { callServer } = await import("#app/control/control-client.ts");
  const answer = await callServer(deps.home, { verb: "secrets.changed", name });
  return (answer as { readonly restarted: readonly string[] }).restarted;
}

function restartedNote(servers: readonly string[]): string {
  return servers.length === 0 ? "" : ` Started anew with it: ${servers.join(", ")}.`;
}

const set: Verb = {
  summary: "Store a value, read from standard input or a hidden prompt",
  description: "Values are write-only: no command and no route gives one back.",
  arguments: { name: nameArgument, owner: ownerArgument },
  examples: ["systemprompt admin secrets set github-token < token.txt"],
  run: async (context, parsed) => {
    const { parseSecretName, secretBytesMax } = await import("#domain/secrets/secret.ts");
    const { readSecret } = await import("#entry/cli/read-secret.ts");
    const name = parsed.text("name");
    parseSecretName("system", name);
    const value = await readSecret(`Value of ${name}`, secretBytesMax);
    const deps = await context.open();
    const owner = await ownerOf(deps, parsed);
    const version = await deps.secrets.set(deps.actor, { owner, name, value });
    const restarted = await tellServer(deps, name);
    context.out.document(
      { owner, name, version, restarted },
      () => `Stored ${name}, version ${version}.${restartedNote(restarted)}`,
    );
  },
};

const list: Verb = {
  summary: "List names, owners and versions, and the servers that use them; never values",
  arguments: { owner: ownerArgument },
  run: async (context, parsed) => {
    const deps = await context.open();
    const { secretUsers } = await import("#app/runtime/secret-users.ts");
    const owner = parsed.optionalText("owner") === undefined ? null : await ownerOf(deps, parsed);
    const found = await deps.secrets.list({ owner, limit: listedMax });
    const usedBy = secretUsers(deps.profile.services);
    const rows = found.map((secret) => ({
      name: secret.name,
      owner: secret.owner,
      version: secret.version,
      updated_at: secret.updatedAt.toISOString(),
      used_by: usedBy(secret.owner, secret.name),
    }));
    context.out.table(rows, [
      { key: "name", heading: "NAME" },
      { key: "owner", heading: "OWNER" },
      { key: "version", heading: "VERSION", align: "right" },
      { key: "updated_at", heading: "UPDATED" },
      { key: "used_by", heading: "USED BY" },
    ]);
  },
};

const remove: Verb = {
  summary: "Delete a secret; servers that declare it stop",
  arguments: { name: nameArgument, owner: ownerArgument },
  destructive: true,
  run: async (context, parsed) => {
    const deps = await context.open();
    await deps.secrets.delete(deps.actor, await ownerOf(deps, parsed), parsed.text("name"));
    const restarted = await tellServer(deps, parsed.text("name"));
    context.out.document({ deleted: true, restarted }, () => `Deleted.${restartedNote(restarted)}`);
  },
};

const rotate: Verb = {
  summary: "Renew the master key, an owner's key, or the sealing of one value",
  description:
    "Nothing stops meanwhile and no value changes. A value that leaked is replaced with `set`.",
  arguments: {
    level: {
      type: "string",
      placeholder: "L",
      description: "master, user or value",
      required: true,
    },
    name: { type: "positional", description: "The secret's name, for --level value" },
    owner: ownerArgument,
  },
  examples: ["systemprompt admin secrets rotate --level master"],
  run: async (context, parsed) => {
    const { AppError } = await import("#shared/errors.ts");
    const level = parsed.text("level");
    const deps = await context.open();
    if (level === "master") {
      const { rotateInstallationKey } = await import("#app/runtime/rotate-installation-key.ts");
      const done = await rotateInstallationKey(deps);
      context.out.document(done, () => `Master key ${done.to} wraps ${done.rows} keys now.`);
    } else if (level === "user") {
      const owner = await ownerOf(deps, parsed);
      const values = await deps.secrets.rotateOwnerKey(deps.actor, owner);
      context.out.document({ owner, values }, () => `Sealed ${values} values with a new key.`);
    } else if (level === "value" && parsed.optionalText("name") !== undefined) {
      const [owner, name] = [await ownerOf(deps, parsed), parsed.text("name")];
      const version = await deps.secrets.rotateValue(deps.actor, owner, name);
      context.out.document({ owner, name, version }, () => `Sealed ${name} as ${version}.`);
    } else {
      throw new AppError("USAGE", "Give --level master, --level user, or --level value NAME.");
    }
  },
};

export const secrets: Noun = {
  summary: "Secrets that tool servers receive at their start",
  verbs: { set, list, delete: remove, rotate },
};
