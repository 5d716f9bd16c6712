import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";

export const homeFolderName = ".systemprompt";

/** `sun_path` holds 108 bytes on Linux and 104 on macOS; one is the final zero. */
const socketPathBytesMax = 100;

/** Every path under `.systemprompt/`, so that no name is written twice. */
export interface HomePaths {
  /** The folder that holds `.systemprompt`; relative paths of a profile start here. */
  readonly root: string;
  readonly home: string;
  readonly profiles: string;
  readonly run: string;
  /** `{pid, start time, port, build, socket}` of the running server. */
  readonly serverFile: string;
  /** Hash of the services files that this replica took into account last. */
  readonly servicesSeen: string;
  /** The 0600 control socket, in a short folder where the home's path is too long for one. */
  readonly socket: string;
  readonly logs: string;
  readonly serverLog: string;
  readonly postgresLog: string;
  /** The default folder of the workspace tool server. */
  readonly workspace: string;
  readonly keys: string;
  readonly masterKey: string;
  /** Data of the embedded PostgreSQL, where its account can reach it. */
  readonly postgres: string;
  readonly anchors: string;
}

export function homePaths(home: string): HomePaths {
  const run = join(home, "run");
  const logs = join(home, "logs");
  const keys = join(home, "keys");
  return {
    root: basename(home) === homeFolderName ? dirname(home) : home,
    home,
    profiles: join(home, "profiles"),
    run,
    serverFile: join(run, "server.json"),
    servicesSeen: join(run, "services-seen"),
    socket: socketPath(home, run),
    logs,
    serverLog: join(logs, "server.log"),
    postgresLog: join(logs, "postgres.log"),
    workspace: join(home, "workspace"),
    keys,
    masterKey: join(keys, "master-key"),
    postgres: join(home, "postgres"),
    anchors: join(home, "anchors"),
  };
}

export interface ProfilePaths {
  readonly folder: string;
  readonly profile: string;
  readonly secrets: string;
}

export function profilePaths(home: string, name: string): ProfilePaths {
  const folder = join(home, "profiles", name);
  return {
    folder,
    profile: join(folder, "profile.yaml"),
    secrets: join(folder, "secrets.yaml"),
  };
}

/** A path of a configuration file: absolute as it stands, relative from the home's root. */
export function resolveFromHome(home: string, path: string): string {
  return isAbsolute(path) ? path : resolve(homePaths(home).root, path);
}

function socketPath(home: string, run: string): string {
  const near = join(run, "control.sock");
  if (Buffer.byteLength(near) <= socketPathBytesMax) return near;
  const digest = createHash("sha256").update(home).digest("hex").slice(0, 16);
  // Whoever listens makes this folder 0700 and checks its owner: the temporary folder is shared.
  return join(tmpdir(), `systemprompt-${process.getuid?.() ?? 0}`, `${digest}.sock`);
}
