import type { Match } from "../categories.ts";
import { placeholder } from "../shell/shell-command.ts";
import { resolvePath } from "./resolve-path.ts";

/** A path that ends in one of these, at any depth. */
function endingIn(...endings: readonly string[]): RegExp {
  return new RegExp(`(?:^|/)(?:${endings.join("|")})$`);
}

const governed = endingIn(
  "\\.systemprompt(?:/.*)?",
  "services/(?:governance|access-control|config|mcp|hooks)/?",
  "services/(?:governance|access-control|config|mcp|hooks)/.*\\.ya?ml",
  "(?:bin|sbin|dist)/systemprompt",
  "systemd/system/systemprompt[\\w@-]*\\.service",
);
const clientSettings = endingIn(
  "\\.claude/settings(?:\\.local)?\\.json",
  "\\.claude/(?:hooks|plugins)(?:/.*)?",
  "\\.claude\\.json",
  "\\.mcp\\.json",
  "\\.cursor/(?:mcp|hooks)\\.json",
  "\\.vscode/mcp\\.json",
  "\\.codex/config\\.toml",
  "\\.gemini/settings\\.json",
  "\\.codeium/windsurf/mcp_config\\.json",
  "\\.config/(?:zed/settings|opencode/opencode)\\.json",
  "\\.copilot/mcp-config\\.json",
  "claude_desktop_config\\.json",
  "managed-settings\\.json",
);
/** The agents' scratch folder is theirs, though it lies inside ours. */
const workspace = /(?:^|\/)\.systemprompt\/workspace\/./;

const credentialFiles = endingIn(
  "\\.ssh(?:/\\*?|/(?:id_[a-z0-9_]+|identity))?",
  "id_(?:rsa|dsa|ecdsa|ed25519)",
  "\\.aws(?:/(?:credentials|sso/cache.*|cli/cache.*|\\*))?",
  "\\.(?:netrc|pgpass|my\\.cnf|git-credentials|npmrc|pypirc|vault-token|htpasswd|s3cfg|boto|databrickscfg)",
  "_netrc",
  "\\.docker/config\\.json",
  "\\.kube(?:/config|/\\*)?",
  "etc/kubernetes/[^/]*\\.conf",
  "etc/rancher/k3s/k3s\\.yaml",
  "secrets/kubernetes\\.io/serviceaccount(?:/token)?",
  "\\.gnupg(?:/.*)?",
  "\\.password-store(?:/.*)?",
  "\\.config/(?:gh/hosts\\.yml|glab-cli/config\\.yml|hub|op/.*|doctl/config\\.yaml|rclone/rclone\\.conf|heroku/.*)",
  "\\.config/gcloud(?:/(?:credentials\\.db|access_tokens\\.db|application_default_credentials\\.json|legacy_credentials.*))?",
  "\\.azure(?:/(?:accesstokens|msal_token_cache|service_principal_entries)\\.(?:json|bin))?",
  "\\.oci/(?:config|.*\\.pem)",
  "\\.(?:cargo|gem|terraform\\.d|pulumi|fly)/(?:credentials(?:\\.toml|\\.json|\\.tfrc\\.json)?|config\\.yml)",
  "\\.m2/settings(?:-security)?\\.xml",
  "\\.composer/auth\\.json",
  "\\.(?:claude|codex|gemini|qwen|copilot|config/[^/]+|local/share/[^/]+)/\\.?(?:auth|credentials|oauth_creds|(?:access_)?tokens?)\\.json",
  "library/application support/[^/]+/(?:auth|credentials|tokens?)\\.json",
  "\\.(?:electrum|bitcoin|ethereum|config/solana)/(?:wallets/[^/]+|wallet\\.dat|keystore/.*|id\\.json)",
  "library/keychains(?:/.*)?",
  "\\.local/share/keyrings(?:/.*)?",
  "\\.systemprompt/(?:.*/)?(?:secrets\\.yaml|master-key|[^/]*\\.key)",
  "etc/(?:shadow|gshadow|sudoers|master\\.passwd|security/opasswd)-?",
  "etc/ssh/ssh_host_[a-z0-9]+_key",
  "proc/(?:self|\\d+|\\*|\ufffc)/environ",
  "(?:login data|cookies\\.sqlite|logins\\.json|key[34]\\.db|wallet\\.dat)",
  "(?:google/chrome|google-chrome|chromium|bravesoftware/[^/]+|microsoft/edge)/(?:[^/]+/){1,3}(?:cookies|web data|local state)",
  "windows/system32/config/(?:sam|security|system)",
  "windows/ntds/ntds\\.dit",
  "(?:kubeadm|admin)\\.conf",
);
/** Files that hold credentials in one project and nothing in another: asked. */
const likelyCredentials = endingIn(
  "\\.env(?:\\.(?:local|prod|production|staging|live|secret|secrets|dev|development))?",
  "[^/]+\\.(?:p12|pfx|jks|keystore|ppk|kdbx|agekey)",
  "(?![^/]*(?:cert|crt|chain|public)(?![^/]*key\\.))[^/]*(?:private|priv|secret|server|client|signing)[^/]*\\.(?:key|pem)",
  "(?:master|tls|ssl|ca|jwt[\\w-]*)\\.key",
  "terraform\\.tfstate",
  "\\.(?:bash|zsh|psql|mysql|python|node_repl)_history",
  "(?:credentials|secrets|service-account|serviceaccount)\\.(?:json|ya?ml|toml|env)",
  "\\.vault_pass(?:word)?(?:\\.txt)?",
);

