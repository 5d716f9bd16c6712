import { base62Alphabet } from "../formats/characters.ts";
import { alnum, hex, upper, url64 } from "../alphabets.ts";
import { base62Checksum } from "../checks/crc32.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { token } from "../formats/token.ts";
import { uuid } from "../formats/shapes.ts";
import type { SecretKind } from "../kind.ts";

const digitalOcean = issuer(
  "DigitalOcean",
  "docs.digitalocean.com, Personal access tokens; Spaces keys; Model access keys",
  "DigitalOcean > API > Tokens or Spaces Keys",
);
const hetzner = issuer(
  "Hetzner",
  "docs.hetzner.cloud, Authentication",
  "Cloud Console > the project > Security > API tokens",
);
const linode = issuer(
  "Linode",
  "techdocs.akamai.com/linode-api, Personal access tokens",
  "Cloud Manager > My Profile > API Tokens",
);
const vultr = issuer("Vultr", "docs.vultr.com, API keys", "Account > API > Regenerate");
const heroku = issuer(
  "Heroku",
  "devcenter.heroku.com, Platform API: authentication",
  "Account settings > API key > Regenerate, or `heroku authorizations:revoke`",
);
const fly = issuer("Fly.io", "fly.io/docs, Access tokens", "`fly tokens revoke`");
const vercel = issuer(
  "Vercel",
  "vercel.com/changelog, New token formats; vercel.com/docs/vercel-blob",
  "Account settings > Tokens",
);
const netlify = issuer(
  "Netlify",
  "docs.netlify.com/api, Authentication",
  "User settings > Applications > Personal access tokens",
);
const render = issuer("Render", "render.com/docs/api, API keys", "Account settings > API Keys");
const railway = issuer("Railway", "docs.railway.com, Public API tokens", "Account > Tokens");
const deno = issuer(
  "Deno Deploy",
  "docs.deno.com/deploy, Access tokens",
  "Account > Access Tokens",
);
const koyeb = issuer("Koyeb", "koyeb.com/docs, API credentials", "Settings > API");
const civo = issuer("Civo", "civo.com/docs, API authentication", "Settings > Profile > Security");
const openshift = issuer(
  "OpenShift",
  "docs.redhat.com, Managing user-owned OAuth access tokens",
  "`oc delete useroauthaccesstokens NAME`",
);

const vercelPrefixLength = "vcp_".length;
const vercelBodyLength = 50;

/** The command line client keeps its key in `.netrc`, where a bare UUID says nothing by itself. */
const herokuNetrc: SecretKind = {
  id: "heroku.netrc-key",
  title: "Heroku API key in .netrc",
  source: heroku.source,
  severity: "high",
  remedy: heroku.remedy,
  keywords: ["api.heroku.com", "git.heroku.com"],
  before: 0,
  pattern: new RegExp(
    "(?:api|git)\\.heroku\\.com\\s{1,8}login\\s{1,8}\\S{1,80}\\s{1,8}" +
      "password\\s{1,8}([0-9a-f-]{36})(?![0-9a-f-])",
    "y",
  ),
  publicLength: () => 0,
  example: (draw) => {
    const id = [8, 4, 4, 4, 12].map((length) => draw.chars("0123456789abcdef", length)).join("-");
    return `machine api.heroku.com\n  login ann@acme.test\n  password ${id}`;
  },
};

