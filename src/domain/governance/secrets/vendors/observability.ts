import { base62Alphabet } from "../formats/characters.ts";
import { alnum, hex, upper, url64 } from "../alphabets.ts";
import { hexChecksum } from "../checks/crc32.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { lowerAlnum } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

function issuer(name: string, source: string): Issuer {
  return {
    name,
    source,
    remedy: `Revoke it in the ${name} settings, then use a stored secret instead.`,
  };
}

const datadog = issuer("Datadog", "docs.datadoghq.com, API and application keys");
const newRelic = issuer("New Relic", "docs.newrelic.com, API keys");
const grafana = issuer("Grafana", "grafana.com/docs, Service accounts and access policies");
const sentry = issuer("Sentry", "docs.sentry.io, Auth tokens");
const honeycomb = issuer("Honeycomb", "docs.honeycomb.io, API keys");
const dynatrace = issuer("Dynatrace", "docs.dynatrace.com, Token format");
const posthog = issuer("PostHog", "posthog.com/docs, Personal API keys");
const axiom = issuer("Axiom", "axiom.co/docs, Tokens");
const sonar = issuer("SonarQube", "docs.sonarsource.com, Managing your tokens");
const snyk = issuer("Snyk", "docs.snyk.io, Authentication for API");
const launchDarkly = issuer("LaunchDarkly", "launchdarkly.com/docs, API access tokens");

const glsa = "glsa_";
const uuid = [hex(8), "-", hex(4), "-", hex(4), "-", hex(4), "-", hex(12)] as const;

export const observabilityKinds: readonly SecretKind[] = [
  setting(datadog, "datadog.api-key", "API key", [lowerAlnum(32)], {
    vendors: ["datadog", "ddog", "dd_api"],
  }),
  setting(datadog, "datadog.app-key", "application key", [lowerAlnum(40)], {
    vendors: ["datadog", "ddog", "dd_app", "dd_application"],
  }),
  token(newRelic, "newrelic.user-key", "user key", ["NRAK-", upper(27)]),
  token(newRelic, "newrelic.insert-key", "insert or admin key", [
    choice("NRII-", "NRIQ-", "NRRA-", "NRAA-", "NRSP-"),
    url64(27, 42),
  ]),
  token(
    grafana,
    "grafana.service-account",
    "service account token",
    [glsa, alnum(32), "_", hex(8)],
    {
      proof: (secret) =>
        hexChecksum(secret.slice(glsa.length, glsa.length + 32)) === secret.slice(-8),
      example: (draw) => {
        const entropy = draw.chars(base62Alphabet, 32);
        return `${glsa}${entropy}_${hexChecksum(entropy)}`;
      },
    },
  ),
  token(grafana, "grafana.cloud-policy", "Cloud access policy token", [
    "glc_",
    body("A-Za-z0-9+/=_-", 60, 400),
  ]),
  token(sentry, "sentry.org-token", "organization token", [
    "sntrys_eyJ",
    body("A-Za-z0-9+/=_-", 80, 400),
  ]),
  token(sentry, "sentry.user-token", "user token", ["sntryu_", hex(64)]),
  token(honeycomb, "honeycomb.ingest-key", "ingest key", [
    "hc",
    body("a-z", 1),
    choice("ik_", "mk_", "lk_", "ic_"),
    alnum(58),
  ]),
  token(
    dynatrace,
    "dynatrace.token",
    "token",
    [choice("dt0c01", "dt0s01", "dt0s02", "dt0s08", "dt0s16"), ".", upper(8, 24), ".", upper(64)],
    { keywords: ["dt0c01.", "dt0s0", "dt0s16."] },
  ),
  token(posthog, "posthog.personal-key", "personal or project secret key", [
    choice("phx_", "phs_", "pha_", "phr_"),
    alnum(40, 52),
  ]),
  token(axiom, "axiom.api-token", "API token", [choice("xaat-", "xapt-"), ...uuid]),
  token(sonar, "sonar.token", "token", [choice("sqp_", "squ_", "sqa_"), hex(40)]),
  token(snyk, "snyk.token", "API token", [
    "snyk_",
    choice("uat", "sat"),
    ".",
    hex(8),
    ".",
    url64(60, 200),
  ]),
  token(launchDarkly, "launchdarkly.token", "API access token", [
    choice("api-", "sdk-", "rel-"),
    ...uuid,
  ]),
];