const deviceNames =
  "[shv]d[a-z*?]|xvd[a-z]|nvme\\d|mmcblk\\d|r?disk\\d|mapper/|md\\d|dm-\\d|mem$|kmem$|port$";
const devices = new RegExp(`^/dev/(?:${deviceNames})|^//\\./physicaldrive`);
const securityFiles = endingIn(
  "etc/(?:passwd|shadow|gshadow|sudoers(?:\\.d/.*)?|pam\\.d/.*|crontab|cron\\.\\w+/.*|ld\\.so\\.preload)",
  "etc/(?:ssh/sshd_config(?:\\.d/.*)?|security/.*|polkit-1/.*)",
  "var/spool/cron/.*",
  "\\.ssh/authorized_keys2?",
);
/** Files of the kernel and of guards whose content switches protections. */
const guardFiles = endingIn(
  "etc/(?:selinux/config|apparmor\\.d/.*|audit/.*|ufw/.*|iptables/.*|nftables\\.conf|fail2ban/.*|hosts\\.(?:allow|deny))",
  "proc/sys/net/ipv4/(?:tcp_syncookies|conf/[^/]+/rp_filter)",
  "proc/sys/kernel/(?:randomize_va_space|yama/ptrace_scope|kptr_restrict|modules_disabled)",
  "sys/fs/selinux/enforce",
  "var/log/(?:audit/.*|auth\\.log|secure|wtmp|btmp|lastlog)",
  "\\.(?:bash|zsh)_history",
);
/** They check what is committed; a project's own scripts put them there. */
const hooks = endingIn("\\.git/hooks/.*", "\\.git/(?:config|head|packed-refs)");
const controlFiles = /^\/(?:proc\/sysrq-trigger|sys\/power\/\w+)$/;

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
  if (controlFiles.test(resolved)) {
    return { category: "process-control", rule: "path.control", what: "stops the machine" };
  }
  if (guardFiles.test(resolved)) {
    const what = `changes ${resolved.split("/").at(-1)}, which protects the machine`;
    return { category: "disable-security", rule: "path.guard-file", what };
  }
  if (hooks.test(resolved)) {
    const what = "changes what git runs by itself";
    return { category: "disable-security", rule: "path.guard-file", what, soft: true };
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
  const resolved = resolvePath(path, cwd);
  const certain = credentialFiles.test(resolved) || meansCredentials(resolved);
  if (!certain && !likelyCredentials.test(resolved)) return null;
  return {
    category: "credential-access",
    rule: certain ? "path.credential-file" : "path.likely-credential-file",
    what: "names a file that holds credentials",
    ...(certain ? {} : { soft: true }),
  };
}

/** Where a pattern of file names may lead. */
const samples = [
  "/etc/shadow",
  "/etc/gshadow",
  "/etc/sudoers",
  "~/.ssh/id_rsa",
  "~/.ssh/id_ed25519",
  "/root/.ssh/id_rsa",
  "~/.aws/credentials",
  "/home/user/.ssh/id_rsa",
  "/home/user/.aws/credentials",
  "~/.netrc",
  "~/.git-credentials",
  "~/.kube/config",
];
const patternLengthMax = 64;

/** `/etc/sh?dow` and `/???/shadow`: a pattern with enough letters of its own. */
function meansCredentials(path: string): boolean {
  if (!/[*?[]/.test(path) || path.length > patternLengthMax) return false;
  const last = path.slice(path.lastIndexOf("/") + 1);
  if (last.replaceAll(/[^a-z]/g, "").length < 2) return false;
  return samples.some((sample) => matchesPattern(path, sample));
}

/** A path against a pattern of the shell; `*` gives back at most once, so it stays linear. */
export function matchesPattern(pattern: string, path: string): boolean {
  let [at, from, star, held] = [0, 0, -1, 0];
  while (from < path.length) {
    const set = /^\[([^\]]{1,32})\]/.exec(pattern.slice(at, at + 34));
    const char = path[from] as string;
    if (pattern[at] === "*") {
      star = at++;
      held = from;
    } else if (set !== null && (set[1] as string).includes(char)) {
      at += set[0].length;
      from++;
    } else if (pattern[at] === char || (pattern[at] === "?" && char !== "/")) {
      at++;
      from++;
    } else if (star !== -1 && path[held] !== "/") {
      at = star + 1;
      from = ++held;
    } else return false;
  }
  return pattern.slice(at).replaceAll("*", "") === "";
}
