import { resolve } from "node:path";

/** Hidden verbs by which the executable becomes a child of itself. */
export const selfVerbs = ["launch", "tool-server"] as const;
export type SelfVerb = (typeof selfVerbs)[number];

const embeddedRoot = "/$bunfs/";

export function isCompiled(): boolean {
  return Bun.main.startsWith(embeddedRoot);
}

/** The checkout's root; null inside the compiled executable, which needs no other file. */
export function sourceRoot(): string | null {
  return isCompiled() ? null : resolve(import.meta.dir, "../../..");
}

/** Program and first arguments that start this very product again, from source or compiled. */
export function selfCommand(verb: SelfVerb): readonly string[] {
  const root = sourceRoot();
  return root === null
    ? [process.execPath, verb]
    : [process.execPath, "--no-env-file", `--config=/dev/null`, `${root}/src/main.ts`, verb];
}

/**
 * Set for our own tool servers: 32 MiB for compiled code. The runtime reserves 1 GiB for it beside
 * 1 GiB of heap, which the limit on memory refuses; it would go on as an interpreter (13 instead of
 * 8 µs for reading a small file).
 */
export const toolServerEnvironment = {
  BUN_JSC_jitMemoryReservationSize: String(32 * 1024 ** 2),
} as const;

/**
 * Path of a module that a worker starts from: inside the executable, or in the checkout. Never a
 * relative one, which would be looked for in the working directory first.
 */
export function embeddedModule(path: string): string {
  const root = sourceRoot();
  return root === null ? `${embeddedRoot}root/${path}.js` : `${root}/${path}.ts`;
}
