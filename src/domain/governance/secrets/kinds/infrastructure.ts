import { alnum, base64, hex, upper, url64 } from "../alphabets.ts";
import { named } from "../context.ts";
import { base62Alphabet } from "../formats/characters.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { token } from "../formats/token.ts";
import { digits, uuid } from "../formats/shapes.ts";
import type { SecretKind } from "../kind.ts";

const terraform = issuer(
  "HCP Terraform",
  "developer.hashicorp.com/terraform, API tokens",
  "Account settings > Tokens",
);
const hcp = issuer("HCP", "developer.hashicorp.com/hcp, Service principals", "IAM > Principals");
const vault = issuer(
  "HashiCorp Vault",
  "developer.hashicorp.com/vault, Tokens; Seal and unseal",
  "`vault token revoke`, or `vault operator rekey` for unseal keys",
);
const ceph = issuer("Ceph", "docs.ceph.com, User management", "`ceph auth rotate`");
const rabbit = issuer("Erlang", "rabbitmq.com/docs, Erlang cookie", "a new cookie on every node");
const phase = issuer("Phase", "docs.phase.dev, Service account tokens", "the account's Tokens");
const consul = issuer(
  "HashiCorp Consul",
  "developer.hashicorp.com/consul, ACL tokens",
  "`consul acl token delete`",
);
const nomad = issuer(
  "HashiCorp Nomad",
  "developer.hashicorp.com/nomad, ACL tokens",
  "`nomad acl token delete`",
);
const pulumi = issuer("Pulumi", "pulumi.com/docs, Access tokens", "Account > Access tokens");
const doppler = issuer("Doppler", "docs.doppler.com, Token formats", "the config's Access tab");
const onePassword = issuer(
  "1Password",
  "developer.1password.com, Service accounts; Secret Key",
  "Developer > Service accounts, or regenerate the Secret Key",
);
const bitwarden = issuer(
  "Bitwarden",
  "bitwarden.com/help, Secrets Manager access tokens; CLI",
  "Machine accounts > Access tokens, or Settings > Security > Keys",
);
const infisical = issuer(
  "Infisical",
  "infisical.com/docs, Service tokens; Universal Auth",
  "Access Control > Machine identities or Service tokens",
);
const akeyless = issuer("Akeyless", "docs.akeyless.io, API key", "Users & Auth Methods");
const prefect = issuer("Prefect", "docs.prefect.io, API keys", "Account > API keys");
const infracost = issuer("Infracost", "infracost.io/docs, API keys", "Org settings > API tokens");
const kubernetes = issuer(
  "Kubernetes",
  "kubernetes.io/docs, Bootstrap tokens",
  "`kubeadm token delete`",
);
const k3s = issuer("K3s", "docs.k3s.io, k3s token", "`k3s token rotate`");
const rancher = issuer(
  "Rancher",
  "ranchermanager.docs.rancher.com, API keys",
  "Account & API Keys",
);
const portainer = issuer(
  "Portainer",
  "docs.portainer.io, Accessing the API",
  "My account > Access tokens",
);
const coder = issuer("Coder", "coder.com/docs, Sessions and tokens", "`coder tokens remove`");
const octopus = issuer("Octopus Deploy", "octopus.com/docs, API keys", "My Profile > API keys");
const scalingo = issuer("Scalingo", "developers.scalingo.com, Tokens", "Account > Tokens");
const platformSh = issuer("Platform.sh", "docs.upsun.com, API tokens", "My profile > API tokens");
const chef = issuer("Chef Automate", "docs.chef.io/automate, API tokens", "Settings > API Tokens");
const conjur = issuer("CyberArk Conjur", "docs.cyberark.com/conjur, Rotate API key", "rotate it");
const veracode = issuer("Veracode", "docs.veracode.com, API credentials", "API Credentials");

const boundary = issuer(
  "HashiCorp Boundary",
  "developer.hashicorp.com/boundary, Auth tokens",
  "`boundary auth-tokens delete`",
);

