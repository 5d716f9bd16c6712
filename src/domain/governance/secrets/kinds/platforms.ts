import { alnum, hex, upper, url64 } from "../alphabets.ts";
import { body, choice } from "../formats/parts.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

function issuer(name: string, source: string): Issuer {
  return {
    name,
    source,
    remedy: `Revoke it in the ${name} dashboard, then use a stored secret instead.`,
  };
}

const digitalOcean = issuer("DigitalOcean", "docs.digitalocean.com, Personal access tokens");
const heroku = issuer("Heroku", "devcenter.heroku.com, Platform API: authentication");
const fly = issuer("Fly.io", "fly.io/docs, Access tokens");
const vercel = issuer("Vercel", "vercel.com/docs, Access tokens");
const netlify = issuer("Netlify", "docs.netlify.com, Personal access tokens");
const cloudflare = issuer("Cloudflare", "developers.cloudflare.com, Token formats");
const terraform = issuer("HCP Terraform", "developer.hashicorp.com/terraform, API tokens");
const vault = issuer("HashiCorp Vault", "developer.hashicorp.com/vault, Token prefixes");
const pulumi = issuer("Pulumi", "pulumi.com/docs, Access tokens");
const doppler = issuer("Doppler", "docs.doppler.com, Token formats");
const tailscale = issuer("Tailscale", "tailscale.com/kb, Key prefixes");
const onePassword = issuer("1Password", "developer.1password.com, Service accounts");
const infisical = issuer("Infisical", "infisical.com/docs, Service tokens");
const prefect = issuer("Prefect", "docs.prefect.io, API keys");
const openshift = issuer("OpenShift", "docs.redhat.com, OAuth access tokens");
const render = issuer("Render", "render.com/docs, API keys");
const infracost = issuer("Infracost", "infracost.io/docs, API keys");
const okta = issuer("Okta", "developer.okta.com, API tokens");

export const platformKinds: readonly SecretKind[] = [
  token(digitalOcean, "digitalocean.pat", "personal access token", ["dop_v1_", hex(64)]),
  token(digitalOcean, "digitalocean.oauth", "OAuth token", ["doo_v1_", hex(64)]),
  token(digitalOcean, "digitalocean.refresh", "refresh token", ["dor_v1_", hex(64)]),
  token(heroku, "heroku.api-key", "API key", ["HRKU-", url64(36, 65)]),
  token(fly, "fly.access-token", "access token", [
    choice("fm1r_", "fm1a_", "fm2_"),
    body("A-Za-z0-9+/=_-", 80, 2_000),
  ]),
  token(fly, "fly.personal-token", "personal token", ["fo1_", url64(43)]),
  token(vercel, "vercel.access-token", "access token", [
    choice("vcp_", "vci_", "vca_", "vcr_", "vck_"),
    alnum(24, 64),
  ]),
  token(netlify, "netlify.pat", "personal access token", ["nfp_", url64(36)]),
  token(cloudflare, "cloudflare.user-token", "user API token", ["cfut_", alnum(40), hex(8)]),
  token(cloudflare, "cloudflare.account-token", "account API token", ["cfat_", alnum(40), hex(8)]),
  token(cloudflare, "cloudflare.global-key", "global API key", ["cfk_", alnum(40), hex(8)]),
  token(cloudflare, "cloudflare.origin-ca-key", "origin CA key", ["v1.0-", hex(24), "-", hex(146)]),
  token(terraform, "terraform.api-token", "API token", [alnum(14), ".atlasv1.", url64(60, 80)]),
  token(vault, "vault.service-token", "service token", ["hvs.", url64(24, 200)]),
  token(vault, "vault.batch-token", "batch token", ["hvb.", url64(80, 300)]),
  token(vault, "vault.recovery-token", "recovery token", ["hvr.", url64(24, 200)]),
  token(pulumi, "pulumi.access-token", "access token", ["pul-", hex(40)]),
  token(doppler, "doppler.personal", "personal token", ["dp.pt.", alnum(40, 44)]),
  token(doppler, "doppler.cli", "CLI token", ["dp.ct.", alnum(40, 44)]),
  token(doppler, "doppler.service", "service token", [
    "dp.st.",
    body("a-z0-9_-", 0, 35),
    choice(".", ""),
    alnum(40, 44),
  ]),
  token(doppler, "doppler.service-account", "service account token", ["dp.sa.", alnum(40, 44)]),
  token(doppler, "doppler.scim", "SCIM token", ["dp.scim.", alnum(40, 44)]),
  token(doppler, "doppler.audit", "audit token", ["dp.audit.", alnum(40, 44)]),
  token(tailscale, "tailscale.key", "key", [
    "tskey-",
    choice("auth", "api", "client", "scim", "webhook"),
    "-",
    alnum(8, 24),
    "-",
    alnum(20, 40),
  ]),
  token(onePassword, "onepassword.service-account", "service account token", [
    "ops_eyJ",
    body("A-Za-z0-9+/_=-", 200, 2_000),
  ]),
  token(onePassword, "onepassword.secret-key", "secret key", [
    "A3-",
    upper(6),
    "-",
    upper(6),
    "-",
    upper(5),
    "-",
    upper(5),
    "-",
    upper(5),
    "-",
    upper(5),
  ]),
  token(infisical, "infisical.service-token", "service token", [
    "st.",
    hex(24),
    ".",
    hex(32),
    ".",
    hex(32),
  ]),
  token(prefect, "prefect.api-key", "API key", ["pnu_", alnum(36)]),
  token(openshift, "openshift.access-token", "access token", ["sha256~", url64(43)]),
  token(render, "render.api-key", "API key", ["rnd_", alnum(28, 40)]),
  token(infracost, "infracost.api-key", "API key", ["ico-", alnum(32)]),
  token(okta, "okta.api-token", "API token", ["SSWS ", url64(42)]),
];