export const hostingKinds: readonly SecretKind[] = [
  token(digitalOcean, "digitalocean.pat", "personal access token", ["dop_v1_", hex(64)]),
  token(digitalOcean, "digitalocean.oauth", "OAuth token", ["doo_v1_", hex(64)]),
  token(digitalOcean, "digitalocean.refresh", "refresh token", ["dor_v1_", hex(64)]),
  token(
    digitalOcean,
    "digitalocean.spaces-key",
    "Spaces access key",
    [choice("DO00", "DO801"), upper(15, 16)],
    {
      notBefore: "A-Za-z0-9",
    },
  ),
  setting(digitalOcean, "digitalocean.spaces-secret", "Spaces secret", [body("A-Za-z0-9+/", 43)], {
    vendors: ["spaces", "digitalocean"],
    names: ["key", "secret"],
    set: "A-Za-z0-9+/=",
  }),
  token(digitalOcean, "digitalocean.model-key", "model access key", ["sk-do-", url64(40, 100)]),
  setting(hetzner, "hetzner.api-token", "API token", [alnum(64)], {
    vendors: ["hcloud", "hetzner"],
    set: "A-Za-z0-9",
  }),
  setting(linode, "linode.pat", "personal access token", [hex(64)], {
    vendors: ["linode"],
    set: "A-Za-z0-9",
  }),
  setting(vultr, "vultr.api-key", "API key", [upper(36)], { vendors: ["vultr"], set: "A-Za-z0-9" }),
  token(heroku, "heroku.api-key", "API key", ["HRKU-", url64(36, 65)]),
  setting(heroku, "heroku.legacy-key", "older API key", uuid, {
    vendors: ["heroku"],
    names: ["key", "token"],
    set: "A-Za-z0-9-",
    // `heroku config:set` sets what has other names.
    check: ({ text, start }) =>
      !/heroku config:\w+ (?!heroku)/i.test(text.slice(Math.max(0, start - 80), start)),
  }),
  herokuNetrc,
  token(fly, "fly.access-token", "access token", [
    choice("fm1r_", "fm1a_", "fm2_"),
    body("A-Za-z0-9+/=_,-", 80, 2_000),
  ]),
  token(fly, "fly.personal-token", "personal token", ["fo1_", url64(43)]),
  token(
    vercel,
    "vercel.access-token",
    "access token",
    [choice("vcp_", "vci_", "vca_", "vcr_", "vck_"), url64(24, 80)],
    {
      check: ({ secret }) => /\d/.test(secret) && /[A-Z]/.test(secret),
      proof: (secret) =>
        secret.length === vercelPrefixLength + vercelBodyLength + 6 &&
        base62Checksum(secret.slice(vercelPrefixLength, -6)) === secret.slice(-6),
      example: (draw) => {
        const entropy = draw.chars(base62Alphabet, vercelBodyLength);
        return `vcp_${entropy}${base62Checksum(entropy)}`;
      },
    },
  ),
  token(vercel, "vercel.blob-token", "Blob read and write token", [
    "vercel_blob_rw_",
    alnum(16, 20),
    "_",
    alnum(28, 48),
  ]),
  setting(vercel, "vercel.legacy-token", "older access token", [alnum(24)], {
    vendors: ["vercel", "now_token"],
    names: ["token", "key"],
    set: "A-Za-z0-9_",
  }),
  token(
    netlify,
    "netlify.pat",
    "access token",
    [choice("nfp_", "nfc_", "nfo_", "nfu_", "nfb_"), alnum(36)],
    { notBefore: "A-Za-z0-9_" },
  ),
  setting(netlify, "netlify.legacy-token", "older access token", [url64(43, 46)], {
    vendors: ["netlify"],
    names: ["token", "key", "pat"],
    set: "A-Za-z0-9_-",
  }),
  token(render, "render.api-key", "API key", ["rnd_", alnum(28, 40)]),
  setting(railway, "railway.token", "token", uuid, {
    vendors: ["railway"],
    names: ["token"],
    set: "A-Za-z0-9-",
  }),
  token(deno, "deno.deploy-token", "access token", [choice("ddp_", "ddo_", "ddw_"), alnum(36)]),
  setting(koyeb, "koyeb.api-token", "API token", [body("a-z0-9", 64)], {
    vendors: ["koyeb"],
    set: "A-Za-z0-9",
  }),
  setting(civo, "civo.api-key", "API key", [alnum(50)], { vendors: ["civo"], set: "A-Za-z0-9" }),
  token(openshift, "openshift.access-token", "access token", ["sha256~", url64(43)]),
];