export const infrastructureKinds: readonly SecretKind[] = [
  token(boundary, "boundary.auth-token", "auth token", ["at_", alnum(10), "_", alnum(60, 400)], {
    notBefore: "A-Za-z0-9",
    check: ({ secret }) => /[0-9]/.test(secret) && /[A-Z]/.test(secret),
  }),
  token(terraform, "terraform.api-token", "API token", [alnum(14), ".atlasv1.", url64(60, 80)]),
  setting(hcp, "hcp.client-secret", "client secret", [url64(64)], {
    vendors: ["hcp"],
    names: ["secret"],
    set: "A-Za-z0-9_-",
  }),

  token(vault, "vault.service-token", "service token", ["hvs.", url64(24, 200)]),
  token(vault, "vault.batch-token", "batch token", ["hvb.", url64(80, 300)]),
  token(vault, "vault.recovery-token", "recovery token", ["hvr.", url64(24, 200)]),
  setting(vault, "vault.legacy-token", "older token", [choice("s.", "b."), alnum(24)], {
    vendors: ["vault", "x-vault", "root_token", "client_token"],
    names: ["token", ""],
    set: "A-Za-z0-9_-",
  }),
  setting(vault, "vault.unseal-key", "unseal or recovery key", [base64(43, 44), choice("=", "")], {
    vendors: ["unseal", "recovery_key"],
    names: ["key", ""],
    set: "A-Za-z0-9+/=",
    example: (draw) => `Unseal Key 1: ${draw.chars("ABCDEFGHabcdefgh23456789+/", 44)}`,
  }),
  setting(consul, "consul.acl-token", "ACL token", uuid, {
    vendors: ["consul", "x-consul"],
    names: ["token"],
    set: "A-Za-z0-9-",
  }),
  setting(nomad, "nomad.acl-token", "ACL token", uuid, {
    vendors: ["nomad", "x-nomad"],
    names: ["token"],
    set: "A-Za-z0-9-",
  }),
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

  token(onePassword, "onepassword.service-account", "service account token", [
    "ops_eyJ",
    body("A-Za-z0-9+/_=-", 200, 2_000),
  ]),
  // Older keys have no hyphen behind the second group.
  token(onePassword, "onepassword.secret-key", "secret key", [
    "A3-",
    upper(6),
    "-",
    upper(6),
    choice("-", ""),
    upper(5),
    "-",
    upper(5),
    "-",
    upper(5),
    "-",
    upper(5),
  ]),
  token(bitwarden, "bitwarden.access-token", "machine account token", [
    "0.",
    ...uuid,
    ".",
    alnum(30),
    ":",
    base64(22),
    "==",
  ]),
  setting(bitwarden, "bitwarden.client-secret", "API key", [alnum(30)], {
    vendors: ["bw_client", "bitwarden"],
    names: ["secret"],
    set: "A-Za-z0-9",
  }),
  setting(bitwarden, "bitwarden.session", "session key", [base64(86), "=="], {
    vendors: ["bw_session", "bitwarden"],
    names: ["session", ""],
    set: "A-Za-z0-9+/=",
  }),
  token(infisical, "infisical.service-token", "service token", [
    "st.",
    // Identifiers of documents at first, UUIDs since.
    body("0-9a-f-", 24, 36),
    ".",
    hex(32),
    ".",
    hex(32),
  ]),
  setting(infisical, "infisical.client-secret", "Universal Auth client secret", [hex(64)], {
    vendors: ["infisical"],
    names: ["secret"],
    set: "A-Za-z0-9",
  }),
  setting(akeyless, "akeyless.access-key", "access key", [base64(43), "="], {
    vendors: ["akeyless"],
    names: ["key"],
    set: "A-Za-z0-9+/=",
  }),
  token(phase, "phase.token", "service or user token", [
    choice("pss_service:v", "pss_user:v"),
    digits(1),
    ":",
    body("0-9a-f:", 128, 320),
  ]),
  named(consul, "consul.gossip-key", "gossip key", [["encrypt"]], [base64(43), "="], {
    set: "A-Za-z0-9+/=",
  }),
  named(rabbit, "erlang.cookie", "cookie of a cluster", [["erlang", "cookie"]], [upper(16, 40)], {
    set: "A-Za-z0-9",
  }),
  {
    ...token(ceph, "ceph.key", "key of a user", ["AQ", base64(36), "=="]),
    keywords: ["key = aq", "key: aq", "key=aq", '"aq'],
    before: 0,
    beforeMin: 0,
    pattern: /(?:key ?[=:] ?|")(AQ[A-Za-z0-9+/]{36}==)/iy,
    publicLength: () => 0,
    example: (draw) => `key = AQ${draw.chars(base62Alphabet, 36)}==`,
  },
  token(prefect, "prefect.api-key", "API key", [choice("pnu_", "pnb_"), alnum(36)]),
  token(infracost, "infracost.api-key", "API key", ["ico-", alnum(32)]),

  named(
    kubernetes,
    "kubernetes.certificate-key",
    "key of a cluster's certificates",
    [["certificate", "key"]],
    [hex(64)],
    { set: "A-Za-z0-9" },
  ),
  setting(
    kubernetes,
    "kubernetes.bootstrap-token",
    "bootstrap token",
    [body("a-z0-9", 6), ".", body("a-z0-9", 16)],
    {
      vendors: ["--token", "bootstrap", "kubeadm"],
      names: ["token", ""],
      set: "A-Za-z0-9._-",
    },
  ),
  token(k3s, "k3s.node-token", "cluster token", [
    "K10",
    hex(64),
    "::",
    body("a-z0-9:-", 4, 30),
    ":",
    hex(32),
  ]),
  token(rancher, "rancher.api-token", "API token", [
    "token-",
    body("a-z0-9", 5),
    ":",
    body("a-z0-9", 54),
  ]),
  token(portainer, "portainer.access-token", "access token", ["ptr_", base64(43), "="]),
  setting(coder, "coder.session-token", "session token", [alnum(10), "-", alnum(22)], {
    vendors: ["coder"],
    names: ["token"],
    set: "A-Za-z0-9-",
  }),
  token(octopus, "octopus.api-key", "API key", ["API-", upper(26, 32)], {
    notBefore: "A-Za-z0-9_-",
    check: ({ secret }) => /\d/.test(secret),
    example: (draw) => `API-${draw.chars("ABCDEFGHJKMNPQRSTVWXYZ0123456789", 29)}47`,
  }),
  token(scalingo, "scalingo.api-token", "API token", ["tk-us-", url64(48)]),
  setting(platformSh, "platformsh.api-token", "API token", [url64(43)], {
    vendors: ["platformsh", "platform_sh", "upsun"],
    names: ["token"],
  }),
  setting(chef, "chef.automate-token", "Automate token", [url64(27, 43), choice("=", "")], {
    vendors: ["chef", "a2_token", "api-token"],
    names: ["token"],
    set: "A-Za-z0-9_=-",
  }),
  setting(conjur, "conjur.api-key", "API key", [body("a-z0-9", 50, 60)], {
    vendors: ["conjur"],
    names: ["key"],
  }),
  token(veracode, "veracode.api-key", "API key", ["vera01es-", hex(40, 128)]),
];
