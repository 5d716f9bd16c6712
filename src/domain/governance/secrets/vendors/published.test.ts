import { describe, expect, test } from "bun:test";
import { seededDraw } from "../draw.ts";
import { scanText } from "../scan-text.ts";

const draw = seededDraw(1_013);
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const some = (length: number): string => draw.chars(letters, length);
const hex = (length: number): string => draw.chars("0123456789abcdef", length);
const upper = (length: number): string => draw.chars(letters.slice(0, 26), length);
const digits = (length: number): string => `7${draw.chars("0123456789", length - 1)}`;
const url64 = (length: number): string => draw.chars(`${letters}_-`, length);
const uuid = (): string => [hex(8), hex(4), hex(4), hex(4), hex(12)].join("-");

const found = (text: string): readonly string[] =>
  scanText(text).matches.map((match) => match.kind.id);

/** As the credential stands in a file, a header or an address, beside what it stands with. */
const inUse: readonly (readonly [string, string])[] = [
  ["stripe.live-key", `curl https://api.stripe.com/v1/charges -u sk_live_51${some(22)}:`],
  ["stripe.live-key", `Stripe.api_key = 'sk_live_51H${some(96)}'`],
  ["stripe.organization-key", `STRIPE_KEY=sk_org_live_${some(40)}`],
  ["stripe.restricted-key", `"key":"rk_live_51${some(97)}"`],
  ["stripe.webhook-secret", `endpoint_secret = "whsec_${hex(64)}"`],
  ["square.access-token", `Authorization: Bearer EAAAl${url64(59)}`],
  ["shopify.admin-token", `X-Shopify-Access-Token: shpat_${hex(32)}`],
  ["paypal.client-secret", `PAYPAL_CLIENT_SECRET=E${some(79)}`],
  ["adyen.api-key", `ADYEN="AQE${some(90)}==-${some(43)}=-${some(16)}"`],
  ["razorpay.key-secret", `RAZORPAY_KEY_SECRET=${some(24)}`],
  [
    "slack.webhook",
    `curl -X POST https://hooks.slack.com/services/T${upper(8)}/B${upper(10)}/${some(24)}`,
  ],
  [
    "slack.workflow-webhook",
    `https://hooks.slack.com/workflows/T${upper(10)}/A${upper(10)}/${digits(18)}/${some(24)}`,
  ],
  ["slack.trigger", `https://hooks.slack.com/triggers/T${upper(10)}/${digits(13)}/${hex(32)}`],
  ["slack.session-token", `Cookie: d=xoxd-${some(40)}%2F${some(60)}%3D%3D; b=1`],
  ["slack.session-token", `token=xoxc-${digits(12)}-${digits(12)}-${digits(12)}-${hex(64)}`],
  ["slack.app-token", `SLACK_APP_TOKEN=xapp-1-A${upper(10)}-${digits(13)}-${hex(64)}`],
  ["slack.app-secret", `SLACK_SIGNING_SECRET=${hex(32)}`],
  ["discord.webhook", `https://discord.com/api/webhooks/${digits(19)}/${url64(68)}`],
  ["discord.webhook", `https://canary.discord.com/api/v10/webhooks/${digits(18)}/${url64(68)}`],
  ["telegram.bot-token", `https://api.telegram.org/bot${digits(10)}:AAH${url64(32)}/getMe`],
  [
    "teams.webhook",
    `https://contoso.webhook.office.com/webhookb2/${uuid()}@${uuid()}/IncomingWebhook/${hex(32)}/${uuid()}`,
  ],
  [
    "azure.workflow-trigger",
    `https://prod-12.westeurope.logic.azure.com:443/workflows/${hex(32)}/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${url64(43)}`,
  ],
  [
    "azure.workflow-trigger",
    `<url>https://prod-1.westeurope.logic.azure.com:443/workflows/${hex(32)}/triggers/manual/paths/invoke?api-version=2016-06-01&amp;sp=%2Ftriggers%2Fmanual%2Frun&amp;sv=1.0&amp;sig=${url64(43)}</url>`,
  ],
  ["feishu.webhook", `https://open.feishu.cn/open-apis/bot/v2/hook/${uuid()}`],
  ["dingtalk.webhook", `https://oapi.dingtalk.com/robot/send?access_token=${hex(64)}`],
  [
    "cloudflare.deploy-hook",
    `https://api.cloudflare.com/client/v4/pages/webhooks/deploy_hooks/${uuid()}`,
  ],
  ["rocketchat.webhook", `https://chat.shop.dev/hooks/${some(17)}/${some(48)}`],
  ["sendgrid.api-key", `Authorization: Bearer SG.${url64(22)}.${url64(43)}`],
  ["mailgun.signing-key", `MAILGUN_API_KEY=${hex(32)}-${hex(8)}-${hex(8)}`],
  ["mailchimp.api-key", `apikey: ${hex(32)}-us21`],
  ["twilio.auth-token", `client = Client(sid, auth_token) # TWILIO_AUTH_TOKEN=${hex(32)}`],
  ["postmark.token", `X-Postmark-Server-Token: ${uuid()}`],
  ["infobip.api-key", `INFOBIP_API_KEY="${hex(32)}-${uuid()}"`],
  ["openai.api-key", `OPENAI_API_KEY=sk-${some(20)}T3Blbk${"FJ"}${some(20)}`],
  ["openai.project-key", `sk-proj-${url64(74)}T3Blbk${"FJ"}${url64(74)}`],
  ["anthropic.api-key", `x-api-key: sk-ant-api03-${url64(93)}AA`],
  ["anthropic.oauth", `"accessToken":"sk-ant-oat01-${url64(93)}AA"`],
  ["huggingface.user-token", `huggingface-cli login --token hf_${some(34)}`],
  ["wandb.api-key", `WANDB_API_KEY=wandb_v1_${url64(77)}`],
  ["elevenlabs.legacy-key", `xi-api-key: ${hex(32)}`],
  ["fal.key", `FAL_KEY="${uuid()}:${hex(32)}"`],
  ["datadog.api-key", `DD-API-KEY: ${hex(32)}`],
  ["datadog.app-key", `DD_APPLICATION_KEY=${hex(40)}`],
  ["datadog.pat", `app_key: ddapp_${some(34)}`],
  ["newrelic.license-key", `NEW_RELIC_LICENSE_KEY=${hex(36)}NRAL`],
  ["newrelic.license-key", `license_key: eu01xx${hex(26)}FFFFNRAL`],
  ["sentry.dsn-secret", `SENTRY_DSN=https://${hex(32)}:${hex(32)}@o4479.ingest.sentry.io/5429`],
  ["splunk.hec-header", `curl -H "Authorization: Splunk ${uuid()}" https://splunk:8088`],
  ["opsgenie.header", `Authorization: GenieKey ${uuid()}`],
  ["pagerduty.api-key", `PAGERDUTY_TOKEN=u+${some(18)}`],
  ["planetscale.password", `DATABASE_PASSWORD=pscale_pw_${some(43)}`],
  ["mongodb.service-account", `clientSecret: mdb_sa_sk_${url64(40)}`],
  ["confluent.cloud-secret", `sasl.password=cflt${some(60)}`],
  [
    "snowflake.session-token",
    `Authorization: Snowflake Token="ver:3-hint:${digits(10)}-${some(120)}"`,
  ],
  ["algolia.api-key", `ALGOLIA_ADMIN_KEY=${hex(32)}`],
  ["salesforce.session-id", `sid=00D${some(12)}!AQ${some(90)}`],
  ["intercom.access-token", `Bearer dG9rOj${some(54)}=`],
  ["klaviyo.account-key", `Klaviyo-API-Key pk_${some(6)}_${hex(34)}`],
  ["dropbox.access-token", `Bearer sl.u.AF${url64(140)}`],
  ["zoho.oauth-token", `Zoho-oauthtoken 1000.${hex(32)}.${hex(32)}`],
  ["cloudinary.url", `CLOUDINARY_URL=cloudinary://${digits(15)}:${url64(27)}@shop`],
  ["mapbox.secret-token", `mapboxgl.accessToken = 'sk.eyJ1Ijoi${some(60)}.${some(22)}'`],
  ["infura.url-key", `https://mainnet.infura.io/v3/${hex(32)}`],
  ["alchemy.url-key", `https://eth-mainnet.g.alchemy.com/v2/${some(32)}`],
  ["quicknode.url-token", `https://still-frosty-sun.quiknode.pro/${hex(40)}/`],
  ["facebook.access-token", `https://graph.facebook.com/me?access_token=EAAG${some(180)}`],
  ["unleash.api-token", `Authorization: default:development.${hex(56)}`],
  ["mailgun.account-key", `user: "api:${hex(32)}-${hex(8)}-${hex(8)}"`],
  ["zhipu.bare-key", `--key ${hex(32)}.${some(16)}`],
  ["asana.access-token", `Authorization: Bearer 2/${digits(16)}/${digits(16)}:${hex(32)}`],
  ["token.paseto", `token: v4.local.${url64(150)}`],
  ["checkout.sandbox-key", `Authorization: sk_sbox_${draw.chars("abcdefghijkmnopq234567", 26)}*`],
  ["launchdarkly.token", `LAUNCHDARKLY_SDK_KEY=sdk-${uuid()}`],
];

