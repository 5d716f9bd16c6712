import { alnum, hex, url64 } from "../alphabets.ts";
import { hasDigitAndLetter, isMixed } from "../checks/mixed.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice, type Part, patternOf, sampleOf } from "../formats/parts.ts";
import { digits, lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, issuedBy, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

/** A service whose addresses carry the key: in the path, or in a parameter that says too little. */
const service = (name: string, source: string, place = "API keys"): Issuer =>
  issuer(name, source, `the ${name} settings, ${place}`);

const hook = (name: string, source: string): Issuer =>
  service(name, source, "webhooks: delete the address");

const anaconda = service("Anaconda", "docs.anaconda.com, Tokens in channel URLs");
const cloudsmith = service("Cloudsmith", "docs.cloudsmith.com, Entitlement tokens");
const exchangeRate = service("ExchangeRate-API", "exchangerate-api.com/docs, URL authentication");
const functions = service("Azure Functions", "learn.microsoft.com, Function access keys");
const graphHopper = service("GraphHopper", "docs.graphhopper.com, Authentication");
const ipInfo = service("IPinfo", "ipinfo.io/developers, Authentication");
const myGet = service("MyGet", "docs.myget.org, Pre-authenticated feed URLs");
const openWeather = service("OpenWeather", "openweathermap.org/api, appid");
const wolfram = service("Wolfram|Alpha", "products.wolframalpha.com/api, App ids");
const airtable = hook("Airtable", "support.airtable.com, Automations: when webhook received");
const bark = hook("Bark", "bark.day.app, Push URL");
const betterStack = hook("Better Stack", "betterstack.com/docs, Heartbeats");
const calendar = hook("Google Calendar", "support.google.com/calendar, Secret address in iCal");
const oracle = hook("Oracle Cloud", "docs.oracle.com, Pre-authenticated requests");
const outlook = hook("Outlook", "support.microsoft.com, Publish a calendar");
const shoutrrr = hook("Discord", "containrrr.dev/shoutrrr, Discord service URL");
const terraform = hook("HCP Terraform", "developer.hashicorp.com, Configuration versions");
const uptimeKuma = hook("Uptime Kuma", "github.com/louislam/uptime-kuma, Push monitors");
const youTube = hook("YouTube", "support.google.com/youtube, Stream keys");
const bitrix = hook("Bitrix24", "training.bitrix24.com, Inbound webhooks");
const zapier = hook("Zapier", "help.zapier.com, MCP server URLs");
const pushcut = hook("Pushcut", "pushcut.io/webapi, Webhook URLs");
const pushPlus = hook("PushPlus", "pushplus.plus/doc, Sending messages");
const techulus = hook("Push by Techulus", "docs.push.techulus.com, Notify");
const celonis = hook("Integromat", "help.make.com, Webhooks of earlier accounts");
const loggly = hook("Loggly", "documentation.solarwinds.com/loggly, HTTP endpoints");
const macroDroid = hook("MacroDroid", "macrodroid.com, Webhook trigger");
const pagerDuty = hook("PagerDuty", "developer.pagerduty.com, Events API integrations");
const pipedream = hook("Pipedream", "pipedream.com/docs, HTTP triggers");
const serverChan = hook("ServerChan", "sct.ftqq.com, SendKey");
const tines = hook("Tines", "tines.com/docs, Webhook action");
const trayIo = hook("Tray.ai", "docs.tray.ai, Webhook trigger");
const webex = hook("Webex", "apphub.webex.com, Incoming webhooks");
const workato = hook("Workato", "docs.workato.com, Webhook triggers");

/** The path and query between a host and the parameter that holds the key. */
const way = "[^\\s\"'`<>\\\\]{0,200}?";

/** `host/path?…&name=KEY`: the name alone, such as `appid`, is one of ordinary parameters too. */
function parameter(
  of: Issuer,
  id: string,
  host: string,
  name: string,
  parts: readonly Part[],
): SecretKind {
  const escaped = host.replaceAll(".", "\\.");
  return {
    ...issuedBy(of, id, "key in an address"),
    keywords: [host],
    before: 0,
    isNamed: true,
    pattern: new RegExp(`${escaped}${way}[?&;]${name}=(${patternOf(parts)})(?![\\w-])`, "y"),
    publicLength: () => 0,
    example: (draw) => `https://${host}/v1/items?${name}=${sampleOf(parts, draw)}`,
  };
}

/** Hosts of other services than chat, whose webhooks are in `webhooks.ts`. */
export const addressKinds: readonly SecretKind[] = [
  token(anaconda, "anaconda.channel-token", "token in a channel address", [
    choice("conda.anaconda.org/t/", "repo.anaconda.cloud/t/", "repo.anaconda.com/t/"),
    body("A-Za-z0-9-", 20, 80),
    "/",
  ]),
  token(
    cloudsmith,
    "cloudsmith.entitlement-token",
    "entitlement token",
    [choice("dl.cloudsmith.io/", "download.cloudsmith.io/"), alnum(16), "/"],
    { check: hasDigitAndLetter },
  ),
  token(exchangeRate, "exchangerate.api-key", "API key", ["exchangerate-api.com/v6/", hex(24)]),
  token(myGet, "myget.feed-token", "feed token", [
    "myget.org/F/",
    body("A-Za-z0-9_-", 1, 60),
    "/auth/",
    ...uuid,
  ]),
  parameter(functions, "azure.function-address", ".azurewebsites.net/api/", "code", [
    body("A-Za-z0-9_/+%-", 40, 80),
    choice("==", "=", "%3D%3D", "%3d%3d", ""),
  ]),
  parameter(graphHopper, "graphhopper.api-key", "graphhopper.com/api/", "key", uuid),
  parameter(ipInfo, "ipinfo.address-token", "ipinfo.io", "token", [hex(14)]),
  parameter(openWeather, "openweather.address-key", "openweathermap.org", "appid", [hex(32)]),
  parameter(wolfram, "wolfram.app-id", "wolframalpha.com", "appid", [
    body("A-Z0-9", 6),
    "-",
    body("A-Z0-9", 10),
  ]),
  token(airtable, "airtable.webhook", "webhook", [
    "hooks.airtable.com/workflows/v1/genericWebhook/app",
    alnum(14),
    "/wfl",
    alnum(14),
    "/wtr",
    alnum(14),
  ]),
  token(bark, "bark.push-key", "push address", ["api.day.app/", alnum(22)]),
  token(calendar, "google.calendar-address", "private address of a calendar", [
    "/private-",
    hex(32),
    "/basic.ics",
  ]),
  {
    ...token(outlook, "outlook.calendar-address", "published calendar", [hex(32, 64)]),
    keywords: ["/owa/calendar/"],
    before: 0,
    beforeMin: 0,
    pattern: /\/owa\/calendar\/[0-9a-f]{32}@[A-Za-z0-9.-]{1,80}\/([0-9a-f]{32,64})\//y,
    publicLength: () => 0,
    example: (draw) => {
      const id = draw.chars("0123456789abcdef", 32);
      return `/owa/calendar/${id}@acme.test/${draw.chars("0123456789abcdef", 32)}/calendar.ics`;
    },
  },
  token(oracle, "oracle.preauthenticated-request", "pre-authenticated request", [
    "oraclecloud.com/p/",
    url64(60, 70),
    "/n/",
  ]),
  token(terraform, "terraform.archivist", "address of an archived object", [
    "archivist.terraform.io/v1/object/",
    body("A-Za-z0-9+/=_-", 80, 4_000),
  ]),
  token(uptimeKuma, "uptimekuma.push-token", "push address", ["/api/push/", alnum(10, 32)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  token(youTube, "youtube.stream-key", "stream key", [
    "rtmp.youtube.com/live2/",
    lowerAlnum(4),
    "-",
    lowerAlnum(4),
    "-",
    lowerAlnum(4),
    "-",
    body("a-z0-9-", 4, 9),
  ]),
  token(shoutrrr, "discord.notifier-address", "webhook in a notifier's address", [
    "discord://",
    url64(60, 80),
    "@",
    digits(17, 20),
  ]),
  {
    ...token(bitrix, "bitrix24.webhook", "webhook", ["/rest/"]),
    keywords: [".bitrix24."],
    pattern: /\.bitrix24\.[a-z.]{2,6}\/rest\/\d{1,7}\/([a-z0-9]{16})(?![a-z0-9])/y,
    publicLength: () => 0,
    example: (draw) =>
      `https://acme.bitrix24.eu/rest/1/${draw.chars("abcdefghkmnp23456789", 16)}/crm.lead.add`,
  },
  token(zapier, "zapier.mcp-address", "address of an MCP server", [
    "mcp.zapier.com/api/mcp/s/",
    body("A-Za-z0-9+/_=-", 32, 160),
  ]),
  token(pushcut, "pushcut.address", "address of a notification", [
    "api.pushcut.io/",
    url64(20, 40),
    "/",
  ]),
  token(pushPlus, "pushplus.address", "push address", ["pushplus.plus/send?token=", hex(32)]),
  token(techulus, "techulus.address", "push address", [
    "push.techulus.com/api/v1/notify/",
    ...uuid,
  ]),
  token(betterStack, "betterstack.heartbeat", "heartbeat", [
    choice("uptime.betterstack.com/api/v1/heartbeat/", "betteruptime.com/api/v1/heartbeat/"),
    alnum(20, 32),
  ]),
  token(celonis, "integromat.webhook", "webhook", [
    choice("hook.integromat.com/", "hook.eu1.make.celonis.com/", "hook.us1.make.celonis.com/"),
    lowerAlnum(28, 40),
  ]),
  token(loggly, "loggly.customer-token", "customer token", [
    choice("loggly.com/inputs/", "loggly.com/bulk/"),
    ...uuid,
  ]),
  token(macroDroid, "macrodroid.webhook", "webhook", ["trigger.macrodroid.com/", ...uuid]),
  token(pagerDuty, "pagerduty.integration-address", "integration address", [
    "events.pagerduty.com/integration/",
    hex(32),
  ]),
  token(pipedream, "pipedream.webhook", "webhook", [body("a-z0-9", 13, 18), ".m.pipedream.net"]),
  token(serverChan, "serverchan.send-key", "send key", ["SCT", digits(2, 8), "T", alnum(20, 40)]),
  {
    ...token(tines, "tines.webhook", "webhook", ["/webhook/"]),
    keywords: [".tines.com/webhook/", ".tines.io/webhook/"],
    pattern: /\.tines\.(?:com|io)\/webhook\/[A-Za-z0-9_-]{1,64}\/([A-Za-z0-9_-]{16,80})/y,
    publicLength: () => 0,
    example: (draw) => `https://a.tines.com/webhook/orders/${draw.chars("0123456789abcdef", 32)}`,
  },
  token(trayIo, "tray.webhook", "webhook", [body("0-9a-f-", 36), ".trayapp.io"]),
  token(webex, "webex.webhook", "webhook", [
    choice("webexapis.com/v1/webhooks/incoming/", "api.ciscospark.com/v1/webhooks/incoming/"),
    url64(60, 140),
  ]),
  token(workato, "workato.webhook", "webhook", ["workato.com/webhooks/rest/", ...uuid, "/"]),
];
