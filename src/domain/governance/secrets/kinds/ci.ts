import { alnum, hex, url64 } from "../alphabets.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { token } from "../formats/token.ts";
import { uuid } from "../formats/shapes.ts";
import type { SecretKind } from "../kind.ts";

const buildkite = issuer(
  "Buildkite",
  "buildkite.com/docs, Token security",
  "Personal settings > API Access Tokens, or the cluster's Agent Tokens",
);
const circle = issuer("CircleCI", "circleci.com/docs, Managing API tokens", "User settings");
const travis = issuer("Travis CI", "docs.travis-ci.com, Authentication", "Settings > API token");
const jenkins = issuer(
  "Jenkins",
  "jenkins.io/doc, Authenticating scripted clients",
  "the user > Security > API Token",
);
const teamCity = issuer(
  "TeamCity",
  "jetbrains.com/help/teamcity, Access tokens",
  "Profile > Access Tokens",
);
const drone = issuer("Drone", "docs.drone.io, API authentication", "the user > Rotate token");
const appVeyor = issuer("AppVeyor", "appveyor.com/docs/api, Authentication", "Account > API Keys");
const bitrise = issuer("Bitrise", "docs.bitrise.io, Authentication", "Security > Access tokens");
const codefresh = issuer("Codefresh", "codefresh.io/docs, API keys", "User settings > API Keys");
const harness = issuer("Harness", "developer.harness.io, Manage API keys", "Profile > My API Keys");
const semaphore = issuer("Semaphore", "docs.semaphore.io, API", "Profile settings > API Token");
const codecov = issuer("Codecov", "docs.codecov.com, Tokens", "Settings > Access > Revoke");
const codemagic = issuer("Codemagic", "docs.codemagic.io, API", "User settings > Integrations");
const packageCloud = issuer("packagecloud", "packagecloud.io/docs, API token", "API Token");
const spectral = issuer("SpectralOps", "guides.spectralops.io, Personal keys", "Settings > Keys");
const coveralls = issuer("Coveralls", "docs.coveralls.io, Repo token", "the repo > Regenerate");
const nx = issuer("Nx Cloud", "nx.dev, Access tokens", "the workspace > Settings > Access tokens");
const gradle = issuer("Develocity", "docs.gradle.com/develocity, Access keys", "My settings");
const chromatic = issuer("Chromatic", "chromatic.com/docs, Project token", "Manage > Configure");
const percy = issuer("Percy", "browserstack.com/docs/percy, PERCY_TOKEN", "Project settings");
const cypress = issuer("Cypress Cloud", "docs.cypress.io, Record keys", "Project settings");
const sauce = issuer("Sauce Labs", "docs.saucelabs.com, Access key", "User settings > Regenerate");
const deepSource = issuer("DeepSource", "docs.deepsource.com, DSN; API", "Settings > Tokens");
const socket = issuer("Socket", "docs.socket.dev, API tokens", "Settings > API Tokens");
const semgrep = issuer("Semgrep", "semgrep.dev/docs, Tokens", "Settings > Tokens");
const stackHawk = issuer("StackHawk", "docs.stackhawk.com, API key", "Settings > API Keys");
const gitPod = issuer("Gitpod", "gitpod.io/docs, Personal access tokens", "User > Access Tokens");

/** `{"typ": "TCV2"}`, with the blank that TeamCity writes. */
const teamCityHeader = "eyJ0eXAiOiAiVENWMiJ9.";

/** The base-64 of `|read-write` and `|read` behind a UUID of 36 characters, so in step with it. */
const nxRights = choice("fHJlYWQtd3JpdGU=", "fHJlYWQ=");

