import { alnum, base64, hex, url64 } from "../alphabets.ts";
import { isMixed } from "../checks/mixed.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { digits, lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const agent = (name: string, source: string): Issuer =>
  issuer(name, source, `the ${name} settings, API keys`);

const openai = agent("OpenAI", "platform.openai.com/docs, Realtime API: client secrets");
const amp = agent("Amp", "ampcode.com/manual, Access tokens");
const arcade = agent("Arcade", "docs.arcade.dev, API keys");
const browserUse = agent("Browser Use", "docs.cloud.browser-use.com, Authentication");
const devin = agent("Devin", "docs.devin.ai/api-reference, Authentication");
const copilot = agent("GitHub Copilot", "docs.github.com/copilot, Network settings and tokens");
const factory = agent("Factory", "docs.factory.ai, API keys");
const featherless = agent("Featherless", "featherless.ai/docs, API keys");
const kaggle = agent("Kaggle", "kaggle.com/docs/api, Authentication");
const nebius = agent("Nebius", "docs.nebius.com, Static keys");
const novita = agent("Novita AI", "novita.ai/docs, Manage API keys");
const parallel = agent("Parallel", "docs.parallel.ai, API keys");
const portkey = agent("Portkey", "portkey.ai/docs, API keys");
const predibase = agent("Predibase", "docs.predibase.com, API tokens");
const roboflow = agent("Roboflow", "docs.roboflow.com, Authentication");
const smithery = agent("Smithery", "smithery.ai/docs, API keys");
const unstructured = agent("Unstructured", "docs.unstructured.io, API key");
const upstage = agent("Upstage", "console.upstage.ai/docs, API keys");
const vectara = agent("Vectara", "docs.vectara.com, API keys");
const v0 = agent("v0", "v0.app/docs, API keys");
const zep = agent("Zep", "help.getzep.com, Projects and keys");

/** The file that Kaggle's settings page hands out. */
const kaggleFile: SecretKind = {
  ...token(kaggle, "kaggle.key-file", "key file", [hex(32)]),
  keywords: ['"username"'],
  before: 0,
  beforeMin: 0,
  isNamed: true,
  pattern:
    /"username"\s{0,4}:\s{0,4}"[\w-]{2,40}"\s{0,4},\s{0,8}"key"\s{0,4}:\s{0,4}"([0-9a-f]{32})"/y,
  publicLength: () => 0,
  example: (draw) => `{"username":"ann","key":"${draw.chars("0123456789abcdef", 32)}"}`,
};

