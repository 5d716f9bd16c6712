import { accessSync, constants, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { AppError } from "#shared/errors.ts";

/**
 * The absolute path that a command means: searched here, before the child's confinement, so that
 * the record says which file ran. Empty and relative parts of PATH are skipped: they would let the
 * working directory choose the program.
 */
export function findCommand(command: string, searchPath: string, cwd: string): string {
  if (command.includes("/")) {
    const path = resolve(cwd, command);
    if (isProgram(path)) return path;
    throw missing(command);
  }
  for (const folder of searchPath.split(":")) {
    if (!isAbsolute(folder)) continue;
    const path = join(folder, command);
    if (isProgram(path)) return path;
  }
  throw missing(command);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch (error) {
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}

function missing(command: string): AppError {
  return new AppError("CONFIG_INVALID", `The command ${command} is not an executable file.`);
}
