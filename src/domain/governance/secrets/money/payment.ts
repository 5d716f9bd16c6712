import { alnum, base64, hex, url64 } from "../alphabets.ts";
import { isMixed, isOutsideBase64, startsName } from "../checks/mixed.ts";
import { issuer } from "../formats/issuer.ts";
import { base62Alphabet } from "../formats/characters.ts";
import { pair } from "../formats/pair.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { digits, lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { Candidate, SecretKind } from "../kind.ts";

const dashboard = (name: string, source: string, place = "API keys"): Issuer =>
  issuer(name, source, `roll the key in the ${name} dashboard, ${place}`, "critical");

const stripe = dashboard("Stripe", "docs.stripe.com/keys, API keys", "Developers > API keys");
const square = dashboard("Square", "developer.squareup.com, Access tokens");
const braintree = dashboard("PayPal Braintree", "developer.paypal.com/braintree, Access tokens");
const paypal = dashboard("PayPal", "developer.paypal.com/api/rest, Authentication");
const adyen = dashboard("Adyen", "docs.adyen.com, API credentials", "Developers > API credentials");
const razorpay = dashboard("Razorpay", "razorpay.com/docs/api, Authentication");
const mollie = dashboard("Mollie", "docs.mollie.com, Authentication");
const goCardless = dashboard("GoCardless", "developer.gocardless.com, API usage");
const column = dashboard("Column", "column.com/docs, API keys");
const sezzle = dashboard("Sezzle", "docs.sezzle.com, API keys");
const wompi = dashboard("Wompi", "docs.wompi.co, Environments and keys");
const lob = dashboard("Lob", "docs.lob.com, Authentication");
const klarna = dashboard("Klarna", "docs.klarna.com, API keys");
const cashfree = dashboard("Cashfree", "cashfree.com/docs, API keys");
const midtrans = dashboard("Midtrans", "docs.midtrans.com, API authorization");
const xendit = dashboard("Xendit", "docs.xendit.co, API keys");
const omise = dashboard("Omise", "docs.omise.co, Authentication");
const mercadoPago = dashboard("Mercado Pago", "mercadopago.com/developers, Credentials");
const checkout = dashboard("Checkout.com", "checkout.com/docs, API keys");
const sumUp = dashboard("SumUp", "developer.sumup.com, API keys");
const flutterwave = dashboard("Flutterwave", "developer.flutterwave.com, API keys");
const paddle = dashboard("Paddle", "developer.paddle.com, API keys");
const polar = dashboard("Polar", "polar.sh/docs, Authentication");
const recurly = dashboard("Recurly", "recurly.com/developers, Authentication");
const chargebee = dashboard("Chargebee", "apidocs.chargebee.com, Authentication");
const authorizeNet = dashboard("Authorize.Net", "developer.authorize.net, Transaction key");

/** Stripe promises no length but the least; a word in its place has no digit. */
const drawn = { check: ({ secret }: Candidate) => /[0-9]/.test(secret.slice(8)) };

/** Starts of the test keys that every page of the documentation shows to every reader. */
const documentedTestKeys = ["4eC39HqLyj", "BQokikJOvB", "26PHem9AhJ", "tR3PYbcVNZ"];
const ownTestKey = {
  check: ({ secret }: Candidate) =>
    /[0-9]/.test(secret.slice(8)) && !documentedTestKeys.includes(secret.slice(8, 18)),
};

/** `live_` and `test_` are everybody's words, so such a key stands alone only in its live form. */
const liveKey = {
  notBefore: "A-Za-z0-9_-",
  check: (candidate: Candidate) => startsName(candidate) && isMixed(candidate),
};

