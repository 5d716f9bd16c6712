import { alnum, hex, url64 } from "../alphabets.ts";
import { base62Checksum } from "../checks/crc32.ts";
import { body, choice } from "../formats/parts.ts";
import { type FormatOptions, type Issuer, token } from "../formats/token.ts";
import type { Draw, SecretKind } from "../kind.ts";

const github: Issuer = {
  name: "GitHub",
  source: "docs.github.com, About authentication to GitHub: token formats",
  remedy: "Revoke it under GitHub Settings > Developer settings, then use a stored secret instead.",
  severity: "critical",
};

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** `<prefix><30 random><6 checksum>`; the sum covers the 30 characters. */
function checksummed(prefix: string): FormatOptions {
  return {
    proof: (secret) => base62Checksum(secret.slice(prefix.length, -6)) === secret.slice(-6),
    example: (draw: Draw) => {
      const entropy = draw.chars(base62, 30);
      return prefix + entropy + base62Checksum(entropy);
    },
  };
}

function githubToken(id: string, title: string, prefix: string): SecretKind {
  return token(github, id, title, [prefix, alnum(36)], checksummed(prefix));
}

const gitlab: Issuer = {
  name: "GitLab",
  source: "docs.gitlab.com, Token overview: token prefixes",
  remedy: "Revoke it in GitLab under Access tokens, then use a stored secret instead.",
};

// Routable tokens append `.<routing>.<checksum>` to the old form.
const gitlabBody = body("A-Za-z0-9_.-", 20, 300);

const bitbucket: Issuer = {
  name: "Bitbucket",
  source: "support.atlassian.com, Bitbucket app passwords and access tokens",
  remedy: "Delete it under Bitbucket personal settings, then use a stored secret instead.",
};

const sourcegraph: Issuer = {
  name: "Sourcegraph",
  source: "sourcegraph.com/docs, Access tokens",
  remedy: "Delete it under Sourcegraph Settings > Access tokens.",
};

export const sourceHostKinds: readonly SecretKind[] = [
  githubToken("github.pat", "personal access token", "ghp_"),
  githubToken("github.oauth", "OAuth access token", "gho_"),
  githubToken("github.user-to-server", "user-to-server token", "ghu_"),
  githubToken("github.app", "server-to-server token", "ghs_"),
  githubToken("github.refresh", "refresh token", "ghr_"),
  token(github, "github.fine-grained-pat", "fine-grained token", [
    "github_pat_",
    alnum(22),
    "_",
    alnum(59),
  ]),

  token(gitlab, "gitlab.pat", "personal access token", ["glpat-", gitlabBody]),
  token(gitlab, "gitlab.deploy", "deploy token", ["gldt-", gitlabBody]),
  token(gitlab, "gitlab.oauth-secret", "application secret", ["gloas-", hex(64)]),
  token(gitlab, "gitlab.runner", "runner authentication token", [
    choice("glrt-", "glrtr-"),
    gitlabBody,
  ]),
  token(gitlab, "gitlab.registration", "runner registration token", ["GR1348941", url64(20)]),
  token(gitlab, "gitlab.ci-job", "CI job token", ["glcbt-", gitlabBody]),
  token(gitlab, "gitlab.trigger", "pipeline trigger token", ["glptt-", gitlabBody]),
  token(gitlab, "gitlab.feed", "feed token", ["glft-", gitlabBody]),
  token(gitlab, "gitlab.incoming-mail", "incoming mail token", ["glimt-", gitlabBody]),
  token(gitlab, "gitlab.agent", "agent for Kubernetes token", ["glagent-", url64(50, 1024)]),
  token(gitlab, "gitlab.scim", "SCIM token", ["glsoat-", gitlabBody]),

  token(bitbucket, "bitbucket.app-password", "app password", ["ATBB", alnum(32)]),
  token(bitbucket, "bitbucket.access-token", "access token", ["ATCTT3xFfG", url64(60, 300)]),

  token(sourcegraph, "sourcegraph.access-token", "access token", [
    "sgp_",
    choice("local_", ""),
    hex(40),
  ]),
  token(sourcegraph, "sourcegraph.instance-token", "instance token", [
    "sgp_",
    hex(16),
    "_",
    hex(40),
  ]),
];
