import { alnum, base64, hex, url64 } from "../alphabets.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const bank = (name: string, source: string, place = "API settings"): Issuer =>
  issuer(name, source, `the ${name} dashboard, ${place}`, "critical");

const plaid = bank("Plaid", "plaid.com/docs, Tokens", "Developers > Keys");
const wise = bank("Wise", "docs.wise.com, API tokens");
const brex = bank("Brex", "developer.brex.com, Authentication");
const mercury = bank("Mercury", "docs.mercury.com, Authorization");
const dwolla = bank("Dwolla", "developers.dwolla.com, API keys");
const finicity = bank("Finicity", "developer.mastercard.com/open-banking-us, Authentication");
const finnhub = bank("Finnhub", "finnhub.io/docs/api, Authentication");
const polygon = bank("Polygon.io", "polygon.io/docs, API keys");
const alpaca = bank("Alpaca", "docs.alpaca.markets, Authentication");
const tiingo = bank("Tiingo", "tiingo.com/documentation, Connecting");
const iex = bank("IEX Cloud", "iexcloud.io/docs, Authentication");
const freshbooks = bank("FreshBooks", "freshbooks.com/api, Authentication");
const intuit = bank("Intuit QuickBooks", "developer.intuit.com, OAuth 2.0");
const onfido = bank("Onfido", "documentation.onfido.com, API tokens");
const persona = bank("Persona", "docs.withpersona.com, API keys");
const sumsub = bank("Sumsub", "docs.sumsub.com, App tokens");
const circle = bank("Circle", "developers.circle.com, API keys");
const anyIssuer = issuer(
  "RFC 8959",
  "RFC 8959: the secret-token URI scheme",
  "at the service that issued it",
);

export const bankingKinds: readonly SecretKind[] = [
  token(plaid, "plaid.access-token", "access or processor token", [
    choice("access-", "processor-"),
    choice("sandbox", "development", "production"),
    "-",
    ...uuid,
  ]),
  setting(plaid, "plaid.secret", "secret", [lowerAlnum(30)], { vendors: ["plaid"] }),
  setting(wise, "wise.api-token", "API token", uuid, { vendors: ["transferwise", "wise"] }),
  token(brex, "brex.user-token", "user token", ["bxt_", alnum(36, 64)]),
  token(mercury, "mercury.api-token", "API token", [
    "mercury_production_",
    body("A-Za-z0-9_", 40, 200),
  ]),
  token(anyIssuer, "secret-token.uri", "secret-token URI", [
    "secret-token:",
    body("A-Za-z0-9_.~%!$&'()*+,;=:@-", 16, 200),
  ]),
  setting(dwolla, "dwolla.secret", "application secret", [alnum(50)], { vendors: ["dwolla"] }),
  setting(finicity, "finicity.secret", "app key or partner secret", [alnum(20, 32)], {
    vendors: ["finicity"],
  }),
  setting(finnhub, "finnhub.api-key", "API key", [lowerAlnum(20, 40)], { vendors: ["finnhub"] }),
  setting(polygon, "polygon.api-key", "API key", [url64(32)], { vendors: ["polygon"] }),
  setting(alpaca, "alpaca.secret-key", "secret key", [alnum(40, 44)], {
    vendors: ["alpaca", "apca"],
  }),
  setting(tiingo, "tiingo.api-token", "API token", [lowerAlnum(40)], { vendors: ["tiingo"] }),
  token(iex, "iex.secret-token", "secret token", [choice("sk_", "Tsk_"), hex(32)], {
    notBefore: "A-Za-z0-9",
  }),
  setting(freshbooks, "freshbooks.access-token", "access token", [lowerAlnum(64)], {
    vendors: ["freshbooks"],
  }),
  setting(intuit, "intuit.client-secret", "client secret", [alnum(40)], {
    vendors: ["intuit", "quickbooks"],
  }),
  token(onfido, "onfido.api-token", "API token", [
    choice("api_live.", "api_live_us.", "api_live_ca.", "api_sandbox.", "api_sandbox_us."),
    url64(11),
    ".",
    url64(32),
  ]),
  token(persona, "persona.api-key", "API key", [
    choice("persona_production_", "persona_sandbox_"),
    body("a-z0-9-", 32, 64),
  ]),
  token(sumsub, "sumsub.app-token", "app token", [
    choice("sbx:", "prd:"),
    alnum(24),
    ".",
    alnum(32),
  ]),
  token(circle, "circle.api-key", "API key", [
    choice("TEST_API_KEY:", "LIVE_API_KEY:"),
    hex(32),
    ":",
    hex(32),
  ]),
  setting(circle, "circle.entity-secret", "entity secret", [base64(64, 700)], {
    vendors: ["circle"],
    names: ["entity_secret", "ciphertext"],
  }),
];
