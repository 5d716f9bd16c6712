import { chownSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Clock } from "#shared/clock.ts";
import { accountHomes } from "./account-homes.ts";
import { ChildInput } from "./child-input.ts";
import { ChildLog } from "./child-log.ts";
import { buildEnvironment, type EnvironmentVariables } from "./environment.ts";
import { findCommand } from "./find-command.ts";
import { accountFor, type ChildAccount, releaseAccount } from "./confinement/account.ts";
import type { FilterPlan } from "./confinement/filter-program.ts";
import { assertSafeSpawn, type Isolation } from "./confinement/isolation.ts";
import { abiWithTruncate } from "./confinement/landlock.ts";
import type { IsolationLevel } from "./confinement/levels.ts";
import { encodeLaunchSpec, frame, type LaunchSpec } from "./confinement/launch-spec.ts";
import type { SandboxPower } from "./confinement/powers.ts";
import * as limits from "./confinement/resource-limits.ts";
import { removePrivateFolder } from "./private-folder.ts";
import { planSandbox } from "./sandbox-paths.ts";
import { type SelfVerb, selfCommand } from "./self-command.ts";
import { SpawnedChild } from "./spawned-child.ts";
import { markerVariable, mintMarker } from "./tree/spawn-marker.ts";

/** What all children of one server share. Made once, at boot. */
export interface ProcessHost {
  /** Marks every child, so that a later server of the same installation finds orphans. */
  readonly installation: string;
  /** Absolute path of `.systemprompt`; children never reach it. */
  readonly stateFolder: string;
  readonly isolation: Isolation;
  readonly isolationMinimum: IsolationLevel;
  /** The server's own variables; only names of the allow-list are taken. */
  readonly environment: EnvironmentVariables;
  readonly clock: Clock;
  readonly redact: (text: string) => string;
  /** Finds an extension's tool server, checks its settings and names the folders that it needs. */
  readonly placeToolServer: (reference: string, settings: unknown) => PlacedToolServer;
  /** Where another start of this executable is not `selfCommand`. */
  readonly selfCommand?: (verb: SelfVerb) => readonly string[];
}

export interface PlacedToolServer {
  /** `<extension>/<server>`. */
  readonly id: string;
  readonly settings: unknown;
  readonly read: readonly string[];
  readonly write: readonly string[];
}

