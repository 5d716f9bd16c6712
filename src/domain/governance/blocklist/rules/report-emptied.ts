import { judgePlaced } from "../paths/judge-place.ts";
import { resolvePath } from "../paths/resolve-path.ts";
import type { RunContext } from "./rule-context.ts";

/** Folders whose files somebody else's program keeps. */
const stores =
  /^\/(?:var\/(?:lib|log|mail|spool|backups?|www)|srv|mnt|data|backups?|opt\/[^/]+\/data)\/./;

/** A database or a backup that its name says matters. */
const production =
  /(?:^|[/._-])(?:prod|production|live|customers?|backups?)[\w.-]{0,128}\.(?:db|sqlite3?|mdb|dump|sql|bak|rdb|ibd)(?:\.\w+)?$/;

/** `> file`, `truncate -s 0 file` and `cp /dev/null file` below the system's own data. */
export function reportEmptied(path: string, context: RunContext): void {
  const resolved = resolvePath(path, context.cwd);
  const home = resolvePath(context.workspace, null);
  const inside = resolved.startsWith(`${home}/`);
  if (inside ? !production.test(resolved) : !stores.test(resolved)) return;
  const soft = inside || resolved.startsWith("/var/log/");
  context.report({
    category: "delete-data",
    rule: "data.truncate",
    what: "empties a program's data file",
    soft,
  });
}

/** What a repository or an infrastructure is lost without. */
const recordFiles =
  /(?:^|\/)(?:\.git\/(?:head|index|packed-refs|config)|terraform\.tfstate(?:\.backup)?)$/;

const systemFiles =
  /^\/(?:etc|boot|bin|sbin|lib(?:32|64)?|usr\/(?:bin|sbin|lib|share)|efi)\/(?!.*(?:sites-enabled|conf\.d|sources\.list\.d|keyrings|trusted\.gpg\.d)\/)|^[a-z]:\/(?:windows|program files(?: \(x86\))?)\/(?!temp\/)/;

/** A file that the machine's own programs need. */
export function reportSystemFile(path: string, context: RunContext): void {
  const resolved = resolvePath(path, context.cwd);
  if (!systemFiles.test(resolved) && !recordFiles.test(resolved)) return;
  const what = "deletes a file that a system needs";
  context.report({ category: "delete-data", rule: "data.system-file", what, soft: true });
}

/** A key, a credential or a start-up file of the user: nobody else has it. */
export function reportOwnFile(path: string, context: RunContext): void {
  if (judgePlaced(path, context.cwd)?.rule !== "path.startup") return;
  const what = "deletes a user's own settings or keys";
  context.report({ category: "delete-data", rule: "path.deleted", what, soft: true });
}

/** What a shell, a name service or the start of the machine reads; few write one anew. */
const wholeFiles =
  /^\/etc\/(?:hosts|fstab|resolv\.conf|group|environment|profile|nsswitch\.conf|default\/grub)$|^(?:~|\/(?:home|users)\/[^/]+|\/root)\/\.(?:(?:bash|zsh)rc|(?:bash_|z)?profile|zshenv|ssh\/(?:id_\w+|config|known_hosts))$/;

/** `echo x > ~/.bashrc`: with one sign more it would have been added. */
export function reportReplaced(path: string, context: RunContext): void {
  if (!wholeFiles.test(resolvePath(path, context.cwd))) return;
  const what = "replaces a file that a system or its user needs";
  context.report({ category: "delete-data", rule: "data.system-file", what, soft: true });
}
