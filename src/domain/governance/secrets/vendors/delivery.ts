import { alnum, hex, upper, url64 } from "../alphabets.ts";
import { isMixed } from "../checks/mixed.ts";
import { issuer } from "../formats/issuer.ts";
import { foundBy } from "../formats/mark.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { digits, lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const tool = (name: string, source: string): Issuer =>
  issuer(name, source, `the ${name} settings, API keys or tokens`);

const launchDarkly = tool("LaunchDarkly", "launchdarkly.com/docs, API access tokens");
const statsig = tool("Statsig", "docs.statsig.com, API keys");
const unleash = tool("Unleash", "docs.getunleash.io, API tokens");
const flagsmith = tool("Flagsmith", "docs.flagsmith.com, Server-side keys");
const split = tool("Split", "docs.split.io, Admin API keys");
const growthBook = tool("GrowthBook", "docs.growthbook.io, API keys");
const devCycle = tool("DevCycle", "docs.devcycle.com, SDK keys");
const optimizely = tool("Optimizely", "docs.developers.optimizely.com, Tokens");
const browserStack = tool("BrowserStack", "browserstack.com/docs, Access keys");
const lambdaTest = tool("LambdaTest", "lambdatest.com/support, Access keys");
const applitools = tool("Applitools", "applitools.com/docs, API keys");
const postman = tool("Postman", "learning.postman.com, API keys");
const snyk = tool("Snyk", "docs.snyk.io, Authentication for API");
const sonar = tool("SonarQube", "docs.sonarsource.com, Managing your tokens");
const codacy = tool("Codacy", "docs.codacy.com, API tokens");
const codeClimate = tool("Code Climate", "docs.codeclimate.com, Test reporter ids");
const fossa = tool("FOSSA", "docs.fossa.com, API tokens");
const localStack = tool("LocalStack", "docs.localstack.cloud, Auth tokens");
const wakaTime = tool("WakaTime", "wakatime.com/developers, Authentication");
const unkey = tool("Unkey", "unkey.com/docs, Root keys");
const triggerDev = tool("Trigger.dev", "trigger.dev/docs, API keys");
const inngest = tool("Inngest", "inngest.com/docs, Signing keys");
const zuplo = tool("Zuplo", "zuplo.com/docs, API keys");
const kong = tool("Kong Konnect", "docs.konghq.com, Access tokens");
const valTown = tool("Val Town", "docs.val.town, API tokens");
const svix = tool("Svix", "docs.svix.com, Authentication");
const adafruit = tool("Adafruit IO", "io.adafruit.com/api, Authentication");
const particle = tool("Particle", "docs.particle.io, Access tokens");
const scrapingBee = tool("ScrapingBee", "scrapingbee.com/documentation, API key");
const scraperApi = tool("ScraperAPI", "docs.scraperapi.com, API key");
const authress = tool("Authress", "authress.io/knowledge-base, Access keys");
const intra42 = tool("42 Intra", "api.intra.42.fr, Applications");
const freemius = tool("Freemius", "freemius.com/help, WordPress SDK");
const gitter = tool("Gitter", "developer.gitter.im, Authentication");
const openVsx = tool("Open VSX", "github.com/eclipse/openvsx, Access tokens");
const lichess = tool("Lichess", "lichess.org/api, Authentication");
const databento = tool("Databento", "databento.com/docs, API keys");
const liveblocks = tool("Liveblocks", "liveblocks.io/docs, Authentication");
const mapillary = tool("Mapillary", "mapillary.com/developer, Access tokens");
const iterative = tool("DVC Studio", "dvc.org/doc/studio, Client access tokens");
const chiefTools = tool("Chief Tools", "docs.chief.app, API tokens");
const sidekiq = tool("Sidekiq Enterprise", "github.com/sidekiq/sidekiq/wiki, Commercial gems");

