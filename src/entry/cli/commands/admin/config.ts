import type { ConfigStatus } from "#infra/config/reload/services-reloader.ts";
import type { CommandContext, Noun, Verb } from "#entry/cli/command.ts";

const show: Verb = {
  summary: "Show the settings of the profile that are in force",
  description:
    "Defaults, the profile's files, the environment and flags, in this order; the later wins.",
  arguments: {
    origin: { type: "boolean", description: "Say for each value where it comes from" },
  },
  examples: ["systemprompt admin config show --origin"],
  async run(context, parsed) {
    const { describeProfile } = await import("#infra/config/describe-profile.ts");
    const rows = describeProfile(await openProfile(context));
    const withOrigin = parsed.is("origin");
    context.out.table(
      rows.map(({ setting, value, origin }) =>
        withOrigin ? { setting, value, origin } : { setting, value },
      ),
      [
        { key: "setting", heading: "SETTING" },
        { key: "value", heading: "VALUE" },
        ...(withOrigin ? [{ key: "origin", heading: "ORIGIN" }] : []),
      ],
    );
  },
};

const validate: Verb = {
  summary: "Check a services folder and say everything that is wrong with it",
  arguments: {
    path: { type: "positional", description: "The folder; absent: the profile's" },
  },
  examples: ["systemprompt admin config validate services"],
  async run(context, parsed) {
    const { loadServices } = await import("#infra/config/load-services.ts");
    const { formatDiagnostic } = await import("#infra/config/yaml/diagnostic.ts");
    const { servicesKnowledge } = await import("#app/runtime/services-knowledge.ts");
    const folder = parsed.optionalText("path") ?? (await openProfile(context)).services;
    const loaded = loadServices(folder, servicesKnowledge());
    if (loaded.config === null) {
      const { configInvalid } = await import("#infra/config/config-invalid.ts");
      throw configInvalid(`The configuration in ${folder}`, loaded.diagnostics);
    }
    const warnings = loaded.diagnostics.map(formatDiagnostic);
    context.out.document({ ok: true, hash: loaded.hash, warnings }, () =>
      [...warnings, `${folder} is valid (hash ${loaded.hash}).`].join("\n"),
    );
  },
};

const schema: Verb = {
  summary: "Print the JSON Schema of a configuration file",
  arguments: {
    name: { type: "positional", description: "A file's schema; absent: the list of names" },
  },
  examples: ["systemprompt admin config schema mcp > mcp.schema.json"],
  async run(context, parsed) {
    const { describeSchema, schemaNames } = await import("#infra/config/describe-schema.ts");
    const name = parsed.optionalText("name");
    if (name === undefined) {
      context.out.table(schemaNames(), [
        { key: "name", heading: "NAME" },
        { key: "file", heading: "FILE" },
      ]);
      return;
    }
    const document = describeSchema(name);
    context.out.document(document, () => JSON.stringify(document, null, 2));
  },
};

const reload: Verb = {
  summary: "Make the running server read its services folder again, now",
  description: "Exits 78 when the files are refused; the running configuration stays in force.",
  async run(context) {
    const status = await askServer(context, "config.reload");
    await refuseBadAttempt(status);
    context.out.document(status, () => describeStatus(status));
  },
};

const status: Verb = {
  summary: "Show which configuration the running server has in force",
  async run(context) {
    const answer = await askServer(context, "config.status");
    context.out.document(answer, () => describeStatus(answer));
  },
};

export const config: Noun = {
  summary: "Settings of the profile and the services folder",
  verbs: { show, validate, schema, reload, status },
};

async function openProfile(context: CommandContext) {
  const { readEnvironment } = await import("#infra/config/environment.ts");
  const { findHome } = await import("#infra/config/find-home.ts");
  const { loadProfile } = await import("#infra/config/load-profile.ts");
  const env = readEnvironment();
  return loadProfile({ home: findHome(process.cwd(), env), name: context.flags.profile, env });
}

/** What the server says beside its own state: a forged snapshot that it saw, or null. */
type Status = ConfigStatus & { readonly alarm: string | null };

async function askServer(context: CommandContext, verb: string): Promise<Status> {
  const { callServer } = await import("#app/control/control-client.ts");
  const answer = await callServer((await openProfile(context)).home, { verb });
  // The server is of the same build: the run file says so.
  return answer as unknown as Status;
}

/** A refused reload is a failure of the verb, whatever the server keeps running. */
async function refuseBadAttempt({ last_attempt: attempt }: ConfigStatus): Promise<void> {
  if (attempt?.result !== "refused" && attempt?.result !== "not-recorded") return;
  const { AppError } = await import("#shared/errors.ts");
  const { diagnostics, problem } = attempt;
  if (attempt.result === "refused") {
    const message = "The files are not valid; the running configuration stays in force.";
    throw new AppError("CONFIG_INVALID", message, { details: { lines: diagnostics } });
  }
  const message = "The change could not be recorded; the running configuration stays in force.";
  throw new AppError("AUDIT_UNAVAILABLE", message, { details: { lines: [problem] } });
}

function describeStatus({ running, last_attempt: attempt, alarm }: Status): string {
  const lines = [`In force: version ${running.version}, hash ${running.hash}`];
  if (alarm !== null) lines.push(`ALARM: ${alarm}`);
  if (attempt !== null) {
    lines.push(`Last attempt: ${attempt.result} at ${attempt.at}`);
    if (attempt.problem !== null) lines.push(`  ${attempt.problem}`);
    lines.push(...attempt.diagnostics.map((line) => `  ${line}`));
  }
  return lines.join("\n");
}
