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
 * Path of a module that a worker starts from: inside the executable, or in the checkout. Never a
 * relative one, which would be looked for in the working directory first.
 */
export function embeddedModule(path: string): string {
  const root = sourceRoot();
  return root === null ? `${embeddedRoot}root/${path}.js` : `${root}/${path}.ts`;
}
