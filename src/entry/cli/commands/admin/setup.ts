import type { CommandContext, ParsedArguments, Verb } from "#entry/cli/command.ts";

const portBounds = { min: 1, max: 65_535 };

export const setup: Verb = {
  summary: "Write profile, keys and services, prepare the database, create the first admin",
  description:
    "Works in the current folder. DATABASE_URL names the database; with --embedded systemprompt runs one of its own. Running it again completes what is missing and changes nothing else.",
  arguments: {
    port: { type: "string", placeholder: "N", description: "Port to keep in the profile" },
    embedded: { type: "boolean", description: "Run a PostgreSQL of its own when none is named" },
    binaries: {
      type: "string",
      placeholder: "FOLDER",
      description: "PostgreSQL's programs for --embedded; absent: the npm package",
    },
    "single-role": {
      type: "boolean",
      description: "Use one database role for everything; triggers and seals remain",
    },
    "reset-passwords": {
      type: "boolean",
      description:
        "Give roles that exist new passwords; whoever uses the present ones is locked out",
    },
    "replica-of": {
      type: "string",
      placeholder: "FOLDER",
      description: "Join the installation of that folder: its key, database and services",
    },
    systemd: { type: "boolean", description: "Print a systemd unit for this folder and stop" },
  },
  examples: [
    "DATABASE_URL=postgres://… systemprompt admin setup --yes",
    "systemprompt admin setup --yes --replica-of /srv/systemprompt-1 --port 8082",
    "systemprompt admin setup --systemd > /etc/systemd/system/systemprompt.service",
  ],
  async run(context, parsed) {
    if (parsed.is("systemd")) {
      const { systemdUnit } = await import("#app/setup/systemd-unit.ts");
      context.out.line(systemdUnit(process.execPath, context.flags.profile));
      return;
    }
    const report = await setUpOrJoin(context, parsed);
    context.out.document(report, () =>
      [
        report.summary,
        ...(report.admin === null ? [] : [`First administrator: ${report.admin}`]),
        "Start it:  systemprompt infra services start",
      ].join("\n"),
    );
  },
};

async function setUpOrJoin(context: CommandContext, parsed: ParsedArguments) {
  const common = {
    profile: context.flags.profile ?? "local",
    port: parsed.integer("port", portBounds),
    note: (text: string) => context.out.note(text),
  };
  const replicaOf = parsed.optionalText("replica-of");
  if (replicaOf !== undefined) {
    const { joinInstallation } = await import("#app/setup/join-installation.ts");
    return joinInstallation({ ...common, replicaOf });
  }
  const { setUp } = await import("#app/setup/set-up.ts");
  return setUp({
    ...common,
    embedded: parsed.is("embedded"),
    binaries: parsed.optionalText("binaries") ?? null,
    singleRole: parsed.is("single-role"),
    resetPasswords: parsed.is("reset-passwords"),
  });
}