export const ciKinds: readonly SecretKind[] = [
  token(buildkite, "buildkite.api-token", "API access token", ["bkua_", alnum(40, 90)]),
  token(buildkite, "buildkite.agent-token", "agent, job or cluster token", [
    choice(
      "bkaa_", "bkaj_", "bkar_", "bkat_", "bkcqt_", "bkct_", "bkjat_", "bkpat_", "bkps_", "bkpt_",
      "bkrt_", "bktr_", "bktx_", "bkur_",
    ), // prettier-ignore
    body("A-Za-z0-9._-", 36, 2_000),
  ]),
  token(circle, "circleci.token", "API token", [
    choice("CCIPAT_", "CCIPRJ_"),
    alnum(22),
    "_",
    hex(40),
  ]),
  setting(circle, "circleci.legacy-token", "older API token", [hex(40)], {
    vendors: ["circle"],
    names: ["token", "key"],
    set: "A-Za-z0-9",
  }),
  setting(travis, "travis.api-token", "API token", [url64(20, 22)], {
    vendors: ["travis"],
    names: ["token"],
    set: "A-Za-z0-9_-",
  }),
  setting(jenkins, "jenkins.api-token", "API token", ["11", hex(32)], {
    vendors: ["jenkins"],
    set: "A-Za-z0-9",
  }),
  // The keyword of any JSON Web Token: the more specific kind of the two must be tried first.
  token(
    teamCity,
    "teamcity.access-token",
    "access token",
    [teamCityHeader, url64(30, 60), ".", url64(30, 90)],
    { keywords: ["eyj"] },
  ),
  setting(drone, "drone.token", "token", [alnum(32)], {
    vendors: ["drone"],
    names: ["token", "secret"],
    set: "A-Za-z0-9",
  }),
  setting(appVeyor, "appveyor.api-token", "API token", ["v2.", alnum(20)], {
    vendors: ["appveyor", "bearer"],
    names: ["token", ""],
    set: "A-Za-z0-9.",
  }),
  setting(bitrise, "bitrise.access-token", "access token", [url64(86)], {
    vendors: ["bitrise"],
    set: "A-Za-z0-9_-",
  }),
  setting(codefresh, "codefresh.api-key", "API key", [hex(24), ".", hex(32)], {
    vendors: ["codefresh", "cf_api", "authorization"],
    names: ["key", "token", ""],
    set: "A-Za-z0-9.",
  }),
  token(harness, "harness.api-key", "access token", [
    choice("pat.", "sat."),
    url64(22),
    ".",
    hex(24),
    ".",
    alnum(20),
  ]),
  setting(semaphore, "semaphore.api-token", "API token", [url64(20)], {
    vendors: ["semaphore"],
    names: ["token"],
    set: "A-Za-z0-9_-",
  }),
  setting(codecov, "codecov.upload-token", "upload token", uuid, {
    vendors: ["codecov"],
    names: ["token"],
    set: "A-Za-z0-9-",
  }),
  setting(codecov, "codecov.api-token", "API token", [body("a-z0-9", 32)], {
    vendors: ["codecov"],
    names: ["token"],
  }),
  setting(codemagic, "codemagic.api-token", "API token", [url64(43)], {
    vendors: ["codemagic", "cm_api"],
    names: ["token"],
  }),
  setting(packageCloud, "packagecloud.api-token", "API token", [hex(48)], {
    vendors: ["packagecloud"],
    names: ["token"],
  }),
  token(spectral, "spectral.token", "token", ["spu-", hex(32)]),
  setting(coveralls, "coveralls.repo-token", "repo token", [alnum(32, 40)], {
    vendors: ["coveralls", "repo_token"],
    names: ["token", ""],
    set: "A-Za-z0-9",
  }),
  token(nx, "nx.access-token", "access token", [alnum(48), nxRights], {
    check: ({ secret }) =>
      /^[0-9a-f-]{36}\|/.test(Buffer.from(secret, "base64").toString("latin1")),
    example: (draw) => {
      const id = [8, 4, 4, 4, 12].map((length) => draw.chars("0123456789abcdef", length)).join("-");
      return Buffer.from(`${id}|read-write`).toString("base64");
    },
  }),
  setting(
    gradle,
    "gradle.develocity-key",
    "access key",
    [body("a-z0-9.-", 4, 60), "=", body("a-z2-7", 52)],
    {
      vendors: ["develocity", "gradle_enterprise"],
      names: ["key"],
      set: "A-Za-z0-9",
    },
  ),
  token(chromatic, "chromatic.project-token", "project token", ["chpt_", alnum(12, 40)], {
    notBefore: "A-Za-z0-9_",
  }),
  setting(
    percy,
    "percy.token",
    "token",
    [choice("web_", "app_", "auto_", "ss_", "vmw_", "res_", ""), hex(64)],
    { vendors: ["percy"], names: ["token"], set: "A-Za-z0-9" },
  ),
  setting(cypress, "cypress.record-key", "record key", uuid, {
    vendors: ["cypress", "--record"],
    names: ["key", ""],
    set: "A-Za-z0-9-",
    example: (draw) => `CYPRESS_RECORD_KEY=${uuidOf(draw.chars("0123456789abcdef", 32))}`,
  }),
  setting(sauce, "saucelabs.access-key", "access key", uuid, {
    vendors: ["sauce"],
    names: ["key"],
    set: "A-Za-z0-9-",
  }),
  token(deepSource, "deepsource.token", "token", ["dsp_", alnum(36, 48)]),
  token(socket, "socket.api-token", "API token", ["sktsec_", alnum(30, 70), choice("_api", "")]),
  setting(semgrep, "semgrep.app-token", "app token", [hex(64)], {
    vendors: ["semgrep"],
    names: ["token"],
    set: "A-Za-z0-9",
  }),
  token(stackHawk, "stackhawk.api-key", "API key", ["hawk.", alnum(20), ".", alnum(20)]),
  token(gitPod, "gitpod.pat", "personal access token", [
    "gitpod_pat_",
    body("A-Za-z0-9._-", 20, 200),
  ]),
];

/** 32 hex digits with the hyphens of a UUID. */
function uuidOf(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
