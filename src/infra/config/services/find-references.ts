import { posix } from "node:path";
import type { Report } from "./report.ts";
import type { ServiceFiles } from "./service-files.ts";
import { serviceFilesMax } from "./service-files.ts";

export type Role = "governance" | "access_control" | "mcp";

export interface Reference {
  readonly role: Role;
  /** Relative to the services folder. */
  readonly path: string;
}

const rootFolder = "config";

/** Every file that the root names; what cannot be one is reported where it is written. */
export function findReferences(
  named: Readonly<Record<Role, readonly string[]>>,
  files: ServiceFiles,
  report: Report,
): readonly Reference[] {
  const found = new Map<string, Reference>();
  for (const role of ["governance", "access_control", "mcp"] as const) {
    for (const [index, text] of named[role].entries()) {
      const at = role === "governance" ? [role] : [role, index];
      for (const path of resolve(text, role, files, (message, warn) =>
        report.add(at, message, warn),
      )) {
        if (found.has(path)) report.add(at, `names ${files.shown(path)} a second time`);
        else found.set(path, { role, path });
      }
    }
  }
  if (found.size > serviceFilesMax) {
    report.add([], `names ${found.size} files; at most ${serviceFilesMax} are read`);
  }
  return [...found.values()].slice(0, serviceFilesMax);
}

function resolve(
  text: string,
  role: Role,
  files: ServiceFiles,
  add: (message: string, severity?: "warning") => void,
): readonly string[] {
  const path = posix.normalize(posix.join(rootFolder, text));
  if (posix.isAbsolute(text) || path === ".." || path.startsWith("../") || text.includes("\\")) {
    add("must be a path inside the services folder, relative to this file, with /");
    return [];
  }
  if (posix.dirname(path).includes("*") || (role === "governance" && text.includes("*"))) {
    add(role === "governance" ? "must name one file" : "may have * in the last part only");
    return [];
  }
  if (!/\.ya?ml$/.test(path)) {
    add("must name files that end in .yaml or .yml");
    return [];
  }
  const matched = files.match(path);
  if (matched.length === 0 && role === "access_control") {
    add("matches no file; without access rules every call is denied");
  }
  return matched;
}
