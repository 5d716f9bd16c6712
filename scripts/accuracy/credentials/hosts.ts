import { withCrc32 } from "./checksums.ts";
import type { Published } from "./credential.ts";

/** Source hosts, package registries, CI. */
export const hosts: readonly Published[] = [
  {
    source: "docs.github.com, about authentication; GitHub engineering, token formats",
    kinds: {
      "github-personal": (draw) => withCrc32("ghp_", draw),
      "github-oauth": (draw) => withCrc32("gho_", draw),
      "github-user-to-server": (draw) => withCrc32("ghu_", draw),
      "github-server-to-server": (draw) => withCrc32("ghs_", draw),
      "github-refresh": (draw) => withCrc32("ghr_", draw),
      "github-fine-grained": "github_pat_11{N:20}_{a:59}",
    },
  },
  {
    source: "docs.gitlab.com, token overview: prefixes; routable tokens",
    kinds: {
      "gitlab-personal": "glpat-{w:20}",
      "gitlab-personal-routable": "glpat-{w:27}.01.{n:2}{n:7}",
      "gitlab-deploy": "gldt-{w:20}",
      "gitlab-runner": "glrt-{w:20}",
      "gitlab-runner-registration": "GR1348941{w:20}",
      "gitlab-ci-job": "glcbt-{h:2}_{w:20}",
      "gitlab-trigger": "glptt-{h:40}",
      "gitlab-feed": "glft-{w:20}",
      "gitlab-incoming-mail": "glimt-{n:25}",
      "gitlab-agent": "glagent-{w:50}",
      "gitlab-oauth-secret": "gloas-{h:64}",
      "gitlab-scim": "glsoat-{w:20}",
      "gitlab-feature-flags": "glffct-{w:20}",
    },
  },
  {
    source: "Atlassian support: API tokens, app passwords, access tokens; Sourcegraph, tokens",
    kinds: {
      "atlassian-api-token": "ATATT3xFfGF0{w:170-180}={H:8}",
      "bitbucket-repository-token": "ATCTT3xFfGN0{w:170-180}={H:8}",
      "bitbucket-app-password": "ATBB{a:24}{H:8}",
      "trello-token": "ATTA{h:64}{H:8}",
      "sourcegraph-token": "sgp_{h:16}_{h:40}",
      "sourcegraph-local-token": "sgp_local_{h:40}",
    },
  },
  {
    source:
      "Registry documentation: npm, PyPI, RubyGems, crates.io, Docker Hub, NuGet, Artifactory",
    kinds: {
      "npm-token": (draw) => withCrc32("npm_", draw),
      "pypi-token": "pypi-AgEIcHlwaS5vcmc{w:150-170}",
      "test-pypi-token": "pypi-AgENdGVzdC5weXBpLm9yZw{w:150-170}",
      "rubygems-key": "rubygems_{h:48}",
      "crates-token": "cio{a:32}",
      "docker-personal": "dckr_pat_{w:27}",
      "docker-organization": "dckr_oat_{w:32}",
      "nuget-key": "oy2{n:43}",
      "artifactory-key": "AKCp{a:69}",
      "artifactory-reference-token": "cmVmdGtu{a:56}",
      "clojars-token": "CLOJARS_{n:60}",
      "open-vsx-token": "ovsxp_{uuid}",
    },
  },
  {
    source:
      "CI documentation: CircleCI, Buildkite, Octopus, SonarQube, Harness, Unleash, LaunchDarkly",
    kinds: {
      "circleci-personal": "CCIPAT_{a:22}_{h:40}",
      "circleci-project": "CCIPRJ_{a:22}_{h:40}",
      "buildkite-token": "bkua_{h:40}",
      "octopus-key": "API-{N:30}",
      "sonar-project": "sqp_{h:40}",
      "sonar-user": "squ_{h:40}",
      "sonar-analysis": "sqa_{h:40}",
      "harness-token": "pat.{w:22}.{h:24}.{a:20}",
      "unleash-client-token": "default:production.{h:56}",
      "launchdarkly-sdk-key": "sdk-{uuid}",
      "launchdarkly-api-key": "api-{uuid}",
      "prefect-key": "pnu_{a:36}",
      "scalingo-token": "tk-us-{w:48}",
      "infracost-key": "ico-{a:32}",
      "postman-key": "PMAK-{h:24}-{h:34}",
      "spectral-token": "spu-{h:32}",
    },
  },
];
