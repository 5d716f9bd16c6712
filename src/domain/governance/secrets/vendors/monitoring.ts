import { alnum, base64, hex, url64 } from "../alphabets.ts";
import { named } from "../context.ts";
import { issuer } from "../formats/issuer.ts";
import { foundBy } from "../formats/mark.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { digits, lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { Candidate, SecretKind } from "../kind.ts";

const monitor = (name: string, source: string, place = "API keys"): Issuer =>
  issuer(name, source, `the ${name} settings, ${place}`);

const datadog = monitor("Datadog", "docs.datadoghq.com, Personal access tokens");
const newRelic = monitor("New Relic", "docs.newrelic.com, New Relic API keys");
const grafana = monitor("Grafana", "grafana.com/docs, API keys (legacy)", "API keys");
const sentry = monitor("Sentry", "docs.sentry.io, Auth tokens and DSN", "Auth tokens");
const honeycomb = monitor("Honeycomb", "docs.honeycomb.io, API keys");
const splunk = monitor("Splunk", "docs.splunk.com, HTTP Event Collector", "Data inputs");
const elastic = monitor("Elastic", "elastic.co/docs, API keys and service tokens", "Security");
const sumoLogic = monitor("Sumo Logic", "help.sumologic.com, Access keys");
const logzIo = monitor("Logz.io", "docs.logz.io, Tokens");
const loggly = monitor("Loggly", "documentation.solarwinds.com/loggly, Customer token");
const mezmo = monitor("Mezmo", "docs.mezmo.com, Ingestion keys");
const betterStack = monitor("Better Stack", "betterstack.com/docs, API tokens");
const coralogix = monitor("Coralogix", "coralogix.com/docs, API keys");
const rollbar = monitor("Rollbar", "docs.rollbar.com, Access tokens");
const airbrake = monitor("Airbrake", "docs.airbrake.io, API keys");
const raygun = monitor("Raygun", "raygun.com/documentation, API access tokens");
const logicMonitor = monitor("LogicMonitor", "logicmonitor.com/support, Bearer tokens");
const instana = monitor("Instana", "ibm.com/docs/instana, API tokens");
const lightstep = monitor("Lightstep", "docs.lightstep.com, Access tokens");
const checkly = monitor("Checkly", "checklyhq.com/docs, Authentication");
const uptimeRobot = monitor("UptimeRobot", "uptimerobot.com/api, Authentication");
const matomo = monitor("Matomo", "developer.matomo.org, token_auth", "Security");
const pagerDuty = monitor("PagerDuty", "developer.pagerduty.com, Authentication");
const opsgenie = monitor("Opsgenie", "docs.opsgenie.com, Authentication");
const rootly = monitor("Rootly", "docs.rootly.com, API keys");
const fireHydrant = monitor("FireHydrant", "docs.firehydrant.com, API keys");
const incidentIo = monitor("incident.io", "api-docs.incident.io, Authentication");
const statuspage = monitor("Statuspage", "developer.statuspage.io, Authentication");
const nightfall = monitor("Nightfall", "docs.nightfall.ai, API keys");

/** An Elasticsearch API key is the base-64 of `id:key`, 20 and 22 characters. */
function isIdAndKey({ secret }: Candidate): boolean {
  return /^[\w-]{16,24}:[\w-]{16,40}$/.test(Buffer.from(secret, "base64").toString("latin1"));
}

