import type { CommandContext, Noun } from "#entry/cli/command.ts";

const port = {
  type: "string",
  placeholder: "N",
  description: "Listen on this port for this run",
} as const;
const portBounds = { min: 1, max: 65_535 };

export const services: Noun = {
  summary: "The server: start, stop, state",
  verbs: {
    start: {
      summary: "Serve in the foreground until Ctrl-C or SIGTERM",
      description:
        "Starts the profile's embedded database when it has one. With --detach the command returns 0 once the server is ready, and non-zero with the reason otherwise.",
      arguments: {
        detach: { type: "boolean", description: "Run in the background; return when ready" },
        port,
        host: {
          type: "string",
          placeholder: "H",
          description: "Listen on this address for this run",
        },
      },
      examples: [
        "systemprompt infra services start",
        "systemprompt infra services start --detach --port 8081",
      ],
      run: async (context, parsed) => {
        await start(context, {
          port: parsed.integer("port", portBounds),
          host: parsed.optionalText("host"),
          detach: parsed.is("detach"),
        });
      },
    },
    stop: {
      summary: "Drain and stop the server, its children and the embedded database",
      run: async (context) => {
        const { stopServices } = await import("#app/services/stop-services.ts");
        const report = await stopServices({ profile: context.flags.profile });
        context.out.document(report, () => report.summary);
      },
    },
    restart: {
      summary: "Stop, then start in the background",
      arguments: { port },
      run: async (context, parsed) => {
        const { stopServices } = await import("#app/services/stop-services.ts");
        await stopServices({ profile: context.flags.profile });
        const wanted = parsed.integer("port", portBounds);
        await start(context, { port: wanted, host: undefined, detach: true });
      },
    },
    status: {
      summary: "Show whether the server runs and is ready; exits 1 when it is not",
      run: async (context) => {
        const { readServices } = await import("#app/services/read-services.ts");
        const { AppError } = await import("#shared/errors.ts");
        const state = await readServices();
        context.out.document(state, () => state.summary);
        if (!state.ready) throw new AppError("CHECK_FAILED", "The server is not ready.");
      },
    },
    cleanup: {
      summary: "End what a killed server left behind; with --data, delete the embedded database",
      destructive: true,
      arguments: {
        data: { type: "boolean", description: "Also delete the embedded database, audit included" },
      },
      run: async (context, parsed) => {
        const { cleanUpServices } = await import("#app/services/clean-up-services.ts");
        const report = await cleanUpServices({
          profile: context.flags.profile,
          data: parsed.is("data"),
        });
        context.out.document(report, () => report.summary);
      },
    },
  },
};

interface StartRequest {
  readonly port: number | undefined;
  readonly host: string | undefined;
  readonly detach: boolean;
}

async function start(context: CommandContext, request: StartRequest): Promise<void> {
  const { port: wanted, host } = request;
  const { profile } = context.flags;
  if (!request.detach) {
    const { serve } = await import("#entry/http/serve.ts");
    return serve({ profile, port: wanted, host });
  }
  const { detachServer } = await import("#app/services/detach-server.ts");
  const words = [
    "infra",
    "services",
    "start",
    ...(profile === undefined ? [] : ["--profile", profile]),
    ...(wanted === undefined ? [] : ["--port", String(wanted)]),
    ...(host === undefined ? [] : ["--host", host]),
  ];
  const server = await detachServer({ profile, words });
  const { pid, publicUrl: url } = server;
  context.out.document({ pid, url }, () => `Ready at ${url} (pid ${pid}).`);
}
