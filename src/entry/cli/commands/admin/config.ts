import type { JsonObject, JsonValue } from "#shared/json.ts";
import { isJsonObject } from "#shared/json.ts";
import type { CommandContext, Noun, Verb } from "../../command.ts";

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
    const status = await askServer(context, { verb: "config.reload" });
    await refuseBadAttempt(status);
    context.out.document(status, () => describeStatus(status));
  },
};

const status: Verb = {
  summary: "Show which configuration the running server has in force",
  async run(context) {
    const answer = await askServer(context, { verb: "config.status" });
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

async function askServer(context: CommandContext, request: JsonObject): Promise<JsonValue> {
  const { callServer } = await import("#app/runtime/control-client.ts");
  return callServer((await openProfile(context)).home, request);
}

/** A refused reload is a failure of the verb, whatever the server keeps running. */
async function refuseBadAttempt(status: JsonValue): Promise<void> {
  const attempt = isJsonObject(status) ? status["last_attempt"] : undefined;
  if (!isJsonObject(attempt) || !["refused", "not-recorded"].includes(String(attempt["result"]))) {
    return;
  }
  const { AppError } = await import("#shared/errors.ts");
  const recorded = attempt["result"] === "refused";
  throw new AppError(
    recorded ? "CONFIG_INVALID" : "AUDIT_UNAVAILABLE",
    recorded
      ? "The files are not valid; the running configuration stays in force."
      : "The change could not be recorded; the running configuration stays in force.",
    { details: { lines: attempt["diagnostics"], problem: attempt["problem"] } },
  );
}

function describeStatus(status: JsonValue): string {
  if (!isJsonObject(status)) return String(status);
  const running = isJsonObject(status["running"]) ? status["running"] : {};
  const lines = [
    `In force: version ${String(running["version"])}, hash ${String(running["hash"])}`,
  ];
  const attempt = status["last_attempt"];
  if (isJsonObject(attempt)) {
    lines.push(`Last attempt: ${String(attempt["result"])} at ${String(attempt["at"])}`);
    if (typeof attempt["problem"] === "string") lines.push(`  ${attempt["problem"]}`);
    for (const line of (attempt["diagnostics"] ?? []) as readonly JsonValue[]) {
      lines.push(`  ${String(line)}`);
    }
  }
  return lines.join("\n");
}
