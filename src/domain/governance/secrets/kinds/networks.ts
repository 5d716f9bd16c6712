import { alnum, base64, hex, upper, url64 } from "../alphabets.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { token } from "../formats/token.ts";
import { uuid } from "../formats/shapes.ts";
import type { SecretKind } from "../kind.ts";

const cloudflare = issuer(
  "Cloudflare",
  "developers.cloudflare.com, Token formats; Tunnel tokens; Service tokens",
  "My Profile > API Tokens, or Zero Trust for tunnels and service tokens",
);
const tailscale = issuer("Tailscale", "tailscale.com/kb, Key prefixes", "Settings > Keys");
const headscale = issuer(
  "Headscale",
  "headscale.net, Registration and API keys",
  "`headscale preauthkeys expire` or `headscale apikeys expire`",
);
const wireGuard = issuer(
  "WireGuard",
  "wireguard.com/quickstart; wg(8), configuration file format",
  "make a new key pair with `wg genkey` and give the peers the new public key",
);
const ngrok = issuer("ngrok", "ngrok.com/docs, Authtokens and API keys", "Dashboard > Authtokens");
const zeroTier = issuer(
  "ZeroTier",
  "docs.zerotier.com, API access tokens; identity.secret",
  "Central > Account > API Access Tokens; move the node to a new identity",
);
const netBird = issuer("NetBird", "docs.netbird.io, Access tokens; setup keys", "Team > Users");
const twingate = issuer("Twingate", "twingate.com/docs, API keys", "Settings > API");
const defined = issuer("Defined Networking", "docs.defined.net, API keys", "Settings > API keys");
const meraki = issuer("Cisco Meraki", "developer.cisco.com/meraki, API keys", "My profile");
const fastly = issuer("Fastly", "fastly.com/documentation, API tokens", "Account > API tokens");
const akamai = issuer(
  "Akamai",
  "techdocs.akamai.com, Authenticate with EdgeGrid",
  "Control Center > Identity & Access > API client > Credentials",
);
const gcore = issuer("Gcore", "gcore.com/docs, API tokens", "Profile > API tokens");
const bunny = issuer("bunny.net", "docs.bunny.net, API key", "Account settings > API > Reset");
const dnsimple = issuer("DNSimple", "developer.dnsimple.com, Access tokens", "Access Tokens");
const porkbun = issuer("Porkbun", "porkbun.com/api, Authentication", "Account > API Access");
const goDaddy = issuer("GoDaddy", "developer.godaddy.com, Authentication", "API keys > Delete");
const gandi = issuer("Gandi", "api.gandi.net/docs, Authentication", "Organizations > Sharing");
const deSec = issuer("deSEC", "desec.readthedocs.io, Token management", "Token management");