export interface SpawnSpec {
  /** Names the log: `.systemprompt/logs/mcp-<name>.log`, other characters as underscores. */
  readonly name: string;
  readonly program:
    | { readonly kind: "command"; readonly command: string; readonly args: readonly string[] }
    /** `<extension>[/<server>]`; the settings go through standard input. */
    | { readonly kind: "tool-server"; readonly id: string; readonly settings: unknown };
  /** Default: the child's private folder. Relative paths start at `baseFolder`. */
  readonly cwd?: string;
  readonly baseFolder?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly envAllow?: readonly string[];
  /** Variable to value, already opened; they live in the child's environment and nowhere else. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly sandbox?: {
    readonly read?: readonly string[];
    readonly write?: readonly string[];
    readonly connectPorts?: readonly number[];
    readonly allow?: readonly SandboxPower[];
  };
  readonly limits?: Partial<limits.ResourceLimits>;
}

/** A user's own child is named after its server and the user's id. */
const logNameCharactersMax = 128;

/** The only place from which tool processes start. Resolves as soon as the process exists. */
export function spawnChild(host: ProcessHost, spec: SpawnSpec): SpawnedChild {
  const holdsSecrets = Object.keys(spec.secrets ?? {}).length > 0;
  assertSafeSpawn(spec.name, holdsSecrets, host.isolation.level, host.isolationMinimum);
  const marker = mintMarker(host.installation);
  const privateFolder = join(host.stateFolder, "run", "children", marker.split("/").at(-1) ?? "");
  const user = host.isolation.ownAccounts ? accountFor(host, spec.name) : null;
  try {
    mkdirSync(privateFolder, { recursive: true, mode: 0o700 });
    if (user !== null) chownSync(privateFolder, user.uid, user.gid);
    return start(host, spec, { marker, privateFolder, user });
  } catch (error) {
    releaseAccount(user?.uid ?? null);
    removePrivateFolder(privateFolder);
    throw error;
  }
}

/** What belongs to this one start. */
interface Start {
  readonly marker: string;
  readonly privateFolder: string;
  readonly user: ChildAccount | null;
}

function start(host: ProcessHost, spec: SpawnSpec, own: Start): SpawnedChild {
  const { program } = spec;
  const { marker } = own;
  const placed =
    program.kind === "tool-server" ? host.placeToolServer(program.id, program.settings) : null;
  const launch = planLaunch(host, spec, placed, own);
  const self = host.selfCommand ?? selfCommand;
  const direct = host.isolation.level === "none";
  const process = Bun.spawn(direct ? [launch.file, ...launch.argv.slice(1)] : [...self("launch")], {
    // Without `env` the child gets even variables that were deleted here. The launcher
    // needs none; the target's variables reach it through standard input.
    env: direct ? launch.env : { PATH: launch.env["PATH"] ?? "", [markerVariable]: marker },
    cwd: direct ? launch.cwd : "/",
    detached: true,
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  const log = new ChildLog({
    path: logPath(host, spec.name),
    clock: host.clock,
    redact: host.redact,
  });
  log.write("event", `started pid ${process.pid}: ${launch.argv.join(" ")}`);
  const input = new ChildInput(process.stdin);
  if (!direct) input.write(encodeLaunchSpec(launch));
  if (placed !== null) input.write(frame(placed.settings ?? {}));
  return new SpawnedChild({
    name: spec.name,
    file: launch.file,
    marker,
    uid: own.user?.uid ?? null,
    process,
    input,
    log,
    onEnded: () => removePrivateFolder(own.privateFolder),
  });
}

/**
 * For our own tool servers on top: their runtime reserves this much for compiled code, uses a few
 * megabytes of it, and goes on as an interpreter when it is refused (25 instead of 15 µs for
 * reading a small file).
 */
const codeReservationBytes = 1024 ** 3;

function planLaunch(
  host: ProcessHost,
  spec: SpawnSpec,
  placed: PlacedToolServer | null,
  { marker, privateFolder, user }: Start,
): LaunchSpec {
  const base = spec.baseFolder ?? host.stateFolder;
  const at = (path: string) => resolve(base, path);
  const cwd = spec.cwd === undefined ? privateFolder : at(spec.cwd);
  const env: Record<string, string> = {
    ...buildEnvironment({
      server: host.environment,
      allow: spec.envAllow ?? [],
      literals: spec.env ?? {},
      secrets: spec.secrets ?? {},
      privateFolder,
    }),
    [markerVariable]: marker,
  };
  const searchPath = env["PATH"] ?? "";
  const [command, ...args] = words(host, spec, placed);
  const file = findCommand(command ?? "", searchPath, base);
  const sandbox =
    host.isolation.landlockAbi === 0
      ? null
      : planSandbox({
          file,
          isSelf: placed !== null,
          args,
          cwd,
          searchPath,
          read: [...(spec.sandbox?.read ?? []), ...(placed?.read ?? [])].map(at),
          write: [...(spec.sandbox?.write ?? []), ...(placed?.write ?? [])].map(at),
          connectPorts: spec.sandbox?.connectPorts ?? [],
          landlockAbi: host.isolation.landlockAbi,
          privateFolder,
          stateFolder: host.stateFolder,
          homes: accountHomes(),
          openStateFolders: [join(host.stateFolder, "workspace")],
        });
  return {
    file,
    argv: [file, ...args],
    env,
    cwd,
    parentPid: process.pid,
    limits: {
      memoryBytesMax:
        (spec.limits?.memoryBytesMax ?? limits.memoryBytesDefault) +
        (placed === null ? 0 : codeReservationBytes),
      processesMax: spec.limits?.processesMax ?? limits.processesDefault,
      openFilesMax: spec.limits?.openFilesMax ?? limits.openFilesDefault,
    },
    sandbox,
    filter: host.isolation.filtersCalls ? planFilter(host, spec, user) : null,
    user,
  };
}

/** Who has an account of his own may change the modes of his own files: the kernel sees to it. */
function planFilter(
  { isolation }: ProcessHost,
  { sandbox }: SpawnSpec,
  user: ChildAccount | null,
): FilterPlan {
  const declared = sandbox?.allow ?? [];
  return {
    powers: user === null ? declared : [...declared, "file-modes"],
    network: (sandbox?.connectPorts ?? []).length > 0,
    emptying: isolation.landlockAbi === 0 || isolation.landlockAbi >= abiWithTruncate,
  };
}

function words(
  host: ProcessHost,
  { program }: SpawnSpec,
  placed: PlacedToolServer | null,
): readonly string[] {
  if (program.kind === "command") return [program.command, ...program.args];
  return [...(host.selfCommand ?? selfCommand)("tool-server"), placed?.id ?? program.id];
}

function logPath(host: ProcessHost, name: string): string {
  const folder = join(host.stateFolder, "logs");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const safe = name.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, logNameCharactersMax);
  return join(folder, `mcp-${safe}.log`);
}