/** What agents, their models and the tools around them are called with. */
export const agentKinds: readonly SecretKind[] = [
  token(openai, "openai.client-secret", "ephemeral client secret", ["ek_", hex(32, 64)], {
    notBefore: "A-Za-z0-9",
  }),
  token(amp, "amp.access-token", "access token", [
    "sgamp_",
    choice("user_", "ws_", ""),
    body("A-Za-z0-9_", 40, 120),
  ]),
  token(devin, "devin.service-key", "API key", [choice("apk_user_", "apk_"), url64(40, 120)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  token(devin, "devin.service-user-token", "service user token", ["cog_", body("a-z2-7", 52)], {
    notBefore: "A-Za-z0-9_",
  }),
  token(arcade, "arcade.api-key", "API key", ["arc_", alnum(40, 80)], {
    notBefore: "A-Za-z0-9_",
    check: isMixed,
  }),
  token(browserUse, "browseruse.api-key", "API key", ["bu_", url64(40, 48)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  token(copilot, "copilot.session-token", "session token", [
    "tid=",
    hex(32),
    ";exp=",
    digits(10),
    ";",
    body("A-Za-z0-9=;:._-", 40, 1_200),
  ]),
  token(factory, "factory.api-key", "API key", ["fk-", url64(40, 60)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  token(featherless, "featherless.api-key", "API key", ["rc_", hex(64)]),
  token(kaggle, "kaggle.api-token", "API token", ["KGAT_", hex(32)]),
  kaggleFile,
  setting(nebius, "nebius.api-key", "API key", ["v1.", url64(60, 900), ".", url64(40, 120)], {
    vendors: ["nebius"],
  }),
  setting(novita, "novita.api-key", "API key", ["sk_", url64(40, 48)], { vendors: ["novita"] }),
  setting(parallel, "parallel.api-key", "API key", [url64(40)], { vendors: ["parallel"] }),
  setting(portkey, "portkey.api-key", "API key", [body("A-Za-z0-9+/=", 28)], {
    vendors: ["portkey"],
  }),
  token(predibase, "predibase.api-token", "API token", ["pb_", url64(22)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  setting(roboflow, "roboflow.api-key", "API key", [alnum(20)], { vendors: ["roboflow"] }),
  setting(smithery, "smithery.api-key", "API key", uuid, { vendors: ["smithery"] }),
  setting(unstructured, "unstructured.api-key", "API key", [alnum(30)], {
    vendors: ["unstructured"],
  }),
  token(upstage, "upstage.api-key", "API key", ["up_", alnum(29)], {
    notBefore: "A-Za-z0-9_",
    check: isMixed,
  }),
  token(vectara, "vectara.api-key", "API key", [choice("zut_", "zwt_", "zqt_"), url64(32, 48)], {
    check: isMixed,
  }),
  token(v0, "v0.api-key", "API key", ["v1:", alnum(24), ":", alnum(24)], {
    notBefore: "A-Za-z0-9",
    check: isMixed,
  }),
  token(zep, "zep.api-key", "API key", ["z_eyJ", body("A-Za-z0-9_.-", 60, 400)]),
];

const builder = agent("Builder.io", "builder.io/c/docs, Private keys");
const codeSandbox = agent("CodeSandbox", "codesandbox.io/docs/sdk, API keys");
const cfx = agent("Cfx.re", "docs.fivem.net, Registration keys");
const configCat = agent("ConfigCat", "configcat.com/docs, SDK keys");
const pangea = agent("Pangea", "pangea.cloud/docs, Service tokens");
const conekta = agent("Conekta", "developers.conekta.com, Authentication");
const expo = agent("Expo", "docs.expo.dev, Programmatic access");
const hashnode = agent("Hashnode", "apidocs.hashnode.com, Authentication");
const honeybadger = agent("Honeybadger", "docs.honeybadger.io, Personal authentication tokens");
const keeper = agent("Keeper", "docs.keeper.io/secrets-manager, One-time access tokens");
const knock = agent("Knock", "docs.knock.app, API keys");
const mintlify = agent("Mintlify", "mintlify.com/docs, Admin API keys");
const revenueCat = agent("RevenueCat", "revenuecat.com/docs, API keys");
const shodan = agent("Shodan", "developer.shodan.io, API requirements");
const shortcut = agent("Shortcut", "developer.shortcut.com, Authentication");
const virusTotal = agent("VirusTotal", "docs.virustotal.com, Getting started");

const docker = agent("Docker Swarm", "docs.docker.com/engine/swarm, Join tokens; Autolock");
const notify = agent("Notify", "docs.notifications.service.gov.uk, API keys");
const raycast = agent("Raycast", "manual.raycast.com, Access tokens");
const hop = agent("Hop", "docs.hop.io, Project tokens");
const sindri = agent("Sindri", "sindri.app/docs, API keys");

const coderabbit = agent("CodeRabbit", "docs.coderabbit.ai, API keys");
const dashlane = agent("Dashlane", "cli.dashlane.com, Non-interactive devices");
const duckDns = agent("Duck DNS", "duckdns.org/spec.jsp, HTTP API");
const healthchecks = agent("Healthchecks.io", "healthchecks.io/docs/api, Authentication");
const lago = agent("Lago", "docs.getlago.com, API keys");
const outline = agent("Outline", "getoutline.com/developers, Authentication");
const permit = agent("Permit.io", "docs.permit.io, API keys");
const storj = agent("Storj", "docs.storj.io, Access grants");

/** Smaller services, in the form that their pages give. */
export const smallServiceKinds: readonly SecretKind[] = [
  token(docker, "docker.swarm-join-token", "join token", [
    "SWMTKN-1-",
    lowerAlnum(50),
    "-",
    lowerAlnum(25),
  ]),
  token(docker, "docker.swarm-unlock-key", "unlock key", ["SWMKEY-1-", base64(43)]),
  token(notify, "notify.api-key", "API key", [
    "gcntfy-",
    body("a-z0-9_-", 1, 60),
    "-",
    ...uuid,
    "-",
    ...uuid,
  ]),
  token(raycast, "raycast.access-token", "access token", ["rca_", alnum(64)], {
    notBefore: "A-Za-z0-9_",
    check: isMixed,
  }),
  token(hop, "hop.project-token", "token", [choice("ptk_", "pat_", "bearer_"), url64(60, 90)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  token(coderabbit, "coderabbit.api-key", "API key", ["cr-", hex(50, 70)], {
    notBefore: "A-Za-z0-9",
  }),
  token(dashlane, "dashlane.device-keys", "device keys", [
    "dls_",
    body("A-Z0-9", 10, 40),
    "_",
    alnum(40, 400),
  ]),
  setting(duckDns, "duckdns.token", "token", uuid, { vendors: ["duckdns"] }),
  token(healthchecks, "healthchecks.api-key", "API key", [choice("hcw_", "hcr_"), alnum(28)], {
    check: isMixed,
  }),
  setting(lago, "lago.api-key", "API key", uuid, {
    vendors: ["lago_api", "lago_key"],
    names: ["key", ""],
  }),
  token(outline, "outline.api-key", "API key", ["ol_api_", alnum(36, 44)]),
  token(permit, "permit.api-key", "API key", ["permit_key_", alnum(60, 120)]),
  setting(storj, "storj.access-grant", "access grant", [alnum(100, 600)], {
    vendors: ["storj", "uplink"],
    names: ["grant", "access"],
  }),
  token(sindri, "sindri.api-key", "API key", ["sindri_", alnum(32)]),
  token(builder, "builder.private-key", "private key", ["bpk-", hex(32)], {
    notBefore: "A-Za-z0-9",
  }),
  token(codeSandbox, "codesandbox.api-key", "API key", ["csb_v1_", url64(40, 50)]),
  setting(conekta, "conekta.api-key", "API key", ["key_", alnum(20, 26)], {
    vendors: ["conekta"],
  }),
  setting(expo, "expo.access-token", "access token", [url64(40)], {
    vendors: ["expo_token", "expo_access"],
    names: ["token", ""],
  }),
  setting(hashnode, "hashnode.token", "token", uuid, { vendors: ["hashnode"] }),
  token(cfx, "cfx.server-key", "server key", ["cfxk_", alnum(16, 24), "_", alnum(4, 8)]),
  token(configCat, "configcat.sdk-key", "SDK key", [
    choice("configcat-sdk-1/", "configcat-sdk-2/", "configcat-proxy/"),
    url64(22),
    "/",
    url64(22),
  ]),
  token(pangea, "pangea.token", "service token", ["pts_", body("a-z2-7", 32)], {
    notBefore: "A-Za-z0-9_",
  }),
  token(honeybadger, "honeybadger.token", "token", [choice("hbp_", "hbu_", "hbx_"), alnum(30, 44)]),
  setting(
    keeper,
    "keeper.access-token",
    "one-time access token",
    [choice("US", "EU", "AU", "CA", "JP", "GOV"), ":", url64(43)],
    { vendors: ["keeper", "ksm"] },
  ),
  setting(knock, "knock.secret-key", "secret key", ["sk_", url64(40, 50)], {
    vendors: ["knock"],
  }),
  token(mintlify, "mintlify.api-key", "API key", ["mint_", alnum(20, 44)], {
    notBefore: "A-Za-z0-9_",
    check: isMixed,
  }),
  setting(revenueCat, "revenuecat.secret-key", "secret key", ["sk_", alnum(24, 40)], {
    vendors: ["revenuecat", "revenue_cat"],
  }),
  setting(shodan, "shodan.api-key", "API key", [alnum(32)], { vendors: ["shodan"] }),
  token(shortcut, "shortcut.scoped-token", "API token", [
    choice("sct_rw_", "sct_ro_"),
    body("a-z0-9-", 2, 30),
    "_",
    alnum(36, 48),
  ]),
  setting(virusTotal, "virustotal.api-key", "API key", [hex(64)], {
    vendors: ["virustotal", "virus_total", "vt_api"],
  }),
];
