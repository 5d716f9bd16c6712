import { alnum, base64, hex, url64 } from "../alphabets.ts";
import { isMixed } from "../checks/mixed.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { lowerAlnum, optional, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const shop = (name: string, source: string, place = "API settings"): Issuer =>
  issuer(name, source, `the ${name} admin, ${place}`, "critical");

const shopify = shop("Shopify", "shopify.dev, Access token prefixes", "Apps > Develop apps");
const wooCommerce = shop("WooCommerce", "woocommerce.com/document, REST API keys");
const bigCommerce = shop("BigCommerce", "developer.bigcommerce.com, API accounts");
const squarespace = shop("Squarespace", "developers.squarespace.com, Authentication");
const etsy = shop("Etsy", "developers.etsy.com, Authentication");
const ebay = shop("eBay", "developer.ebay.com, Application keysets");
const amazonSeller = shop("Amazon", "developer-docs.amazon.com/sp-api, Login with Amazon");
const lightspeed = shop("Lightspeed", "developers.retail.lightspeed.app, Personal tokens");
const gumroad = shop("Gumroad", "gumroad.com/api, Applications");
const shippo = shop("Shippo", "docs.goshippo.com, Authentication");
const easyPost = shop("EasyPost", "docs.easypost.com, API keys");
const shipEngine = shop("ShipEngine", "shipengine.com/docs, API keys");
const duffel = shop("Duffel", "duffel.com/docs, Access tokens");

const chapa = shop("Chapa", "developer.chapa.co, API keys");
const asaas = shop("Asaas", "docs.asaas.com, Authentication");
const creem = shop("Creem", "docs.creem.io, API keys");

export const commerceKinds: readonly SecretKind[] = [
  token(chapa, "chapa.secret-key", "secret key", [choice("CHASECK-", "CHASECK_TEST-"), alnum(32)]),
  token(asaas, "asaas.api-key", "API key", [
    "$aact_",
    body("A-Za-z0-9+/=_", 40, 260),
    "::$aach_",
    ...uuid,
  ]),
  token(creem, "creem.api-key", "API key", ["creem_", choice("test_", ""), alnum(20, 32)], {
    check: isMixed,
  }),
  token(shopify, "shopify.admin-token", "admin access token", ["shpat_", body("0-9a-fA-F", 32)]),
  token(shopify, "shopify.custom-app", "custom app token", ["shpca_", body("0-9a-fA-F", 32)]),
  token(shopify, "shopify.private-app", "private app password", ["shppa_", body("0-9a-fA-F", 32)]),
  token(shopify, "shopify.shared-secret", "shared secret", ["shpss_", body("0-9a-fA-F", 32)]),
  token(shopify, "shopify.user-token", "user or theme token", [
    choice("shpua_", "shptka_", "prtapi_"),
    body("0-9a-fA-F", 32),
  ]),
  token(wooCommerce, "woocommerce.consumer-secret", "consumer secret", [
    choice("cs_", "ck_"),
    hex(40),
  ]),
  setting(bigCommerce, "bigcommerce.token", "API token", [lowerAlnum(31, 64)], {
    vendors: ["bigcommerce"],
  }),
  setting(squarespace, "squarespace.api-key", "API key", uuid, { vendors: ["squarespace"] }),
  setting(etsy, "etsy.api-key", "keystring", [lowerAlnum(24)], { vendors: ["etsy"] }),
  token(ebay, "ebay.cert-id", "cert id", [
    choice("PRD-", "SBX-"),
    hex(12),
    "-",
    hex(4, 8),
    "-",
    hex(4),
    "-",
    hex(4),
    "-",
    hex(4),
  ]),
  token(ebay, "ebay.user-token", "user token", ["v^1.1#i^1#", body("A-Za-z0-9^#+/=", 60, 3_000)]),
  token(amazonSeller, "amazon.client-secret", "Login with Amazon client secret", [
    "amzn1.oa2-cs.v1.",
    hex(64),
  ]),
  token(amazonSeller, "amazon.lwa-token", "Login with Amazon token", [
    choice("Atzr|", "Atza|"),
    body("A-Za-z0-9_=+/-", 100, 2_000),
  ]),
  token(lightspeed, "lightspeed.personal-token", "personal token", ["lsxs_pt_", alnum(32, 64)]),
  setting(gumroad, "gumroad.access-token", "access token", [url64(43, 64)], {
    vendors: ["gumroad"],
  }),
  token(shippo, "shippo.api-token", "API token", [choice("shippo_live_", "shippo_test_"), hex(40)]),
  token(easyPost, "easypost.api-key", "API key", [choice("EZAK", "EZTK"), alnum(54)]),
  setting(shipEngine, "shipengine.api-key", "API key", [optional("TEST_"), base64(43, 48)], {
    vendors: ["shipengine", "ship_engine"],
  }),
  token(duffel, "duffel.access-token", "access token", [
    choice("duffel_live_", "duffel_test_"),
    url64(43),
  ]),
];
