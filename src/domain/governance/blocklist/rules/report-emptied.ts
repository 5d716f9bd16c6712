import { resolvePath } from "../paths/resolve-path.ts";
import type { RunContext } from "./rule-context.ts";

/** Folders whose files somebody else's program keeps. */
const stores =
  /^\/(?:var\/(?:lib|log|mail|spool|backups?|www)|srv|mnt|data|backups?|opt\/[^/]+\/data)\/./;

/** `> file`, `truncate -s 0 file` and `cp /dev/null file` below the system's own data. */
export function reportEmptied(path: string, context: RunContext): void {
  const resolved = resolvePath(path, context.cwd);
  const home = resolvePath(context.workspace, null);
  if (!stores.test(resolved) || resolved.startsWith(`${home}/`)) return;
  const soft = resolved.startsWith("/var/log/");
  context.report({
    category: "delete-data",
    rule: "data.truncate",
    what: "empties a program's data file",
    soft,
  });
}
