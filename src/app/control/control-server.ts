import { chmodSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { Logger } from "#infra/logging/logger.ts";
import { equalBytes } from "#infra/security/digest.ts";
import { AppError, isAppError } from "#shared/errors.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { controlKeyHeader } from "./run-file.ts";

/** What the command line may ask of the live process. The verb is the request's `verb`. */
export type ControlVerbs = Readonly<
  Record<string, (request: JsonObject) => Promise<JsonValue> | JsonValue>
>;

export interface ControlServer {
  close(): Promise<void>;
}

export interface ControlDoor {
  readonly path: string;
  /** Told by whoever asks. Landlock keeps files from a tool server, and no path of a socket. */
  readonly key: string;
}

/** Listens on a unix socket that its owner alone can open, for who can read the run file. */
export function startControl(door: ControlDoor, verbs: ControlVerbs, log: Logger): ControlServer {
  const { path, key } = door;
  preparePrivateFolder(dirname(path));
  rmSync(path, { force: true });
  const server = Bun.serve({
    unix: path,
    fetch: async (request) => {
      const told = Buffer.from(request.headers.get(controlKeyHeader) ?? "");
      if (!equalBytes(told, Buffer.from(key))) return new Response(null, { status: 403 });
      return new Response(await answer(request, verbs, log));
    },
  });
  chmodSync(path, 0o600);
  return {
    close: async () => {
      await server.stop(true);
      rmSync(path, { force: true });
    },
  };
}

function preparePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  const own = stats.isDirectory() && stats.uid === (process.getuid?.() ?? stats.uid);
  if (!own || (stats.mode & 0o077) !== 0) {
    throw new AppError(
      "CONFIG_INVALID",
      `${folder} must be a folder of this account alone: chmod 700 it, or remove it.`,
    );
  }
}

async function answer(request: Request, verbs: ControlVerbs, log: Logger): Promise<string> {
  try {
    const asked = (await request.json()) as JsonValue;
    const name = isJsonObject(asked) ? String(asked["verb"]) : "";
    const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (!verb || !isJsonObject(asked)) {
      throw new AppError("USAGE", "The running server is of another build: restart it.");
    }
    return JSON.stringify({ result: await verb(asked) });
  } catch (error) {
    if (!isAppError(error)) log.error("control verb failed", { error });
    const known = isAppError(error) ? error : new AppError("INTERNAL", "The server failed inside.");
    const { code, message, details } = known;
    return JSON.stringify({ error: { code, message, ...(details ? { details } : {}) } });
  }
}