/** `{"a": account, "t": tunnel, "s": secret}`: the Tunnel command prints it in base-64. */
function isTunnelToken(secret: string): boolean {
  const text = Buffer.from(secret, "base64").toString("latin1");
  return /^\{"a":"[0-9a-f]{32}","t":"[0-9a-f-]{36}","s":"/.test(text);
}

const hexDigits = "0123456789abcdef";

export const networkKinds: readonly SecretKind[] = [
  token(cloudflare, "cloudflare.user-token", "user API token", ["cfut_", alnum(40), hex(8)]),
  token(cloudflare, "cloudflare.account-token", "account API token", ["cfat_", alnum(40), hex(8)]),
  token(cloudflare, "cloudflare.global-key", "global API key", ["cfk_", alnum(40), hex(8)]),
  // A site key has the same lead and 24 characters in all.
  token(cloudflare, "cloudflare.turnstile-secret", "Turnstile secret key", [
    "0x4AAAAAA",
    url64(22, 34),
  ]),
  token(cloudflare, "cloudflare.origin-ca-key", "origin CA key", ["v1.0-", hex(24), "-", hex(146)]),
  setting(cloudflare, "cloudflare.legacy-token", "older API token", [url64(40)], {
    vendors: ["cloudflare", "cf_api", "wrangler"],
    names: ["token"],
    set: "A-Za-z0-9_-",
  }),
  setting(cloudflare, "cloudflare.legacy-key", "older global API key", [hex(37)], {
    vendors: ["cloudflare", "cf_api", "x-auth"],
    names: ["key"],
    set: "A-Za-z0-9",
  }),
  token(
    cloudflare,
    "cloudflare.tunnel-token",
    "Tunnel token",
    ["eyJhIjoi", body("A-Za-z0-9+/=", 120, 400)],
    {
      check: ({ secret }) => isTunnelToken(secret),
      example: (draw) => {
        const a = draw.chars(hexDigits, 32);
        const t = [8, 4, 4, 4, 12].map((length) => draw.chars(hexDigits, length)).join("-");
        const s = Buffer.from(draw.chars(hexDigits, 48)).toString("base64");
        return Buffer.from(JSON.stringify({ a, t, s })).toString("base64");
      },
    },
  ),
  setting(cloudflare, "cloudflare.access-secret", "Access service token", [hex(64)], {
    vendors: ["cf_access", "cloudflare_access"],
    names: ["secret"],
    set: "A-Za-z0-9",
  }),
  token(tailscale, "tailscale.key", "key", [
    "tskey-",
    choice("auth-", "api-", "client-", "scim-", "webhook-", ""),
    alnum(8, 24),
    "-",
    alnum(20, 40),
  ]),
  token(headscale, "headscale.key", "key", [
    "hskey-",
    choice("auth-", "api-"),
    url64(12),
    "-",
    url64(64),
  ]),
  // 32 bytes: the last character holds four bits, so it is one of sixteen.
  setting(
    wireGuard,
    "wireguard.private-key",
    "private or preshared key",
    [base64(42), body("AEIMQUYcgkosw048", 1), "="],
    {
      vendors: ["private_key", "preshared_key", "wg_private", "wireguard"],
      names: ["key", ""],
      set: "A-Za-z0-9+/=",
      example: (draw) => `PrivateKey = ${draw.chars("ABCDEFGHabcdefgh23456789+/", 42)}M=`,
    },
  ),
  setting(ngrok, "ngrok.authtoken", "authtoken or API key", [alnum(26, 28), "_", alnum(18, 26)], {
    vendors: ["ngrok", "authtoken"],
    names: ["token", "key", ""],
    set: "A-Za-z0-9_",
  }),
  setting(zeroTier, "zerotier.api-token", "API token", [alnum(32)], {
    vendors: ["zerotier", "zt_central"],
    set: "A-Za-z0-9",
  }),
  token(zeroTier, "zerotier.identity-secret", "node identity", [
    hex(10),
    ":0:",
    hex(128),
    ":",
    hex(128),
  ]),
  token(defined, "definednet.api-key", "API key", [
    "dnkey-",
    body("A-Za-z0-9=_-", 20, 30),
    "-",
    body("A-Za-z0-9=_-", 48, 56),
  ]),
  setting(meraki, "meraki.api-key", "API key", [hex(40)], {
    vendors: ["meraki", "x-cisco-meraki"],
    names: ["key", "token"],
  }),
  token(netBird, "netbird.pat", "personal access token", ["nbp_", alnum(36)]),
  setting(
    netBird,
    "netbird.setup-key",
    "setup key",
    [upper(8), "-", upper(4), "-", upper(4), "-", upper(4), "-", upper(12)],
    { vendors: ["nb_setup", "netbird"], names: ["key"], set: "A-Za-z0-9-" },
  ),
  setting(twingate, "twingate.api-key", "API key", [url64(80, 120)], {
    vendors: ["twingate"],
    set: "A-Za-z0-9_-",
  }),
  setting(fastly, "fastly.api-token", "API token", [url64(32)], {
    vendors: ["fastly"],
    names: ["key", "token"],
    set: "A-Za-z0-9_-",
  }),
  token(
    akamai,
    "akamai.edgegrid-token",
    "EdgeGrid token",
    ["akab-", body("a-z0-9", 16), "-", body("a-z0-9", 16)],
    { notBefore: "A-Za-z0-9.-" },
  ),
  setting(gcore, "gcore.api-token", "API token", [body("0-9", 1, 8), "$", hex(128)], {
    vendors: ["gcore", "api_key"],
    names: ["token", "key", ""],
    set: "A-Za-z0-9",
  }),
  setting(
    bunny,
    "bunny.api-key",
    "API key",
    [...uuid, hex(8), "-", hex(4), "-", hex(4), "-", hex(4), "-", hex(12)],
    { vendors: ["bunny", "access_key"], names: ["key", ""], set: "A-Za-z0-9-" },
  ),
  token(dnsimple, "dnsimple.access-token", "access token", [
    choice("dnsimple_a_", "dnsimple_u_"),
    alnum(32),
  ]),
  token(porkbun, "porkbun.api-key", "API key", [choice("pk1_", "sk1_"), hex(64)]),
  token(goDaddy, "godaddy.sso-key", "API key and secret", [
    "sso-key ",
    body("A-Za-z0-9_", 10, 40),
    ":",
    alnum(18, 30),
  ]),
  setting(gandi, "gandi.api-key", "access token", [body("a-z0-9", 40)], {
    vendors: ["gandi"],
    set: "A-Za-z0-9",
  }),
  setting(deSec, "desec.token", "token", [url64(28)], {
    vendors: ["desec"],
    names: ["token"],
    set: "A-Za-z0-9_-",
  }),
];
