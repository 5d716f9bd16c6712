import { base62Alphabet } from "../formats/characters.ts";
import { alnum, hex, upper, url64 } from "../alphabets.ts";
import { base62Checksum } from "../checks/crc32.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { type FormatOptions, type Issuer, token } from "../formats/token.ts";
import type { Draw, SecretKind } from "../kind.ts";

const github: Issuer = {
  name: "GitHub",
  source: "docs.github.com, Token formats; github.blog/changelog, Installation tokens",
  remedy: "Revoke it under GitHub Settings > Developer settings, then use a stored secret instead.",
  severity: "critical",
};

const classicLength = 36;
/** GitHub reserves the right to lengthen its tokens up to 255 characters. */
const lengthMax = 251;

/** `<prefix><30 random><6 checksum>`; the sum covers the 30 characters. */
function checksummed(prefix: string): FormatOptions {
  return {
    proof: (secret) =>
      secret.length === prefix.length + classicLength &&
      base62Checksum(secret.slice(prefix.length, -6)) === secret.slice(-6),
    example: (draw: Draw) => {
      const entropy = draw.chars(base62Alphabet, 30);
      return prefix + entropy + base62Checksum(entropy);
    },
  };
}

function githubToken(id: string, title: string, prefix: string): SecretKind {
  return token(github, id, title, [prefix, alnum(classicLength, lengthMax)], checksummed(prefix));
}

/** Stateless tokens are a JSON Web Token behind the prefix and the application's id. */
const statelessBody = body("A-Za-z0-9_-", 2, 1_000);

const gitlab: Issuer = {
  name: "GitLab",
  source: "docs.gitlab.com, Token overview: token prefixes",
  remedy: "Revoke it in GitLab under Access tokens, then use a stored secret instead.",
};

// Routable tokens append `.<routing>.<checksum>` to the old form; a job token may be a JWT.
const gitlabBody = body("A-Za-z0-9_.-", 20, 2_000);

const bitbucket: Issuer = {
  name: "Bitbucket",
  source: "support.atlassian.com, Bitbucket app passwords and access tokens",
  remedy: "Delete it under Bitbucket personal settings, then use a stored secret instead.",
};

const bitbucketServer: Issuer = {
  name: "Bitbucket Data Center",
  source: "confluence.atlassian.com/bitbucketserver, HTTP access tokens",
  remedy: "Revoke it: Manage account > HTTP access tokens; then use a stored secret instead.",
};

const gitea: Issuer = {
  name: "Gitea or Forgejo",
  source: "docs.gitea.com, API usage; forgejo.org/docs, Access tokens",
  remedy: "Revoke it: Settings > Applications; then use a stored secret instead.",
};

const phabricator: Issuer = {
  name: "Phabricator",
  source: "secure.phabricator.com/book, Conduit API",
  remedy: "Revoke it: Settings > Conduit API Tokens; then use a stored secret instead.",
};

const upperAlnum = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/** The checksum at the end of an app password. */
const hexAnyCase = body("0-9A-Fa-f", 8);

const sourcegraph: Issuer = {
  name: "Sourcegraph",
  source: "sourcegraph.com/docs, Access tokens",
  remedy: "Delete it under Sourcegraph Settings > Access tokens.",
};

