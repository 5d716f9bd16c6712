import { alnum, base64, hex, url64 } from "../alphabets.ts";
import { body, choice } from "../formats/parts.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

function issuer(name: string, source: string): Issuer {
  return {
    name,
    source,
    remedy: `Roll the key in the ${name} dashboard, then use a stored secret instead.`,
    severity: "critical",
  };
}

const stripe = issuer("Stripe", "docs.stripe.com, API keys");
const square = issuer("Square", "developer.squareup.com, Access tokens");
const braintree = issuer("PayPal Braintree", "developer.paypal.com/braintree, Access tokens");
const shopify = issuer("Shopify", "shopify.dev, Access token prefixes");
const plaid = issuer("Plaid", "plaid.com/docs, Tokens");
const flutterwave = issuer("Flutterwave", "developer.flutterwave.com, API keys");
const shippo = issuer("Shippo", "docs.goshippo.com, Authentication");
const easyPost = issuer("EasyPost", "docs.easypost.com, API keys");
const duffel = issuer("Duffel", "duffel.com/docs, Access tokens");
const paddle = issuer("Paddle", "developer.paddle.com, API keys");

export const paymentKinds: readonly SecretKind[] = [
  token(stripe, "stripe.live-key", "live secret key", ["sk_live_", alnum(20, 250)]),
  token(stripe, "stripe.test-key", "test secret key", ["sk_test_", alnum(20, 250)]),
  token(stripe, "stripe.restricted-key", "restricted key", [
    choice("rk_live_", "rk_test_"),
    alnum(20, 250),
  ]),
  token(stripe, "stripe.webhook-secret", "webhook secret", ["whsec_", base64(32, 64)]),
  token(square, "square.access-token", "access token", ["EAAA", url64(60)]),
  token(square, "square.legacy-token", "personal access token", ["sq0atp-", url64(22)]),
  token(square, "square.oauth-secret", "OAuth secret", ["sq0csp-", url64(43)]),
  token(braintree, "braintree.access-token", "access token", [
    "access_token$",
    choice("production", "sandbox"),
    "$",
    body("a-z0-9", 16),
    "$",
    hex(32),
  ]),
  token(shopify, "shopify.admin-token", "admin access token", ["shpat_", body("0-9a-fA-F", 32)]),
  token(shopify, "shopify.custom-app", "custom app token", ["shpca_", body("0-9a-fA-F", 32)]),
  token(shopify, "shopify.private-app", "private app password", ["shppa_", body("0-9a-fA-F", 32)]),
  token(shopify, "shopify.shared-secret", "shared secret", ["shpss_", body("0-9a-fA-F", 32)]),
  token(plaid, "plaid.access-token", "access token", [
    "access-",
    choice("sandbox", "development", "production"),
    "-",
    hex(8),
    "-",
    hex(4),
    "-",
    hex(4),
    "-",
    hex(4),
    "-",
    hex(12),
  ]),
  token(flutterwave, "flutterwave.secret-key", "secret key", [
    choice("FLWSECK-", "FLWSECK_TEST-"),
    alnum(32, 48),
    "-X",
  ]),
  token(shippo, "shippo.api-token", "API token", [choice("shippo_live_", "shippo_test_"), hex(40)]),
  token(easyPost, "easypost.api-key", "API key", [choice("EZAK", "EZTK"), alnum(54)]),
  token(duffel, "duffel.access-token", "access token", [
    choice("duffel_live_", "duffel_test_"),
    url64(43),
  ]),
  token(paddle, "paddle.api-key", "API key", [
    choice("pdl_live_apikey_", "pdl_sdbx_apikey_"),
    body("a-z0-9", 26),
    "_",
    alnum(22),
    "_",
    alnum(3),
  ]),
];
