import { boot, type Booted } from "#app/runtime/boot.ts";
import { controlVerbs } from "#app/control/control-verbs.ts";
import { startControl } from "#app/control/control-server.ts";
import { type OpenProfile, openProfile } from "#app/runtime/open-profile.ts";
import { assertNotRunning, removeRunFile, writeRunFile } from "#app/control/run-file.ts";
import { maskText } from "#domain/governance/secrets/mask.ts";
import { assertSafeEnvironment } from "#infra/config/environment.ts";
import { LogFile } from "#infra/logging/log-file.ts";
import { createLogger, type Logger, type LogLevel, teeLoggers } from "#infra/logging/logger.ts";
import { Redactor } from "#infra/logging/redact.ts";
import { readProcess } from "#infra/processes/tree/process-table.ts";
import { assert } from "#shared/assert.ts";
import { systemClock } from "#shared/clock.ts";
import { systemRandom } from "#shared/random.ts";
import { bindHttpDeps } from "./bind-deps.ts";
import type { ServerPhase } from "./deps.ts";
import { reportFaults } from "./report-faults.ts";
import { assertPortFree, type HttpServer, startHttp } from "./start-http.ts";

export interface ServeRequest {
  readonly profile: string | undefined;
  readonly port: number | undefined;
  readonly host: string | undefined;
}

/** Exit code of a server that another process declared dead (sysexits EX_SOFTWARE). */
const fencedExit = 70;

/** Boots, serves until SIGINT or SIGTERM, then drains and closes everything in reverse. */
export async function serve(request: ServeRequest): Promise<void> {
  const open = openProfile({ profile: request.profile, flags: settingFlags(request) });
  assertSafeEnvironment(open.env);
  assertNotRunning(open.home);
  assertPortFree(listenOptions(open));
  const file = new LogFile(open.paths.serverLog);
  const log = serverLogger(open, file);
  reportFaults(log);
  const stopped = untilSignal();
  const booted = await boot(open, log, () => {
    log.error("another process declared this one dead: its acts end now");
    process.exit(fencedExit);
  });
  let phase: ServerPhase = "serving";
  let server: HttpServer | undefined;
  try {
    server = startHttp(
      listenOptions(open),
      bindHttpDeps(booted, () => phase),
    );
    announce(open, booted, server, log);
    // Building the search for credentials leaves up to 20 MB behind.
    Bun.gc(true);
    const signal = await stopped;
    log.info("stopping", { signal });
    phase = "leaving";
    await Bun.sleep(open.profile.server.leave_ms);
  } finally {
    phase = "stopping";
    await closeAll(booted, server, open, log);
    file.close();
  }
}

function settingFlags({ port, host }: ServeRequest): Record<string, string | number> {
  return {
    ...(port === undefined ? {} : { "server.port": port }),
    ...(host === undefined ? {} : { "server.host": host }),
  };
}

function listenOptions({ profile }: OpenProfile) {
  const { host, port, reuse_port: reusePort } = profile.server;
  return { host, port, reusePort };
}

const controlKeyBytes = 32;

function announce(open: OpenProfile, booted: Booted, server: HttpServer, log: Logger): void {
  const self = readProcess(process.pid);
  assert(self !== null, "a process finds itself in /proc");
  const controlKey = Buffer.from(systemRandom(controlKeyBytes)).toString("base64url");
  const door = { path: open.paths.socket, key: controlKey };
  const control = startControl(door, controlVerbs(booted), log);
  booted.closers.defer("control socket", () => control.close());
  const publicUrl = open.profile.server.public_url;
  writeRunFile(open.home, {
    pid: process.pid,
    startTicks: self.startTicks,
    port: server.port,
    publicUrl,
    build: booted.build,
    socket: open.paths.socket,
    controlKey,
    profile: open.profile.name,
  });
  log.info("serving", { url: publicUrl, pid: process.pid, build: booted.build });
}

async function closeAll(
  booted: Booted,
  server: HttpServer | undefined,
  open: OpenProfile,
  log: Logger,
): Promise<void> {
  await server?.stop(open.profile.server.drain_ms);
  for (const { name, error } of await booted.closers.closeAll()) {
    log.error(`closing ${name} failed`, { error });
  }
  removeRunFile(open.home);
  log.info("stopped");
}

/** JSON lines go to the file; a terminal or a supervisor reads the short form. */
function serverLogger({ profile }: OpenProfile, file: LogFile): Logger {
  const { level } = profile.logging as { level: LogLevel };
  const redactor = new Redactor();
  // Until a policy is in force, which brings its own kinds.
  redactor.searchBy((text) => maskText(text));
  const shared = { level, clock: systemClock, redactor };
  const toFile = (line: string) => file.write(line);
  const toTerminal = (line: string) => void process.stderr.write(`${line}\n`);
  return teeLoggers(
    createLogger({ ...shared, format: "json", write: toFile }),
    createLogger({ ...shared, format: "text", write: toTerminal }),
  );
}

function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      // Not `once`: a second signal would meet the default action and cut the drain short.
      process.on(signal, () => resolve(signal));
    }
  });
}
