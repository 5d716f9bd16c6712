import type { Match } from "../categories.ts";
import { placeholder } from "../shell/shell-command.ts";
import { resolvePath } from "./resolve-path.ts";

/** Folders that tools make again by themselves: deleting them whole is everyday work. */
const remade =
  /^(?:node_modules|dist|build|out|target|coverage|tmp|temp|logs?|\.(?:cache|next|nuxt|turbo|parcel-cache|svelte-kit|vite|eslintcache|pytest_cache|mypy_cache|ruff_cache|venv|tox|gradle|terraform|nyc_output|angular|dart_tool)|__pycache__|venv|obj|bin|deriveddata|pods|vendor|\S*\.egg-info)$/;
/** Below the home folder, what programs fill again. */
const homeCaches = new RegExp(
  `^(?:~|/(?:home|users)/[^/]+|/root)/(?:${[
    "\\.(?:cache|npm/_\\w+|gradle/caches|m2/repository|cargo/registry|nuget/packages|yarn/cache)",
    "\\.(?:local/share/trash|pnpm-store|bun/install/cache)",
    "library/caches",
    "library/developer/(?:xcode/deriveddata|coresimulator/caches)",
    "go/pkg",
  ].join("|")})(?:/|$)`,
);
/** What a package manager fetches again. */
const systemCaches = /^\/var\/(?:lib\/apt\/lists|cache\/[\w.-]+)(?:\/|$)/;
/** All that anybody has in a temporary folder. */
const temporaryWhole = /^\/(?:private\/)?(?:tmp|var\/tmp)\/\*$/;
const temporary = /^\/(?:private\/)?(?:tmp|var\/tmp|var\/folders|dev\/shm)\/(?!\*?$)./;
/** Nothing but what a package manager or an interpreter put there, wherever it lies. */
const fetched =
  /\/(?:node_modules|__pycache__|\.(?:next|nuxt|turbo|parcel-cache|svelte-kit|pytest_cache|mypy_cache|ruff_cache))$/;
const systemFolders = /^\/(?:usr|lib|opt|etc|var|library|system)\//;
/** A version manager or a runtime below the home folder: gone until it is installed again. */
const homeTools =
  /^(?:~|\/(?:home|users)\/[^/]+|\/root)\/\.(?:bun|nvm|deno|pyenv|rbenv|cargo|rustup|volta|asdf|sdkman|fnm|oh-my-zsh|npm|gradle|m2|nuget|yarn|cache|vscode-server|cursor-server)$/;
/** Whole folders at the top of a workspace that hold somebody's work or data. */
const kept =
  /^(?:src|source|app|apps|packages|services|data|db|database|databases|uploads|backups?|storage|media|migrations|docs?|tests?|public|config|secrets|certs|\.github|\.ssh|\.env|sql|prod|production|content|assets|internal|cmd|pkg)$/;

interface Place {
  readonly cwd: string;
  readonly workspace: string;
}

function recursive(what: string, soft = false): Match {
  return { category: "recursive-delete", rule: "shell.rm-recursive", what, soft };
}

/** What is wrong with deleting a tree; null for what is the workspace's own or comes back. */
export function judgeRecursive(path: string, { cwd, workspace }: Place): Match | null {
  const text = path.replace(/(?<!\/)\/+$/, "") || "/";
  if (path.startsWith(placeholder)) return judgeComputed(path);
  if (/^[%!]\w/.test(path)) return recursive("deletes recursively at a computed path", true);
  const resolved = resolvePath(text, cwd);
  const home = resolvePath(workspace, null);
  const last = resolved.slice(resolved.lastIndexOf("/") + 1);
  if (temporary.test(resolved) || homeCaches.test(resolved) || systemCaches.test(resolved)) {
    return null;
  }
  if (temporaryWhole.test(resolved)) return recursive(`deletes ${text} recursively`, true);
  const inside = resolved.startsWith(`${home}/`) && !resolved.includes("/../");
  if (!inside) {
    if (fetched.test(resolved) && !systemFolders.test(resolved)) return null;
    const soft = (remade.test(last) && resolved !== "/tmp") || homeTools.test(resolved);
    return recursive(`deletes ${text} recursively`, soft);
  }
  const below = resolved.slice(home.length + 1);
  if (
    (/^\.git(?:\/|$)/.test(below) && !/^\.git\/(?:\S+\/)?[\w.-]+\.lock$/.test(below)) ||
    /^(?:\*|\.\*|\{[^/}]*\*[^/}]*\}|\*\*|\*\.\*|\.\[.*|\.\?.*)(?:\/\*)*$/.test(below)
  ) {
    return recursive(`deletes ${text} recursively`);
  }
  if (below.startsWith(placeholder))
    return recursive("deletes recursively at a computed path", true);
  return kept.test(below.replace(/\/\*$/, ""))
    ? recursive(`deletes ${text} recursively`, true)
    : null;
}

/** `$X/` and `$X/*` are the root when X is empty; `$X` alone is then nothing. */
function judgeComputed(path: string): Match {
  const bare = path.replaceAll(placeholder, "");
  const soft =
    !/^\/+(?:\*|\.\*)?$/.test(bare) &&
    !/^\/(?:bin|boot|etc|home|lib|opt|root|srv|usr|var)$/.test(bare);
  return recursive("deletes recursively at a computed path", soft);
}
