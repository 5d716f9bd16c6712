import { AppError } from "#extension-api";
import { limits } from "./limits.ts";

/** Control characters and the other system's separator: never part of an honest name here. */
const forbiddenCharacters = /[\u0000-\u001f\u007f\\]/;

/**
 * The names that lead from the workspace to a file. Refuses whatever could lead elsewhere; a name
 * that is spelt oddly is refused, never repaired.
 */
export function parsePath(path: string): readonly string[] {
  if (path.length > limits.pathCharactersMax) {
    throw refused(`The path is longer than ${limits.pathCharactersMax} characters.`);
  }
  if (path.startsWith("/"))
    throw refused("The path is absolute; give it relative to the workspace.");
  if (forbiddenCharacters.test(path)) {
    throw refused("The path holds a control character or a backslash.");
  }
  if (!path.isWellFormed()) throw refused("The path holds a lone surrogate.");
  if (path === "" || path === ".") return [];
  const names = path.replace(/\/$/, "").replace(/^\.\//, "").split("/");
  for (const name of names) {
    if (name === "..") throw refused('The path leaves the workspace with "..".');
    if (name === "" || name === ".") throw refused("The path holds an empty part.");
    if (Buffer.byteLength(name) > limits.nameBytesMax) {
      throw refused(`A part of the path is longer than ${limits.nameBytesMax} bytes.`);
    }
  }
  if (names.length > limits.folderDepthMax) {
    throw refused(`The path is deeper than ${limits.folderDepthMax} folders.`);
  }
  return names;
}

/** Splits into the folders and the last name; the workspace itself is not a file. */
export function parseFilePath(path: string): { folders: readonly string[]; name: string } {
  const names = parsePath(path);
  const name = names.at(-1);
  if (name === undefined) throw refused("The path names the workspace itself, not a file in it.");
  return { folders: names.slice(0, -1), name };
}

function refused(message: string): AppError {
  return new AppError("INVALID_INPUT", message);
}