/** What the settings page gives to register a self-hosted runner. */
const runnerRegistration: SecretKind = {
  ...token(github, "github.runner-token", "runner registration token", ["A", upper(28)]),
  keywords: ["config.sh --", "config.cmd --", "actions_runner_input_token", "runner_token"],
  before: 0,
  beforeMin: 0,
  isNamed: true,
  pattern:
    /(?:config\.(?:sh|cmd) [^\n]{0,160}?--token|[A-Z_]{0,24}(?:RUNNER|INPUT)_TOKEN)[ =:"']{1,4}(A[A-Z0-9]{28})(?![A-Za-z0-9_])/y,
  publicLength: () => 0,
  example: (draw) =>
    `./config.sh --url https://github.com/a/b --token A${draw.chars("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 28)}`,
};

export const sourceHostKinds: readonly SecretKind[] = [
  githubToken("github.pat", "personal access token", "ghp_"),
  githubToken("github.oauth", "OAuth access token", "gho_"),
  githubToken("github.user-to-server", "user-to-server token", "ghu_"),
  githubToken("github.app", "server-to-server token", "ghs_"),
  token(github, "github.app-stateless", "stateless installation token", [
    "ghs_",
    statelessBody,
    ".",
    url64(20, 4_000),
    ".",
    url64(20, 1_000),
  ]),
  token(github, "github.app-legacy", "older installation token", ["v1.", hex(40)], {
    notBefore: "A-Za-z0-9",
  }),
  setting(github, "github.legacy-pat", "older personal access token or client secret", [hex(40)], {
    vendors: ["github", "gh_token", "gh_pat", "ghcr"],
    names: ["token", "pat", "secret", "password", ""],
    // A commit is called by its hash, never a token.
    check: ({ text, start }) =>
      /token|pat|secret|password/i.test(text.slice(Math.max(0, start - 30), start)),
  }),
  token(github, "github.raw-url-token", "raw file URL token", ["token=", upper(29)], {
    notBefore: "A-Za-z0-9_-",
    check: ({ text, start }) => /git|\/raw\//i.test(text.slice(Math.max(0, start - 300), start)),
    example: (draw) =>
      `https://raw.githubusercontent.com/a/b/main/c?token=${draw.chars(upperAlnum, 29)}`,
  }),
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
  token(gitlab, "gitlab.workspace", "workspace token", ["glwt-", gitlabBody]),
  token(gitlab, "gitlab.feature-flags", "feature flags client token", ["glffct-", gitlabBody]),
  token(gitlab, "gitlab.registration", "runner registration token", ["GR1348941", url64(20)]),
  token(gitlab, "gitlab.ci-job", "CI job token", ["glcbt-", gitlabBody]),
  token(gitlab, "gitlab.trigger", "pipeline trigger token", ["glptt-", gitlabBody]),
  token(gitlab, "gitlab.feed", "feed token", ["glft-", gitlabBody]),
  token(gitlab, "gitlab.incoming-mail", "incoming mail token", ["glimt-", gitlabBody]),
  token(gitlab, "gitlab.agent", "agent for Kubernetes token", ["glagent-", url64(50, 1024)]),
  token(gitlab, "gitlab.scim", "SCIM token", ["glsoat-", gitlabBody]),

  token(bitbucket, "bitbucket.app-password", "app password", ["ATBB", alnum(24), hexAnyCase], {
    notBefore: "A-Za-z0-9",
  }),
  token(bitbucket, "bitbucket.access-token", "access token", [
    "ATCTT3xFfG",
    body("A-Za-z0-9+/=_-", 60, 300),
  ]),
  token(bitbucketServer, "bitbucket.server-token", "HTTP access token", [
    "BBDC-",
    body("A-Za-z0-9+/@_-", 40, 50),
  ]),

  setting(gitea, "gitea.access-token", "access token", [hex(40)], {
    vendors: ["gitea", "forgejo", "codeberg", "gogs"],
    names: ["token", "pat", "password"],
  }),
  token(
    phabricator,
    "phabricator.api-token",
    "Conduit API token",
    [choice("api-", "cli-"), body("a-z0-9", 28)],
    {
      notBefore: "A-Za-z0-9-",
      check: ({ secret }) => (secret.match(/[0-9]/g)?.length ?? 0) >= 4,
      example: (draw) => `api-${draw.chars("abcdefghijkmnpqrstuvwxyz23456789", 24)}4729`,
    },
  ),

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
  token(sourcegraph, "sourcegraph.gateway-token", "gateway token or license", [
    choice("sgd_", "slk_", "sgs_"),
    hex(64),
  ]),
  runnerRegistration,
];
