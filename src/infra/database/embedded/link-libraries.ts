import { existsSync, lstatSync, readFileSync, symlinkSync, unlinkSync } from "node:fs";
import path from "node:path";

interface Link {
  readonly source: string;
  readonly target: string;
}

/**
 * Makes the library links that the npm package lists in `pg-symlinks.json` and leaves to an install
 * script, which is blocked here. Paths in the list start at the package, the links are relative.
 */
export function linkLibraries(binaries: string): void {
  const list = path.join(binaries, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const link of JSON.parse(readFileSync(list, "utf8")) as readonly Link[]) {
    makeLink(path.join(binaries, path.relative("native", link.target)), link);
  }
}

function makeLink(target: string, link: Link): void {
  const source = path.relative(path.dirname(link.target), link.source);
  const found = lstatSync(target, { throwIfNoEntry: false });
  if (found !== undefined) {
    if (existsSync(target)) return;
    unlinkSync(target);
  }
  try {
    symlinkSync(source, target);
  } catch (cause) {
    // Another process made the same link in between.
    if (!existsSync(target)) throw new Error(`cannot link ${target}`, { cause });
  }
}
