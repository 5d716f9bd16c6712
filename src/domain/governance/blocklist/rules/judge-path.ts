import type { Match } from "../categories.ts";
import { placeholder } from "../shell/shell-command.ts";

/** Rules look at how a path ends, so the end of a longer one is enough. */
const pathLengthMax = 1_024;

/** Lower-case, `/` only, `.` and `..` resolved against the folder where one is known. */
export function resolvePath(path: string, cwd: string | null): string {
  let text = path.slice(-pathLengthMax).replaceAll("\\", "/").toLowerCase();
  if (text.startsWith("file://")) text = text.slice(7);
  const rooted = text.startsWith("/") || text.startsWith("~") || /^[a-z]:\//.test(text);
  if (!rooted && cwd !== null) text = `${cwd.toLowerCase()}/${text}`;
  const parts: string[] = [];
  for (const part of text.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".." || !text.startsWith("/")) parts.push(part);
  }
  return (text.startsWith("/") ? "/" : "") + parts.join("/");
}

/** A path that ends in one of these, at any depth. */
function endingIn(...endings: readonly string[]): RegExp {
  return new RegExp(`(?:^|/)(?:${endings.join("|")})$`);
}

const governed = endingIn(
  "\\.systemprompt(?:/.*)?",
  "services/(?:governance|access-control|config|mcp|hooks)/?",
  "services/(?:governance|access-control|config|mcp|hooks)/.*\\.ya?ml",
);
const clientSettings = endingIn(
  "\\.claude/settings(?:\\.local)?\\.json",
  "\\.claude/hooks(?:/.*)?",
  "\\.claude\\.json",
  "\\.mcp\\.json",
  "\\.cursor/(?:mcp|hooks)\\.json",
  "\\.vscode/mcp\\.json",
  "\\.codex/config\\.toml",
  "\\.gemini/settings\\.json",
  "claude_desktop_config\\.json",
  "managed-settings\\.json",
);
/** The agents' scratch folder is theirs, though it lies inside ours. */
const workspace = /(?:^|\/)\.systemprompt\/workspace\/./;

const credentialFiles = endingIn(
  "\\.ssh/(?:id_[a-z0-9_]+|identity)",
  "\\.aws/credentials",
  "\\.(?:netrc|pgpass|git-credentials|npmrc|pypirc|vault-token)",
  "\\.docker/config\\.json",
  "\\.kube/config",
  "\\.gnupg(?:/.*)?",
  "\\.config/gh/hosts\\.yml",
  "\\.config/gcloud/(?:credentials\\.db|application_default_credentials\\.json)",
  "\\.azure/(?:accesstokens|msal_token_cache)\\.json",
  "\\.systemprompt/(?:.*/)?(?:secrets\\.yaml|master-key|[^/]*\\.key)",
  "etc/(?:shadow|gshadow|sudoers)-?",
  "proc/(?:self|\\d+)/environ",
  "(?:login data|cookies\\.sqlite|logins\\.json|key4\\.db)",
);

const devices = /^\/dev\/(?:[shv]d[a-z]|xvd[a-z]|nvme\d|mmcblk\d|disk\d|mapper\/|md\d)/;
const securityFiles = endingIn(
  "etc/(?:passwd|shadow|sudoers(?:\\.d/.*)?|pam\\.d/.*|crontab)",
  "etc/(?:ssh/sshd_config|selinux/config)",
  "\\.ssh/authorized_keys",
);

/** What is wrong with writing to a path. */
export function judgeWrite(path: string, cwd: string | null): Match | null {
  if (path.includes(placeholder)) return null;
  const resolved = resolvePath(path, cwd);
  if (devices.test(resolved)) {
    return { category: "wipe-disk", rule: "path.device", what: `writes to the device ${resolved}` };
  }
  if ((governed.test(resolved) && !workspace.test(resolved)) || clientSettings.test(resolved)) {
    return {
      category: "governance-tampering",
      rule: "path.governance",
      what: "changes files that govern agents",
    };
  }
  if (securityFiles.test(resolved)) {
    return {
      category: "permission-widening",
      rule: "path.security-file",
      what: `changes ${resolved.split("/").at(-1)}, which says who may log in`,
    };
  }
  return null;
}

/** What is wrong with reading a path. */
export function judgeRead(path: string, cwd: string | null): Match | null {
  if (!credentialFiles.test(resolvePath(path, cwd))) return null;
  return {
    category: "credential-access",
    rule: "path.credential-file",
    what: "names a file that holds credentials",
  };
}