/** A token of Unleash names its project and environment: `default:development.…`. */
const unleashToken = foundBy(
  token(unleash, "unleash.api-token", "API token", [
    body("a-z0-9*_\\[\\]-", 1, 40),
    ":",
    choice("development", "production", "staging", "test", "default", "*"),
    ".",
    lowerAlnum(40, 64),
  ]),
  {
    keywords: [":development.", ":production.", ":staging.", ":test.", ":default.", ":*."],
    before: [1, 40],
    set: "a-z0-9*_\\[\\]-",
  },
);

export const deliveryKinds: readonly SecretKind[] = [
  setting(launchDarkly, "launchdarkly.legacy-token", "access token", [body("a-z0-9=_-", 40)], {
    vendors: ["launchdarkly", "launch_darkly"],
    check: ({ secret }) => !/^(?:api|sdk|mob)-/.test(secret),
  }),
  token(
    statsig,
    "statsig.secret-key",
    "server or console key",
    [choice("secret-", "console-"), alnum(38, 50)],
    { notBefore: "A-Za-z0-9_-", check: isMixed },
  ),
  unleashToken,
  token(flagsmith, "flagsmith.server-key", "server-side key", ["ser.", alnum(22)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  setting(split, "split.api-key", "API key", [lowerAlnum(36, 54)], { vendors: ["split"] }),
  token(growthBook, "growthbook.secret-key", "secret key", [
    choice("secret_admin_", "secret_readonly_", "secret_user_"),
    alnum(24, 64),
  ]),
  token(devCycle, "devcycle.server-key", "server key", [
    "dvc_server_",
    body("A-Za-z0-9_-", 36, 80),
  ]),
  setting(optimizely, "optimizely.token", "personal access token", ["2:", url64(54, 70)], {
    vendors: ["optimizely"],
  }),
  setting(browserStack, "browserstack.access-key", "access key", [alnum(20)], {
    vendors: ["browserstack"],
  }),
  setting(lambdaTest, "lambdatest.access-key", "access key", [alnum(50)], {
    vendors: ["lambdatest", "lt_access"],
  }),
  setting(applitools, "applitools.api-key", "API key", [alnum(40, 54)], {
    vendors: ["applitools"],
  }),
  token(postman, "postman.api-key", "API key", ["PMAK-", hex(24), "-", hex(34)]),
  token(postman, "postman.collection-key", "collection access key", ["PMAT-", upper(26)]),
  setting(snyk, "snyk.legacy-token", "API token", uuid, { vendors: ["snyk"] }),
  setting(sonar, "sonar.legacy-token", "token", [lowerAlnum(40)], {
    vendors: ["sonar"],
    names: ["token", "login", "key"],
  }),
  setting(codacy, "codacy.token", "API or project token", [alnum(20, 32)], {
    vendors: ["codacy"],
  }),
  setting(codeClimate, "codeclimate.reporter-id", "API or reporter token", [hex(40, 64)], {
    vendors: ["codeclimate", "code_climate", "cc_test"],
    names: ["token", "reporter", "reporter_id", "key"],
  }),
  setting(fossa, "fossa.api-key", "API key", [lowerAlnum(32)], { vendors: ["fossa"] }),
  token(
    localStack,
    "localstack.auth-token",
    "auth token",
    ["ls-", body("A-Za-z0-9", 8), "-", body("A-Za-z0-9-", 20, 32)],
    { notBefore: "A-Za-z0-9_-", check: isMixed },
  ),
  token(wakaTime, "wakatime.api-key", "API key", ["waka_", ...uuid]),
  token(wakaTime, "wakatime.token", "token", [
    choice("waka_tok_", "waka_sec_", "waka_ref_"),
    alnum(60, 90),
  ]),
  token(unkey, "unkey.root-key", "root key", ["unkey_", alnum(20, 40)], {
    notBefore: "A-Za-z0-9_",
    check: isMixed,
  }),
  token(triggerDev, "trigger.secret-key", "secret key", [
    choice("tr_dev_", "tr_prod_", "tr_stg_", "tr_preview_", "tr_pat_"),
    alnum(20, 48),
  ]),
  setting(inngest, "inngest.event-key", "event key", [url64(40, 100)], {
    vendors: ["inngest"],
    names: ["event_key"],
  }),
  token(inngest, "inngest.signing-key", "signing key", [
    choice("signkey-prod-", "signkey-test-", "signkey-branch-"),
    hex(32, 64),
  ]),
  token(zuplo, "zuplo.api-key", "API key", ["zpka_", hex(32), "_", hex(8)]),
  token(kong, "kong.access-token", "access token", [choice("kpat_", "spat_"), alnum(44, 64)]),
  token(valTown, "valtown.api-token", "API token", ["vtwn_", alnum(24, 48)]),
  token(svix, "svix.token", "token", [
    choice("sk_", "testsk_"),
    body("A-Za-z0-9_-", 32),
    choice(".us", ".eu", ".ca"),
  ]),
  token(adafruit, "adafruit.io-key", "IO key", ["aio_", alnum(28)]),
  setting(particle, "particle.access-token", "access token", [hex(40)], {
    vendors: ["particle"],
  }),
  setting(scrapingBee, "scrapingbee.api-key", "API key", [upper(80)], {
    vendors: ["scrapingbee", "scraping_bee"],
  }),
  setting(scraperApi, "scraperapi.api-key", "API key", [lowerAlnum(32)], {
    vendors: ["scraperapi", "scraper_api"],
  }),
  token(authress, "authress.access-key", "access key", [
    choice("authress_", "sc_", "ext_", "scauth_"),
    lowerAlnum(5, 30),
    ".",
    lowerAlnum(4, 6),
    ".acc_",
    body("a-z0-9-", 10, 32),
    ".",
    body("A-Za-z0-9+/_=-", 30, 120),
  ]),
  token(intra42, "intra42.client-secret", "client secret", [
    choice("s-s4t2ud-", "s-s4t2af-"),
    hex(64),
  ]),
  setting(freemius, "freemius.secret-key", "secret key", ["sk_", body("!#-&(-~", 29)], {
    vendors: ["freemius"],
    names: ["secret_key", "secret", "key"],
    // Without the marks of a template, which would be a placeholder.
    example: (draw) =>
      `FREEMIUS_SECRET_KEY="sk_${draw.chars("abcdefghkmnABCDEFGHK23456789!#%&()*+,:;=?@", 29)}"`,
  }),
  setting(gitter, "gitter.access-token", "access token", [url64(40)], { vendors: ["gitter"] }),
  token(openVsx, "openvsx.token", "access token", ["ovsxp_", ...uuid]),
  token(lichess, "lichess.token", "personal access token", ["lip_", alnum(20, 32)], {
    notBefore: "A-Za-z0-9_",
    check: ({ secret }) => /[0-9A-Z]/.test(secret.slice(4)),
  }),
  token(databento, "databento.api-key", "API key", ["db-", alnum(29)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  token(
    liveblocks,
    "liveblocks.secret-key",
    "secret key",
    [choice("sk_prod_", "sk_dev_"), url64(20, 99)],
    { check: isMixed },
  ),
  token(mapillary, "mapillary.client-token", "client token", [
    "MLY|",
    digits(13, 20),
    "|",
    hex(32),
  ]),
  token(iterative, "dvc.studio-token", "client access token", ["isat_", alnum(40, 60)]),
  token(chiefTools, "chieftools.token", "token", ["ctp_", alnum(36)]),
  setting(sidekiq, "sidekiq.gem-credentials", "gem credentials", [hex(8), ":", hex(8)], {
    vendors: ["sidekiq", "bundle_enterprise", "bundle_gems"],
    names: ["contribsys__com", "enterprise", "pro", "key", "token"],
  }),
];
