import { describe, expect, test } from "bun:test";
import { seededDraw } from "../draw.ts";
import { scanText } from "../scan-text.ts";

const draw = seededDraw(77);
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const some = (length: number): string => draw.chars(letters, length);
const hex = (length: number): string => draw.chars("0123456789abcdef", length);
const uuid = (): string => [hex(8), hex(4), hex(4), hex(4), hex(12)].join("-");

const digitsOf = (length: number): string => draw.chars("0123456789", length);

const found = (text: string): readonly string[] =>
  scanText(text).matches.map((match) => match.kind.id);

/** What the vendors hand out to be seen: object ids, publishable keys, addresses. */
const objectIds: readonly string[] = [
  ...["price", "prod", "cus", "pi", "ch", "sub", "in", "evt", "acct", "pm", "txn", "re"].map(
    (lead) => `"id": "${lead}_1${some(23)}"`,
  ),
  `pk_live_${some(99)}`,
  `pk_test_${some(24)}`,
  `cs_test_a1${some(57)}`,
  `sq0idp-${some(22)}`,
  `client_id=A${some(79)}`,
  `rzp_live_${some(14)}`,
  `APP_USR-${uuid()}`,
  `pdl_ntf_01h${draw.chars("abcdefghjkmnpqrstvwxyz0123456789", 23)}`,
  `T0${draw.chars("ABCDEFGHJKMNPQRS23456789", 9)} C0${draw.chars("ABCDEFGHJKMNPQRS23456789", 9)}`,
  `slack channel: C${draw.chars("ABCDEFGHJKMNPQRS23456789", 10)}`,
  `"TWILIO_ACCOUNT_SID": "AC${hex(32)}"`,
  `MG${hex(32)}`,
  `whatsapp:+4915112345678 SM${hex(32)}`,
  `https://${hex(32)}@o447951.ingest.sentry.io/5429219`,
  `phc_${some(43)}`,
  `sb_publishable_${some(22)}_${some(8)}`,
  `pk-lf-${uuid()}`,
  `hcaik_01${draw.chars("abcdefghjkmnpqrstvwxyz0123456789", 24)}`,
  `pk.eyJ${some(60)}.${some(22)}`,
  `sub-c-${uuid()} pub-c-${uuid()}`,
  `client-${some(43)}`,
  `sdk-${some(14)}`,
  `xnd_public_production_${some(60)}`,
  `FLWPUBK-${hex(32)}-X`,
  `msg_01${some(22)} toolu_01${some(22)} req_011${some(21)}`,
  `chatcmpl-${some(29)} resp_${hex(48)} asst_${some(24)} file-${some(22)}`,
  `app${some(14)} tbl${some(14)} rec${some(14)}`,
  `https://www.notion.so/team/Roadmap-${hex(32)}`,
  `https://www.figma.com/file/${some(22)}/Checkout`,
  `hubspot_portal_id: 62515`,
  `mdb_sa_id_${hex(24)}`,
  `algolia: { appId: "${draw.chars("ABCDEFGHJK23456789", 10)}", searchKey: "${hex(32)}" }`,
  `segment_id: ${uuid()}`,
  `newrelic_trace_id=${hex(32)}`,
  `dd.trace_id=${hex(32)} dd.span_id=${hex(16)}`,
  `datadog monitor key_hash: ${hex(32)}`,
  `0x${hex(40)} and 0x${hex(64)}`,
  `ipfs://bafybeig${draw.chars("abcdefghijklmnopqrstuvwxyz234567", 51)}`,
  `alchemy_public_key: ${hex(32)}`,
  `"spotify:track:${some(22)}"`,
  `https://open.spotify.com/playlist/${some(22)}`,
  `twitter_user_id = 1${draw.chars("0123456789", 18)}`,
];

const work: readonly string[] = [
  "const token = await getAccessTokenFromStripeCustomerPortal();",
  "import { sendgridClientFactory } from './mail/sendgrid-client-factory';",
  "the line token counts every word, and the line key sorts it",
  "line_key: someReallyLongIdentifierWithoutAnyNumbersInside",
  "box_secret_santa_participants_and_their_favourite_presents",
  "algolia.search({ key: 'products', token: currentPage })",
  `npm:sha512-${some(86)}==`,
  `comet-cache-key: ${some(8)}`,
  "git checkout -b feature/checkout-key-rotation-and-token-refresh",
  "live_streaming_preview_component_for_the_landing_page",
  "test_that_the_mollie_webhook_handler_ignores_unknown_payments",
  "app-navigation-drawer-item-x dataset-preparation-pipeline",
  "md-navigation-drawer-item md-table-pagination-fixed",
  "ws-connection-manager-impl ak-button-group-container",
  `splunk index=main sourcetype=access id=${uuid()}`,
  "perm-missing: the role has no permission",
  "secret_rotation_period_in_days_for_the_database_users",
  `mailgun message id <2026${hex(16)}@mg.shop.test>`,
  "mainnetDeploymentConfigurationBuilder previewComponentsForMobileScreens",
  "console-applicationConfigurationProviderFactory",
  "https://api.netlify.com/build_hooks/your-hook-id",
  "prod:webserver:8080|healthy",
  `assets/${hex(32)}.bundle.js and ${hex(32)}.png`,
  `${uuid()} ${uuid()}`,
  `etag: W/"${hex(32)}-${hex(8)}"`,
  `due 2/2026${digitsOf(8)}/14:30 in the log`,
];

describe("M03 vendors' ordinary text", () => {
  test.each(objectIds)("finds nothing in %j", (text) => {
    expect(found(text)).toEqual([]);
  });

  test.each(work)("finds nothing in the work %j", (text) => {
    expect(found(text)).toEqual([]);
  });
});
