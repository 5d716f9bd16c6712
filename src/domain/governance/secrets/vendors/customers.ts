import { alnum, base64, hex, url64 } from "../alphabets.ts";
import { isMixed } from "../checks/mixed.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice, type Part } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const crm = (name: string, source: string, place = "API keys or private apps"): Issuer =>
  issuer(name, source, `the ${name} settings, ${place}`);

const hubspot = crm("HubSpot", "developers.hubspot.com, Private apps");
const salesforce = crm("Salesforce", "developer.salesforce.com, Session ids and OAuth", "Setup");
const intercom = crm("Intercom", "developers.intercom.com, Authentication");
const zendesk = crm("Zendesk", "developer.zendesk.com, API tokens");
const freshworks = crm("Freshworks", "developers.freshdesk.com, Authentication");
const helpScout = crm("Help Scout", "developer.helpscout.com, Authentication");
const klaviyo = crm("Klaviyo", "developers.klaviyo.com, Private API keys");
const segment = crm("Segment", "segment.com/docs, Public API tokens");
const braze = crm("Braze", "braze.com/docs, REST API keys");
const customerIo = crm("Customer.io", "docs.customer.io, API credentials");
const iterable = crm("Iterable", "support.iterable.com, API keys");
const amplitude = crm("Amplitude", "amplitude.com/docs, API credentials");
const mixpanel = crm("Mixpanel", "docs.mixpanel.com, Service accounts and secrets");
const fullStory = crm("FullStory", "developer.fullstory.com, Authentication");
const pipedrive = crm("Pipedrive", "developers.pipedrive.com, Authentication");
const close = crm("Close", "developer.close.com, Authentication");
const attio = crm("Attio", "docs.attio.com, Authentication");
const apollo = crm("Apollo", "docs.apollo.io, API keys");
const hunter = crm("Hunter", "hunter.io/api-documentation, Authentication");
const beamer = crm("Beamer", "getbeamer.com/api, Authentication");
const activeCampaign = crm("ActiveCampaign", "developers.activecampaign.com, Authentication");
const convertKit = crm("Kit", "developers.kit.com, API keys");
const workato = crm("Workato", "docs.workato.com, API clients");
const samsara = crm("Samsara", "developers.samsara.com, Authentication");

/** The form of a UUID with any letters: HubSpot promises no more than that. */
const dashed: readonly Part[] = [
  alnum(8),
  "-",
  alnum(4),
  "-",
  alnum(4),
  "-",
  alnum(4),
  "-",
  alnum(12),
];

