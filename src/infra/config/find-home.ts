import { chmodSync, mkdirSync, statSync, writeFileSync, type Stats } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { isMissingFile } from "#infra/logging/missing-file.ts";
import { AppError } from "#shared/errors.ts";
import type { Environment } from "./environment.ts";
import { homeFolderName, homePaths } from "./paths.ts";

/**
 * The `.systemprompt` folder: the nearest one from `cwd` upwards, else `SYSTEMPROMPT_HOME` (the
 * folder itself or the one that holds it). Throws NOT_SET_UP, with what to do, when there is none.
 */
export function findHome(cwd: string, env: Environment): string {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const candidate = join(folder, homeFolderName);
    const stats = statFolder(candidate);
    if (stats !== undefined) return refuseForeign(candidate, stats);
    if (dirname(folder) === folder) break;
  }
  const named = env["SYSTEMPROMPT_HOME"];
  if (named === undefined || named === "") throw notSetUp(cwd);
  return namedHome(resolve(cwd, named));
}

/** The state folder of `folder`, which may be that folder already. */
export function homeIn(folder: string): string {
  const path = resolve(folder);
  return basename(path) === homeFolderName ? path : join(path, homeFolderName);
}

/** Makes `.systemprompt` in `folder` (0700) with the folders that everything expects. */
export function initHome(folder: string): string {
  const home = homeIn(folder);
  const paths = homePaths(home);
  for (const made of [home, paths.profiles, paths.run, paths.logs, paths.keys, paths.workspace]) {
    mkdirSync(made, { recursive: true, mode: 0o700 });
  }
  chmodSync(home, 0o700);
  // Keys and tokens must not reach a repository by `git add .`.
  writeFileSync(join(home, ".gitignore"), "*\n", { mode: 0o600 });
  return home;
}

function namedHome(path: string): string {
  const inside = join(path, homeFolderName);
  if (basename(path) !== homeFolderName && statFolder(inside) !== undefined) return inside;
  if (statFolder(path) !== undefined && statFolder(join(path, "profiles")) !== undefined) {
    return path;
  }
  throw new AppError(
    "NOT_SET_UP",
    `SYSTEMPROMPT_HOME names ${path}, and there is no set-up systemprompt there.\n` +
      "Name the folder .systemprompt or the folder that holds it, or run: systemprompt admin setup",
  );
}

/**
 * A folder planted in a shared parent (`/tmp/.systemprompt`) would decide which programs start
 * here. Naming it in SYSTEMPROMPT_HOME is the way to mean it.
 */
function refuseForeign(home: string, stats: Stats): string {
  const uid = process.getuid?.();
  if (uid === undefined || stats.uid === uid || stats.uid === 0) return home;
  throw new AppError(
    "NOT_SET_UP",
    `${home} belongs to another user (uid ${stats.uid}), so it is not used.\n` +
      `Run as that user, or say that you mean it: SYSTEMPROMPT_HOME=${home}`,
  );
}

function statFolder(path: string): Stats | undefined {
  try {
    const stats = statSync(path);
    return stats.isDirectory() ? stats : undefined;
  } catch (error) {
    if (isMissingFile(error) || isNotFolder(error)) return undefined;
    throw new AppError("NOT_SET_UP", `${path} cannot be read.`, { cause: error });
  }
}

function isNotFolder(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOTDIR";
}

function notSetUp(cwd: string): AppError {
  return new AppError(
    "NOT_SET_UP",
    [
      "systemprompt is not set up here:",
      `there is no ${homeFolderName} folder in ${resolve(cwd)} or above it.`,
      "",
      "To set it up in this folder, with a PostgreSQL 18 of your own:",
      "  DATABASE_URL=postgres://user:password@host/database systemprompt admin setup --yes",
      "  systemprompt infra services start",
      "",
      "From a checkout of the source, PostgreSQL included:",
      "  sh scripts/up.sh",
      "",
      "If it is set up elsewhere, go to that folder, or set SYSTEMPROMPT_HOME to it.",
    ].join("\n"),
  );
}
