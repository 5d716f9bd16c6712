import type { Published } from "./credential.ts";

/** Payment, shops, messages and mail. */
export const commerce: readonly Published[] = [
  {
    source: "docs.stripe.com/keys; docs.stripe.com/webhooks",
    kinds: {
      "stripe-secret-live": "sk_live_{a:24}",
      "stripe-secret-live-long": "sk_live_51{a:97}",
      "stripe-secret-test": "sk_test_51{a:97}",
      "stripe-restricted": "rk_live_51{a:97}",
      "stripe-webhook-secret": "whsec_{a:32}",
    },
  },
  {
    source: "Developer documentation of Square, Braintree, Mollie, Paystack, Flutterwave",
    kinds: {
      "square-access-token": "EAAA{w:60}",
      "square-legacy-token": "sq0atp-{w:22}",
      "square-oauth-secret": "sq0csp-{w:43}",
      "braintree-token": "access_token$production${n:16}${h:32}",
      "mollie-live-key": "live_{a:30}",
      "paystack-key": "sk_live_{h:40}",
      "flutterwave-key": "FLWSECK-{h:32}-X",
      "flutterwave-test-key": "FLWSECK_TEST-{h:32}-X",
    },
  },
  {
    source:
      "Developer documentation of Plaid, Paddle, Mercado Pago, Xendit, Midtrans, Adyen, Duffel",
    kinds: {
      "plaid-access-token": "access-production-{uuid}",
      "plaid-sandbox-token": "access-sandbox-{uuid}",
      "paddle-key": "pdl_live_apikey_01{ulid:24}_{a:22}_{a:3}",
      "paddle-sandbox-key": "pdl_sdbx_apikey_01{ulid:24}_{a:22}_{a:3}",
      "mercado-pago-token": "APP_USR-{d:16}-{d:6}-{h:32}-{d:9}",
      "xendit-key": "xnd_production_{a:44}",
      "midtrans-key": "Mid-server-{w:24}",
      "duffel-token": "duffel_live_{w:43}",
      "checkout-sandbox-key": "sk_sbox_{b32:27}",
      "polar-token": "polar_oat_{a:43}",
      "easypost-key": "EZAK{h:32}{a:22}",
      "shippo-token": "shippo_live_{h:40}",
      "lob-key": "live_{h:35}",
    },
  },
  {
    source: "shopify.dev, access tokens; WooCommerce REST API, authentication",
    kinds: {
      "shopify-admin-token": "shpat_{h:32}",
      "shopify-custom-app": "shpca_{h:32}",
      "shopify-partner": "shppa_{h:32}",
      "shopify-shared-secret": "shpss_{h:32}",
      "woocommerce-secret": "cs_{h:40}",
    },
  },
  {
    source: "docs.slack.dev: token types, incoming webhooks",
    kinds: {
      "slack-bot": "xoxb-{d:12}-{d:13}-{a:24}",
      "slack-user": "xoxp-{d:12}-{d:12}-{d:13}-{h:32}",
      "slack-app": "xapp-1-A{N:10}-{d:13}-{h:64}",
      "slack-refresh": "xoxe-1-{a:147}",
      "slack-rotated": "xoxe.xoxp-1-{a:163}",
      "slack-client": "xoxc-{d:12}-{d:12}-{d:13}-{h:64}",
      "slack-webhook": "https://hooks.slack.com/services/T{N:10}/B{N:10}/{a:24}",
      "slack-workflow": "https://hooks.slack.com/workflows/T{N:10}/A{N:10}/{d:18}/{a:24}",
    },
  },
  {
    source:
      "Discord developer reference; core.telegram.org/bots; Microsoft Teams, Google Chat webhooks",
    kinds: {
      "discord-bot": (draw) => {
        const id = Buffer.from(`1${draw.chars("0123456789", 18)}`).toString("base64url");
        const words = `${draw.chars("abcdefghijklmnopqrstuvwxyz", 38)}`;
        return `${id}.G${draw.chars("abcdefghijk", 2)}${draw.chars("XYZ", 3)}.${words}`;
      },
      "discord-webhook": "https://discord.com/api/webhooks/1{d:18}/{w:68}",
      "telegram-bot": "{d:10}:AA{w:33}",
      "teams-webhook":
        "https://acme{l:4}.webhook.office.com/webhookb2/{uuid}@{uuid}/IncomingWebhook/{h:32}/{uuid}",
      "power-automate-url":
        "https://prod-12.westeurope.logic.azure.com:443/workflows/{h:32}/triggers/manual/paths/" +
        "invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={w:43}",
      "google-chat-webhook":
        "https://chat.googleapis.com/v1/spaces/AAAA{w:7}/messages?key=AIza{w:35}&token={w:43}",
      "zapier-hook": "https://hooks.zapier.com/hooks/catch/{d:7}/{n:7}/",
    },
  },
  {
    source:
      "Mail and message providers: SendGrid, Mailgun, Mailchimp, Brevo, Resend, Mandrill, Meta",
    kinds: {
      "sendgrid-key": "SG.{w:22}.{w:43}",
      "mailgun-key": "key-{h:32}",
      "mailgun-new-key": "{h:32}-{h:8}-{h:8}",
      "mailchimp-key": "{h:32}-us{d:2}",
      "brevo-key": "xkeysib-{h:64}-{a:16}",
      "brevo-smtp-key": "xsmtpsib-{h:64}-{a:16}",
      "resend-key": "re_{a:8}_{a:24}",
      "mandrill-key": "md-{w:22}",
      "facebook-token": "EAA{a:160-200}",
      "onesignal-app-key": "os_v2_app_{b32:103}",
      "twitter-bearer": "AAAAAAAAAAAAAAAAAAAAA{a:20-30}%2F{a:30}%3D{a:40}",
      "mapbox-secret": (draw) => {
        const body = JSON.stringify({ u: `acme${draw.below(99)}`, a: `cl${draw.below(1e9)}xk8` });
        const tail = draw.chars("abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789-_", 22);
        return `sk.${Buffer.from(body).toString("base64url")}.${tail}`;
      },
    },
  },
];