export const monitoringKinds: readonly SecretKind[] = [
  token(datadog, "datadog.pat", "personal access token", [
    choice("ddpat_", "ddsat_", "ddap_", "ddapp_"),
    body("A-Za-z0-9_-", 30, 120),
  ]),
  token(newRelic, "newrelic.license-key", "license key", [alnum(36), "NRAL"]),
  setting(newRelic, "newrelic.legacy-license", "license key", [choice("eu01xx", ""), hex(34, 40)], {
    vendors: ["new_relic"],
  }),
  foundBy(
    token(newRelic, "newrelic.mobile-token", "mobile application token", ["AA", hex(40), "-NRMA"]),
    { keywords: ["-nrma"], before: [42, 42], set: "A-Fa-f0-9" },
  ),
  token(grafana, "grafana.api-key", "API key", ["eyJrIjoi", body("A-Za-z0-9+/", 60, 400)]),
  // A DSN of today's form holds a public key only; the older form has a secret after the colon.
  foundBy(
    token(sentry, "sentry.dsn-secret", "DSN with a secret key", [
      hex(32),
      ":",
      hex(32),
      "@",
      body("a-z0-9.", 0, 24),
      choice("sentry.io/", "getsentry.com/"),
    ]),
    { keywords: ["sentry.io/", "getsentry.com/"], before: [66, 90], set: "a-z0-9:@." },
  ),
  token(sentry, "sentry.integration-token", "integration or user-app token", [
    choice("sntrya_", "sntryi_"),
    hex(64),
  ]),
  setting(sentry, "sentry.legacy-token", "auth token", [lowerAlnum(64)], { vendors: ["sentry"] }),
  setting(honeycomb, "honeycomb.api-key", "API key", [alnum(22)], { vendors: ["honeycomb"] }),
  setting(honeycomb, "honeycomb.classic-key", "API key (classic)", [lowerAlnum(32)], {
    vendors: ["honeycomb"],
  }),
  setting(splunk, "splunk.hec-token", "HTTP Event Collector token", uuid, {
    vendors: ["splunk", "hec"],
  }),
  token(splunk, "splunk.hec-header", "HTTP Event Collector token", ["Splunk ", ...uuid]),
  token(elastic, "elastic.service-token", "service account token", [
    "AAEAAWVsYXN0aWMv",
    body("A-Za-z0-9+/=_-", 30, 120),
  ]),
  token(elastic, "elastic.cloud-key", "Cloud API key", [
    "essu_",
    base64(40, 120),
    choice("==", "=", ""),
  ]),
  {
    ...token(elastic, "elastic.api-key", "API key", ["ApiKey ", base64(36, 88)]),
    pattern: /(?<![A-Za-z0-9])ApiKey ([A-Za-z0-9+/=_-]{36,90})/y,
    check: isIdAndKey,
    publicLength: () => 0,
    example: (draw) => {
      const id = draw.chars("ABCDEFGHJKabcdefghjk23456789", 42);
      return `ApiKey ${Buffer.from(`${id.slice(0, 20)}:${id.slice(20)}`).toString("base64")}`;
    },
  },
  setting(sumoLogic, "sumologic.access-key", "access key", [alnum(64)], {
    vendors: ["sumologic", "sumo_logic", "sumo"],
  }),
  setting(logzIo, "logzio.token", "shipping or API token", [alnum(32)], {
    vendors: ["logzio", "logz.io"],
  }),
  setting(loggly, "loggly.token", "customer token", uuid, { vendors: ["loggly"] }),
  setting(mezmo, "mezmo.ingestion-key", "ingestion key", [lowerAlnum(32)], {
    vendors: ["logdna", "mezmo"],
  }),
  setting(betterStack, "betterstack.token", "API or source token", [alnum(24)], {
    vendors: ["betterstack", "better_stack", "betteruptime", "logtail"],
  }),
  token(coralogix, "coralogix.api-key", "API key", [choice("cxtp_", "cxup_"), alnum(28, 40)]),
  setting(rollbar, "rollbar.access-token", "access token", [lowerAlnum(32)], {
    vendors: ["rollbar"],
  }),
  setting(airbrake, "airbrake.api-key", "API key", [lowerAlnum(32, 40)], { vendors: ["airbrake"] }),
  setting(raygun, "raygun.token", "token", [alnum(22, 44)], { vendors: ["raygun"] }),
  token(logicMonitor, "logicmonitor.bearer", "bearer token", [
    "lmb_",
    body("A-Za-z0-9+/=_-", 80, 200),
  ]),
  setting(instana, "instana.api-token", "API or agent key", [url64(16, 24)], {
    vendors: ["instana"],
  }),
  setting(lightstep, "lightstep.access-token", "access token", [body("A-Za-z0-9+/=", 84, 200)], {
    vendors: ["lightstep", "ls_access"],
  }),
  token(checkly, "checkly.api-key", "API key", [choice("cu_", "sv_"), hex(32)], {
    notBefore: "A-Za-z0-9",
  }),
  setting(
    uptimeRobot,
    "uptimerobot.api-key",
    "API key",
    [body("um", 1), digits(6, 10), "-", hex(24)],
    {
      vendors: ["uptimerobot", "uptime_robot"],
      names: ["key", "token", "secret", ""],
    },
  ),

  named(matomo, "matomo.token", "token of an API", [["token", "auth"]], [hex(32)], {
    set: "A-Za-z0-9",
  }),
  named(pagerDuty, "pagerduty.event-key", "integration key", [["routing", "key"]], [hex(32)], {
    set: "A-Za-z0-9",
  }),
  setting(pagerDuty, "pagerduty.api-key", "API key", [body("A-Za-z0-9_+-", 20)], {
    vendors: ["pagerduty", "pager_duty", "pd_api"],
  }),
  setting(pagerDuty, "pagerduty.routing-key", "routing key", [lowerAlnum(32)], {
    vendors: ["pagerduty", "pager_duty"],
    names: ["routing_key", "integration_key", "service_key", "key"],
  }),
  token(pagerDuty, "pagerduty.oauth-token", "OAuth token", [
    choice("pdus+_", "pdeu+_"),
    body("A-Za-z0-9_+-", 20, 80),
  ]),
  token(opsgenie, "opsgenie.header", "API key", ["GenieKey ", ...uuid]),
  setting(opsgenie, "opsgenie.api-key", "API key", uuid, { vendors: ["opsgenie", "ops_genie"] }),
  token(rootly, "rootly.api-key", "API key", ["rootly_", hex(64)]),
  token(fireHydrant, "firehydrant.api-key", "API key", ["fhb-", hex(32)], {
    notBefore: "A-Za-z0-9",
  }),
  token(incidentIo, "incidentio.api-key", "API key", ["inc_", alnum(60, 70)]),
  setting(
    statuspage,
    "statuspage.api-key",
    "API key",
    [choice("ATSTT3", "ATATT3", ""), url64(32, 220)],
    {
      vendors: ["statuspage"],
    },
  ),
  token(nightfall, "nightfall.api-key", "API key", ["NF-", alnum(32)], { notBefore: "A-Za-z0-9" }),
];