export const customerKinds: readonly SecretKind[] = [
  token(hubspot, "hubspot.private-app", "private app token", [
    choice("pat-na", "pat-eu", "pat-ap"),
    body("0-9", 1),
    "-",
    ...dashed,
  ]),
  // The base-64 of a line feed, a length and the region, with which every key starts.
  token(
    hubspot,
    "hubspot.personal-access-key",
    "personal access key",
    [choice("CiRuYTEt", "CiRuYTIt", "CiRldTEt", "CiRhcDEt"), body("A-Za-z0-9_-", 60, 400)],
    { check: isMixed },
  ),
  setting(hubspot, "hubspot.api-key", "API key or client secret", uuid, {
    vendors: ["hubspot", "hapi"],
  }),
  token(salesforce, "salesforce.session-id", "session id", [
    "00D",
    alnum(12, 15),
    choice("!", "%21"),
    body("A-Za-z0-9._", 80, 160),
  ]),
  token(salesforce, "salesforce.refresh-token", "refresh token", [
    "5Aep861",
    body("A-Za-z0-9._", 60, 120),
  ]),
  setting(salesforce, "salesforce.consumer-secret", "consumer secret", [alnum(64)], {
    vendors: ["salesforce", "sfdc"],
  }),
  setting(salesforce, "salesforce.security-token", "security token", [alnum(24, 25)], {
    vendors: ["salesforce", "sfdc", "sf_security"],
  }),
  // The base-64 of `tok:`.
  token(intercom, "intercom.access-token", "access token", [
    "dG9rO",
    base64(48, 84),
    choice("=", ""),
  ]),
  setting(intercom, "intercom.legacy-key", "API key", [body("A-Za-z0-9=_-", 60)], {
    vendors: ["intercom"],
  }),
  setting(zendesk, "zendesk.api-token", "API token", [alnum(40)], { vendors: ["zendesk"] }),
  setting(zendesk, "zendesk.oauth-secret", "OAuth secret", [lowerAlnum(64)], {
    vendors: ["zendesk"],
  }),
  setting(freshworks, "freshdesk.api-key", "API key", [alnum(18, 22)], {
    vendors: ["freshdesk", "freshservice", "freshsales"],
  }),
  setting(helpScout, "helpscout.secret", "application secret", [alnum(32, 56)], {
    vendors: ["helpscout", "help_scout"],
  }),
  token(klaviyo, "klaviyo.private-key", "private key", ["pk_", lowerAlnum(34)], {
    notBefore: "A-Za-z0-9_",
  }),
  token(klaviyo, "klaviyo.account-key", "private key", ["pk_", alnum(6), "_", lowerAlnum(34)], {
    notBefore: "A-Za-z0-9_",
  }),
  token(segment, "segment.public-api-token", "Public API token", ["sgp_", alnum(64)]),
  setting(segment, "segment.write-key", "write key", [alnum(32)], { vendors: ["segment"] }),
  setting(braze, "braze.api-key", "REST API key", uuid, { vendors: ["braze"] }),
  setting(customerIo, "customerio.api-key", "API key", [lowerAlnum(20, 32)], {
    vendors: ["customerio", "customer_io", "cio"],
  }),
  setting(iterable, "iterable.api-key", "API key", [lowerAlnum(32)], { vendors: ["iterable"] }),
  setting(amplitude, "amplitude.secret-key", "secret key", [lowerAlnum(32)], {
    vendors: ["amplitude"],
    names: ["secret", "secret_key"],
  }),
  setting(mixpanel, "mixpanel.secret", "API or service account secret", [alnum(32)], {
    vendors: ["mixpanel"],
    names: ["secret", "password"],
  }),
  token(fullStory, "fullstory.api-key", "API key", [
    choice("na1.", "eu1."),
    base64(56, 120),
    choice("==", "=", ""),
  ]),
  setting(pipedrive, "pipedrive.api-token", "API token", [lowerAlnum(40)], {
    vendors: ["pipedrive"],
  }),
  token(close, "close.api-key", "API key", ["api_", alnum(22), ".", alnum(22)]),
  setting(attio, "attio.access-token", "access token", [hex(64)], { vendors: ["attio"] }),
  setting(apollo, "apollo.api-key", "API key", [url64(22)], { vendors: ["apollo"] }),
  token(
    apollo,
    "apollo.graph-key",
    "GraphOS key",
    [choice("service:", "user:"), body("A-Za-z0-9_.-", 2, 80), ":", url64(22)],
    {
      notBefore: "A-Za-z0-9_-",
      check: ({ secret }) => /[0-9A-Z]/.test(secret.slice(-22)),
    },
  ),
  setting(hunter, "hunter.api-key", "API key", [lowerAlnum(40)], { vendors: ["hunter"] }),
  setting(beamer, "beamer.api-key", "API key", ["b_", body("A-Za-z0-9=_-", 44)], {
    vendors: ["beamer"],
  }),
  setting(activeCampaign, "activecampaign.api-key", "API key", [lowerAlnum(64, 72)], {
    vendors: ["activecampaign", "active_campaign"],
  }),
  token(convertKit, "kit.api-key", "API key", ["kit_", hex(32)], { notBefore: "A-Za-z0-9" }),
  setting(convertKit, "convertkit.api-secret", "API secret", [url64(22, 43)], {
    vendors: ["convertkit", "convert_kit"],
  }),
  token(workato, "workato.api-token", "API token", [
    choice("wrkaus-", "wrkeu-", "wrkatest-", "wrkjp-", "wrksg-"),
    body("A-Za-z0-9._-", 60, 800),
  ]),
  token(samsara, "samsara.api-token", "API token", ["samsara_api_", alnum(30)]),
];
