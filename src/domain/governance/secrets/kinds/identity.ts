import { alnum, hex, url64 } from "../alphabets.ts";
import { named } from "../context.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { uuid } from "../formats/shapes.ts";
import { token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const okta = issuer("Okta", "developer.okta.com, API tokens", "Security > API > Tokens");
const auth0 = issuer(
  "Auth0",
  "auth0.com/docs, Client secrets; refresh tokens",
  "the application's settings > Rotate secret",
);
const keycloak = issuer(
  "Keycloak",
  "keycloak.org/docs, Client credentials",
  "the client's Credentials tab > Regenerate",
);
const clerk = issuer("Clerk", "clerk.com/docs, Rotate API keys", "Dashboard > API keys");
const workOs = issuer("WorkOS", "workos.com/docs, API keys", "Dashboard > API Keys");
const stytch = issuer("Stytch", "stytch.com/docs, Project secrets", "Dashboard > API keys");
const descope = issuer("Descope", "docs.descope.com, Management keys", "Company > Management Keys");
const frontegg = issuer("Frontegg", "developers.frontegg.com, API tokens", "Settings > API tokens");
const fusionAuth = issuer("FusionAuth", "fusionauth.io/docs, API keys", "Settings > API Keys");
const ory = issuer("Ory", "ory.sh/docs, Token prefixes", "Project settings > API keys");
const zitadel = issuer("ZITADEL", "zitadel.com/docs, Personal access tokens", "Users > the user");
const authentik = issuer("authentik", "docs.goauthentik.io, Tokens", "Directory > Tokens");
const magic = issuer("Magic", "magic.link/docs, API keys", "Dashboard > the app > Keys");
const duo = issuer("Duo", "duo.com/docs, Admin API", "Applications > Reset Secret Key");
const oneLogin = issuer("OneLogin", "developers.onelogin.com, API credentials", "Developers > API");
const jumpCloud = issuer("JumpCloud", "docs.jumpcloud.com, API keys", "the account menu > API key");
const cognito = issuer(
  "Amazon Cognito",
  "docs.aws.amazon.com/cognito, App clients",
  "User pools > App clients > Rotate client secret",
);
const yubico = issuer("Yubico", "developers.yubico.com, YubiCloud API key", "a new API key");

/** The base-64 of `key_`, with which the payload of every key starts. */
const workOsLead = "a2V5Xz";

export const identityKinds: readonly SecretKind[] = [
  token(okta, "okta.api-token", "API token", ["SSWS ", url64(42)]),
  setting(okta, "okta.token", "API token", ["00", url64(40)], {
    vendors: ["okta"],
    names: ["token", "key"],
  }),
  setting(okta, "okta.client-secret", "client secret", [url64(40, 64)], {
    vendors: ["okta"],
    names: ["secret"],
  }),
  setting(auth0, "auth0.client-secret", "client secret", [url64(64)], {
    vendors: ["auth0"],
    names: ["secret"],
  }),
  setting(keycloak, "keycloak.client-secret", "client secret", [alnum(32)], {
    vendors: ["keycloak", "kc_client"],
    names: ["secret"],
  }),
  setting(
    clerk,
    "clerk.secret-key",
    "secret key",
    [choice("sk_live_", "sk_test_"), alnum(30, 60)],
    {
      vendors: ["clerk"],
      names: ["key"],
    },
  ),
  token(clerk, "clerk.api-key", "API or machine key", ["ak_", alnum(40, 64)], {
    notBefore: "A-Za-z0-9_",
    check: ({ secret }) => /\d/.test(secret) && /[A-Z]/.test(secret),
  }),
  token(
    workOs,
    "workos.api-key",
    "API key",
    [choice(`sk_${workOsLead}`, `sk_live_${workOsLead}`, `sk_test_${workOsLead}`), alnum(20, 200)],
    { keywords: ["sk_live_", "sk_test_", "sk_a2v5xz"] },
  ),
  token(stytch, "stytch.secret", "project secret", [
    choice("secret-live-", "secret-test-"),
    body("A-Za-z0-9_=-", 32, 48),
  ]),
  setting(descope, "descope.management-key", "management key", ["K", alnum(60, 140)], {
    vendors: ["descope"],
    names: ["key"],
  }),
  setting(frontegg, "frontegg.api-key", "API key", uuid, {
    vendors: ["frontegg"],
    names: ["key", "secret"],
  }),
  setting(fusionAuth, "fusionauth.api-key", "API key", [url64(40, 80)], {
    vendors: ["fusionauth"],
    names: ["key", "secret"],
  }),
  token(ory, "ory.api-key", "API key", [choice("ory_pat_", "ory_apikey_", "ory_wak_"), alnum(32)]),
  token(ory, "ory.token", "access, refresh or session token", [
    choice("ory_at_", "ory_rt_", "ory_ac_", "ory_st_", "ory_lo_"),
    body("A-Za-z0-9_.-", 30, 120),
  ]),
  setting(zitadel, "zitadel.pat", "personal access token", [url64(71)], { vendors: ["zitadel"] }),
  setting(authentik, "authentik.token", "API token", [alnum(60)], { vendors: ["authentik"] }),
  token(
    magic,
    "magic.secret-key",
    "secret key",
    [choice("sk_live_", "sk_test_"), body("0-9A-F", 16)],
    { notBefore: "A-Za-z0-9" },
  ),
  setting(duo, "duo.secret-key", "secret key", [alnum(40)], {
    vendors: ["duo"],
    names: ["key", "secret", "skey"],
    keywords: ["duo_", "duo-", "duo.", "duosecurity", "duo s"],
  }),
  {
    ...named(duo, "duo.paired-key", "key beside its integration key", [["skey"]], [alnum(40)], {
      set: "A-Za-z0-9",
      check: ({ text, start }) => /\bikey\b/.test(text.slice(Math.max(0, start - 160), start)),
    }),
    example: (draw) => `ikey = ${draw.chars("ABCDEF", 20)}\nskey = ${draw.chars("abc123XYZ", 40)}`,
  },
  setting(oneLogin, "onelogin.client-secret", "client secret", [hex(64)], {
    vendors: ["onelogin"],
    names: ["secret"],
  }),
  token(jumpCloud, "jumpcloud.api-key", "API key", ["jca_", alnum(36)]),
  setting(jumpCloud, "jumpcloud.legacy-key", "older API key", [hex(40)], {
    vendors: ["jumpcloud"],
    names: ["key"],
  }),
  setting(cognito, "aws.cognito-client-secret", "client secret", [body("a-z0-9", 48, 54)], {
    vendors: ["cognito", "user_pool"],
    names: ["secret"],
  }),
  setting(yubico, "yubico.api-key", "API key", [body("A-Za-z0-9+/", 27), "="], {
    vendors: ["yubico", "yubikey"],
    names: ["key", "secret"],
    set: "A-Za-z0-9+/=",
  }),
];