export const paymentKinds: readonly SecretKind[] = [
  token(stripe, "stripe.live-key", "live secret key", ["sk_live_", alnum(10, 250)], drawn),
  token(stripe, "stripe.test-key", "test secret key", ["sk_test_", alnum(10, 250)], ownTestKey),
  token(stripe, "stripe.organization-key", "organization key", [
    choice("sk_org_live_", "sk_org_test_", "sk_org_"),
    alnum(16, 250),
  ]),
  token(
    stripe,
    "stripe.restricted-key",
    "restricted key",
    [choice("rk_live_", "rk_test_", "rk_prod_"), alnum(10, 250)],
    drawn,
  ),
  token(stripe, "stripe.ephemeral-key", "ephemeral key", [
    choice("ek_live_", "ek_test_", "pst_live_", "pst_test_"),
    base64(20, 300),
  ]),
  // Svix and those who use it issue the same form.
  token(stripe, "stripe.webhook-secret", "webhook secret", ["whsec_", base64(32, 88)]),

  token(square, "square.access-token", "access token", ["EAAA", url64(60)], {
    notBefore: "A-Za-z0-9+/=_-",
    check: (candidate) => isOutsideBase64(candidate) && isMixed(candidate),
  }),
  setting(square, "square.sandbox-token", "access token", ["EAAA", url64(22, 64)], {
    vendors: ["square"],
  }),
  token(square, "square.legacy-token", "personal access token", ["sq0atp-", url64(22)]),
  token(square, "square.oauth-secret", "OAuth secret", [
    choice("sq0csp-", "sandbox-sq0csb-"),
    url64(40, 50),
  ]),

  token(braintree, "braintree.access-token", "access token", [
    "access_token$",
    choice("production", "sandbox"),
    "$",
    lowerAlnum(16),
    "$",
    hex(32),
  ]),
  setting(paypal, "paypal.client-secret", "client secret", ["E", url64(63, 99)], {
    vendors: ["paypal"],
  }),
  token(paypal, "paypal.access-token", "access token", ["A21AA", url64(80, 120)]),

  token(
    adyen,
    "adyen.api-key",
    "API key",
    [
      "AQE",
      body("A-Za-z0-9+/", 60, 200),
      choice("==-", "=-", "-"),
      body("A-Za-z0-9+/", 40, 48),
      choice("=-", "-"),
      // A brace may stand here, but two of them are a template's.
      body("A-Za-z0-9!#%()*+,./:;=?@^_~|&{}", 4, 24),
    ],
    {
      example: (draw) =>
        `AQE${draw.chars(base62Alphabet, 92)}==-${draw.chars(base62Alphabet, 43)}=-${draw.chars("ABCDEFGHIJ;}%=kU7t", 16)}`,
    },
  ),
  setting(adyen, "adyen.hmac-key", "HMAC key", [body("A-F0-9", 64)], { vendors: ["adyen"] }),
  setting(razorpay, "razorpay.key-secret", "key secret", [alnum(20, 32)], {
    vendors: ["razorpay"],
    names: ["secret", "password"],
  }),
  pair(razorpay, "razorpay.key-pair", "key secret beside its id", {
    keywords: ["rzp_live_", "rzp_test_"],
    identifier: "rzp_(?:live|test)_[A-Za-z0-9]{14}",
    secret: [alnum(24)],
    sampleIdentifier: (draw) => `rzp_live_${draw.chars(base62Alphabet, 14)}`,
  }),
  token(mollie, "mollie.live-key", "live API key", ["live_", alnum(30)], liveKey),
  token(
    mollie,
    "mollie.access-token",
    "organization access token",
    ["access_", alnum(40)],
    liveKey,
  ),
  setting(mollie, "mollie.test-key", "test API key", ["test_", alnum(30)], { vendors: ["mollie"] }),
  token(goCardless, "gocardless.access-token", "access token", ["live_", url64(40)], liveKey),
  setting(
    goCardless,
    "gocardless.sandbox-token",
    "sandbox access token",
    ["sandbox_", url64(40, 43)],
    { vendors: ["gocardless", "go_cardless"] },
  ),
  token(column, "column.api-key", "API key", ["live_", alnum(27)], liveKey),
  token(sezzle, "sezzle.private-key", "private key", ["sz_pr_", alnum(28, 40)]),
  token(wompi, "wompi.secret", "private key or secret of events", [
    choice(
      "prv_prod_", "prv_test_", "prod_events_", "test_events_", "prod_integrity_",
      "test_integrity_",
    ), // prettier-ignore
    alnum(20, 48),
  ]),
  token(lob, "lob.live-key", "live API key", ["live_", hex(35)], { notBefore: "A-Za-z0-9" }),
  setting(lob, "lob.test-key", "test API key", ["test_", hex(35)], { vendors: ["lob"] }),
  token(klarna, "klarna.api-key", "API key", [
    choice("klarna_live_api_", "klarna_test_api_"),
    body("A-Za-z0-9+/_-", 20, 200),
  ]),
  token(cashfree, "cashfree.secret-key", "secret key", [
    choice("cfsk_ma_prod_", "cfsk_ma_test_"),
    hex(32),
    "_",
    hex(8),
  ]),
  token(midtrans, "midtrans.server-key", "server key", [
    choice("Mid-server-", "SB-Mid-server-"),
    url64(16, 40),
  ]),
  token(xendit, "xendit.secret-key", "secret key", [
    choice("xnd_production_", "xnd_development_"),
    alnum(40, 80),
  ]),
  token(omise, "omise.secret-key", "secret key", [choice("skey_test_", "skey_"), lowerAlnum(19)]),
  token(mercadoPago, "mercadopago.access-token", "access token", [
    choice("APP_USR-", "TEST-"),
    digits(12, 20),
    "-",
    digits(6),
    "-",
    hex(32),
    "-",
    digits(6, 12),
  ]),
  token(
    checkout,
    "checkout.secret-key",
    "secret key",
    ["sk_", body("a-z2-7", 26), body("a-z2-7*#$=", 1)],
    { notBefore: "A-Za-z0-9_" },
  ),
  token(checkout, "checkout.sandbox-key", "sandbox secret key", [
    "sk_sbox_",
    lowerAlnum(26),
    body("a-z0-9*#$=", 0, 1),
  ]),
  token(checkout, "checkout.classic-key", "secret key (classic)", [
    choice("sk_test_", "sk_"),
    ...uuid,
  ]),
  token(sumUp, "sumup.secret-key", "secret key", ["sup_sk_", alnum(28, 64)]),
  token(flutterwave, "flutterwave.secret-key", "secret key", [
    choice("FLWSECK-", "FLWSECK_TEST-"),
    body("A-Za-z0-9-", 32, 64),
    "-X",
  ]),
  token(flutterwave, "flutterwave.encryption-key", "encryption key", ["FLWSECK_TEST", hex(12)], {
    notBefore: "A-Za-z0-9-",
  }),
  token(paddle, "paddle.api-key", "API key", [
    choice("pdl_live_apikey_", "pdl_sdbx_apikey_"),
    lowerAlnum(26),
    "_",
    alnum(22),
    "_",
    alnum(3),
  ]),
  token(paddle, "paddle.webhook-secret", "webhook secret", [
    "pdl_ntfset_",
    lowerAlnum(26),
    "_",
    body("A-Za-z0-9+/=", 32),
  ]),
  token(polar, "polar.token", "token", [
    choice("polar_oat_", "polar_pat_", "polar_at_u_", "polar_at_o_", "polar_rt_", "polar_whs_"),
    alnum(32, 64),
  ]),
  setting(recurly, "recurly.api-key", "API key", [lowerAlnum(32)], { vendors: ["recurly"] }),
  setting(chargebee, "chargebee.api-key", "API key", [choice("live_", "test_"), alnum(30, 50)], {
    vendors: ["chargebee"],
  }),
  setting(authorizeNet, "authorizenet.transaction-key", "transaction key", [alnum(16)], {
    vendors: ["authorize_net", "authnet"],
    names: ["key"],
  }),
];