/** What the issuers' own pages show in the place of a credential. */
const documented: readonly string[] = [
  ["https://hooks.slack.com/services/T0000", "0000/B0000", "0000/XXXXXXXXXXXXXXXXXXXXXXXX"].join(
    "",
  ),
  ["xoxb-your-", "token-goes-here-in-this-place"].join(""),
  ["sk_test_", "yourStripeSecretKey"].join(""),
  ["sk_live_", "x".repeat(24)].join(""),
  ["curl https://api.stripe.com/v1/charges -u sk_test_", "4eC39HqLyj", "WDarjtT1zdp7dc:"].join(""),
  ["sk_test_", "BQokikJOvB", "iI2HlWgH4olfQ2"].join(""),
  ["whsec_", "your_webhook_signing_secret"].join(""),
  ["SG.", "xxxxxxxxxxxxxxxxxxxxxx", ".", "x".repeat(43)].join(""),
  ["sk-", "your-api-key-goes-here-in-this-place"].join(""),
  ["sk-ant-", "api03-your-key-here"].join(""),
  ["hf_", "x".repeat(34)].join(""),
  ["TWILIO_AUTH_TOKEN=", "your_auth_token_goes_right_here_"].join(""),
  [
    "X-Honeycomb-Team: hcxik_",
    "1234567890",
    "123456789012345612345678901234567890123456789012",
  ].join(""),
  ["DD_API_KEY=<", "YOUR_DATADOG_API_KEY>"].join(""),
  ["MAILGUN_API_KEY=key-", "0123456789abcdef".repeat(2)].join(""),
  ["cloudinary://", "123456789012345", ":abcdefghijklmnopqrstuvwxyzA@demo"].join(""),
  ["https://discord.com/api/webhooks/", "123456789012345678/", "your-webhook-token"].join(""),
  ["https://mainnet.infura.io/v3/", "YOUR-PROJECT-ID"].join(""),
  ["ntn_", "*".repeat(46)].join(""),
  [
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
    "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ",
    "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
  ].join("."),
  ["postgres://", "postgres:postgres@localhost:5432/app"].join(""),
];

describe("M03 vendors' published forms", () => {
  test.each(inUse)("%s stands in %j", (id, text) => {
    expect(found(text)).toContain(id);
  });

  test.each(documented)("the issuer's own example %j is none", (text) => {
    expect(found(text)).toEqual([]);
  });
});
