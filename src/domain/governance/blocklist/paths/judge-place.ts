import type { Match } from "../categories.ts";
import { resolvePath } from "./resolve-path.ts";

const home = "(?:~|/(?:home|users)/[^/]+|/root|[a-z]:/users/[^/]+)";
/** What a login, a shell or a program reads and runs before anybody looks. */
const startup = new RegExp(
  `^${home}/(?:${[
    "\\.(?:bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zshenv|zprofile)",
    "\\.(?:zlogin|kshrc|cshrc|tcshrc|login|xinitrc|xprofile|xsession|inputrc)",
    "\\.config/(?:fish/.*|autostart/.*|systemd/.*|environment\\.d/.*|git/config)",
    "\\.gitconfig",
    "\\.ssh/.*",
    "\\.(?:pam_environment|netrc|npmrc|pypirc|curlrc|wgetrc)",
    "\\.(?:aws|kube|azure|docker|gnupg)/.*",
    "\\.config/gcloud/.*",
    "library/launchagents/.*",
    "(?:onedrive/)?documents/(?:windows)?powershell/.*profile\\.ps1",
  ].join("|")})$`,
);
/** Folders of the machine, not of anybody's work. */
const system = new RegExp(
  [
    "^/(?:etc|boot|bin|sbin|lib(?:32|64)?|root|proc|sys|system|opt)(?:/|$)",
    "^/usr/(?!local/(?:src|share)/)",
    "^/dev/(?!null|shm|std)",
    "^/library/(?:launch|system)",
    "^/var/(?:spool|lib|www|run|log)(?:/|$)",
    "^[a-z]:/(?:windows|program files(?: \\(x86\\))?|programdata)(?:/|$)",
    "/start menu/programs/startup/|^[a-z]:/?$",
  ].join("|"),
);
/** What of the machine nobody sends away. */
const kept = new RegExp(`^/(?:etc|root|proc|var|boot|sys|dev)/.|^${home}/\\.[^/]|^[a-z]:/windows/`);
const temporary = /^\/(?:private\/)?(?:tmp|var\/tmp|var\/folders|dev\/shm)\//;

/** A file that a tool writes outright, beyond what every program is kept from. */
export function judgePlaced(path: string, cwd: string | null): Match | null {
  const resolved = resolvePath(path, cwd);
  if (startup.test(resolved) || /(?:^|\/)\.ssh\/./.test(resolved)) {
    const what = `changes ${resolved.split("/").at(-1)}, which runs by itself`;
    return { category: "permission-widening", rule: "path.startup", what, soft: true };
  }
  if (!system.test(resolved) || temporary.test(resolved)) return null;
  return {
    category: "permission-widening",
    rule: "path.system",
    what: "changes a file of the system",
    soft: true,
  };
}

/** A file of the machine that a tool sends or shows to somebody. */
export function judgeSent(path: string, cwd: string | null): Match | null {
  const resolved = resolvePath(path, cwd);
  if (!kept.test(resolved) || temporary.test(resolved)) return null;
  return {
    category: "exfiltration",
    rule: "path.sent",
    what: "sends a file of the machine",
    soft: true,
  };
}

/** A single file that a tool deletes outside the folder that the call works in. */
export function judgeDeleted(path: string, cwd: string | null): Match | null {
  const resolved = resolvePath(path, cwd);
  if (temporary.test(resolved)) return null;
  if (/(?:^|\/)(?:codeowners|\.github\/workflows\/[^/]+|\.gitlab-ci\.yml)$/.test(resolved)) {
    const what = "deletes a file that guards a repository";
    return { category: "disable-security", rule: "path.repository-guard", what, soft: true };
  }
  const placed = judgePlaced(path, cwd);
  const rooted = /^(?:\/|~|[a-z]:)/.test(resolved);
  const inside = cwd === null || resolved.startsWith(`${resolvePath(cwd, null)}/`);
  if (placed === null && (inside || !rooted)) return null;
  return {
    category: "delete-data",
    rule: "path.deleted",
    what: "deletes a file outside the working folder",
    soft: true,
  };
}
