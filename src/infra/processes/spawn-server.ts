import { isCompiled, sourceRoot } from "./self-command.ts";

export interface ServerSpawn {
  /** Receives both output streams. */
  readonly log: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Variables that would make the runtime run foreign code before the server could refuse them. */
const runtimeVariable = /^(BUN_|NODE_OPTIONS$)/;

/** Starts this executable again as a server in a session of its own: Ctrl-C here does not reach it. */
export function spawnServer(words: readonly string[], options: ServerSpawn): Bun.Subprocess {
  const entry = isCompiled() ? [] : [`${sourceRoot()}/src/main.ts`];
  const env = Object.fromEntries(
    Object.entries(options.env).filter(([name]) => !runtimeVariable.test(name)),
  );
  const child = Bun.spawn([process.execPath, ...entry, ...words], {
    env,
    stdin: "ignore",
    stdout: options.log,
    stderr: options.log,
    detached: true,
  });
  child.unref();
  return child;
}
