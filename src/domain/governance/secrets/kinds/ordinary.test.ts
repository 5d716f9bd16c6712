import { base62Alphabet } from "../formats/characters.ts";
import { describe, expect, test } from "bun:test";
import { seededDraw } from "../draw.ts";
import { scanText } from "../scan-text.ts";

const draw = seededDraw(4_711);
const some = (length: number): string => draw.chars(base62Alphabet, length);
const base64 = (length: number): string => draw.chars(`${base62Alphabet}+/`, length);
const hex = (length: number): string => draw.chars("0123456789abcdef", length);
const upper = (length: number): string => draw.chars("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length);
const lower = (length: number): string => draw.chars("abcdefghijkmnpqrstuvwxyz23456789", length);
const digits = (length: number): string => draw.chars("123456789", length);
const uuid = (): string => [hex(8), hex(4), hex(4), hex(4), hex(12)].join("-");

const found = (text: string): readonly string[] =>
  scanText(text).matches.map((match) => match.kind.id);

/** What clouds and tools hand out to be seen: names, ids, digests, addresses, public halves. */
const seen: readonly string[] = [
  `arn:aws:iam::${digits(12)}:role/deploy AIDA${upper(17)} AROA${upper(17)} ANPA${upper(17)}`,
  `i-0${hex(16)} vpc-${hex(8)} subnet-0${hex(16)} sg-0${hex(16)} ami-0${hex(16)} vol-0${hex(16)}`,
  `arn:aws:kms:eu-west-1:${digits(12)}:key/${uuid()}`,
  `aws_kms_key_id = "${uuid()}"`,
  `arn:aws:secretsmanager:us-east-1:${digits(12)}:secret:prod/db-${some(6)}`,
  `us-east-1_${some(9)} and client id ${lower(26)}`,
  `"ETag": "\\"${hex(32)}\\"", "VersionId": "${some(32)}"`,
  `x-amz-id-2: ${base64(75)}= x-amz-request-id: ${upper(16)}`,
  `projects/acme-prod/locations/global/keyRings/k/cryptoKeys/app/cryptoKeyVersions/3`,
  `${digits(12)}-${lower(32)}.apps.googleusercontent.com`,
  `G-${upper(10)} UA-${digits(8)}-1 GTM-${upper(7)} AW-${digits(10)}`,
  `"private_key_id": "${hex(40)}"`,
  `6Lc${some(37)}`,
  `/subscriptions/${uuid()}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/a`,
  `AZURE_TENANT_ID=${uuid()}\nAZURE_CLIENT_ID=${uuid()}\nAZURE_SUBSCRIPTION_ID=${uuid()}`,
  `AZURE_KEY_VAULT=https://kv-${lower(8)}.vault.azure.net/keys/app/${hex(32)}`,
  `RAILWAY_PROJECT_ID=${uuid()} RAILWAY_SERVICE_ID=${uuid()} HEROKU_APP_ID=${uuid()}`,
  `VERCEL_ORG_ID=team_${some(24)} VERCEL_PROJECT_ID=prj_${some(28)} dpl_${some(28)}`,
  `NETLIFY_SITE_ID=${uuid()} NETLIFY_SKIP_TOKEN_CHECK=1`,
  `CLOUDFLARE_ACCOUNT_ID=${hex(32)} CLOUDFLARE_ZONE_ID=${hex(32)}`,
  `CF-RAY: ${hex(16)}-FRA`,
  `hcloud server create --image ubuntu-24.04 --ssh-key ${hex(8)} --location nbg1`,
  `do-droplet ${digits(9)} region fra1 vpc ${uuid()}`,
  `SCW_DEFAULT_PROJECT_ID=${uuid()} SCW_DEFAULT_ORGANIZATION_ID=${uuid()}`,
  `workspace ws-${some(16)} run run-${some(16)} cv-${some(16)} org-${some(16)}`,
  `vault secrets enable -path=secret kv; accessor: ${some(24)}; hmac-sha256:${hex(64)}`,
  `consul service register token-service.json && nomad job run key-value.nomad`,
  `node ${uuid()} in nomad, allocation ${hex(8)}`,
  `op://Private/GitHub/token and A3 paper`,
  `tailscale: 100.101.102.103 nodekey:${hex(64)} machine key mkey:${hex(64)}`,
  `PublicKey = ${base64(42)}s=\nAllowedIPs = 10.0.0.2/32`,
  `[Peer]\nPublicKey=${base64(42)}A=\nEndpoint=vpn.acme.io:51820`,
  `zerotier network ${hex(16)} node ${hex(10)}`,
  `${hex(10)}:0:${hex(128)}`,
  `host = akab-${lower(16)}-${lower(16)}.luna.akamaiapis.net`,
  `deploy ${hex(40)} to github pages; github.com/acme/app/commit/${hex(40)}`,
  `"head_sha": "${hex(40)}", "node_id": "MDEwOlJlcG9zaXRvcnkx${some(12)}="`,
  `https://github.com/acme/app/blob/${hex(40)}/src/token.ts#L10`,
  `uses: actions/checkout@${hex(40)} # v4`,
  `GITHUB_SHA=${hex(40)} GITHUB_TOKEN_PERMISSIONS=read`,
  `Iv1.${hex(16)} Iv23li${some(14)}`,
  `gitlab-ci: CI_JOB_ID=${digits(10)} CI_COMMIT_SHA=${hex(40)}`,
  `BUILDKITE_BUILD_ID=${uuid()} CIRCLE_WORKFLOW_ID=${uuid()} CIRCLE_SHA1=${hex(40)}`,
  `codecov/patch 87.5% of diff; codecov_upload_${hex(8)}`,
  `jenkins build #${digits(4)} fingerprint ${hex(32)}`,
  `nx run-many --target=build; NX_HASH=${digits(20)}`,
  `okta: 00u${some(17)} 0oa${some(17)} aus${some(17)}`,
  `auth0|${hex(24)} client_id: "${some(32)}"`,
  `keycloak realm ${uuid()} client ${uuid()}`,
  `user_${some(27)} org_${some(27)} sess_${some(27)} pk_test_${some(40)}`,
  `client_01H${upper(23)} connection_01H${upper(23)}`,
  `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${base64(43)} dev@host`,
  `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ${base64(330)} dev@host`,
  `SHA256:${base64(43)} root@db (ED25519)`,
  `age1${draw.chars("qpzry9x8gf2tvdw0s3jn54khce6mua7l", 58)}`,
  `RWQ${base64(53)}`,
  `MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA${base64(340)}IDAQAB`,
  `MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE${base64(86)}==`,
  `MCowBQYDK2VwAyEA${base64(43)}=`,
  `MIIDdzCCAl+gAwIBAgIE${base64(1_100)}==`,
  `certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t${base64(400)}`,
  `client-certificate-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t${base64(400)}`,
  `xpub6${draw.chars(base62Alphabet.replace(/[0OIl]/g, ""), 106)}`,
  `bc1q${lower(38)} 0x${hex(40)} npub1${draw.chars("qpzry9x8gf2tvdw0s3jn54khce6mua7l", 58)}`,
  `transaction 0x${hex(64)} in block ${digits(8)}`,
  `{"kty":"EC","crv":"P-256","kid":"${uuid()}","x":"${some(43)}","y":"${some(43)}"}`,
  `Set-Cookie: theme=dark; lang=de; _ga=GA1.2.${digits(9)}.${digits(10)}; csrftoken=${some(8)}`,
  `session_id: ${uuid()} for the user session=42 SESSION_COOKIE_AGE=1209600`,
  `sessionid=abc JSESSIONID=<id> PHPSESSID=deleted`,
  `https://cdn.acme.io/a.css?v=${hex(20)}&sig=none`,
  `docker.io/library/node@sha256:${hex(64)} sha256:${hex(64)}`,
  `"integrity": "sha512-${base64(86)}=="`,
  `h1:${base64(43)}= github.com/acme/mod v1.2.3/go.mod`,
  `npm_config_registry=https://registry.example.com npm_lifecycle_event=test`,
  `pypi-server 2.3.2 rubygems_version docker_token_service crates_io_index`,
  `API-MANAGEMENT-GATEWAY-CONFIGURATION and API-FIRST-DEVELOPMENT-WORKFLOWS`,
  `SCWENVIRONMENTVARIABLES DOCUMENTATION LTAINTED`,
  `pat.notes sat. in the sun, hawk.eye, st. pauls`,
  `image.agents.example t1.id = t2.id AND t1.name IS NOT NULL`,
  `private key file: ~/.ssh/id_ed25519, wallet key path m/44'/60'/0'/0/0`,
  `secret key rotation: every 90 days; unseal key shares 5, threshold 3`,
  `smtp password policy, ngrok token docs, wireguard private key how-to`,
];

/** Parts of examples that the providers' own documentation shows. */
const documented: readonly (readonly string[])[] = [
  ["AKIAIOSFODNN7", "EXAMPLE"],
  ["aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"],
  ["ghp_16C7e42F292c6912", "E7710c838347Ae178B4a"],
  ["ghu_16C7e42F292c6912", "E7710c838347Ae178B4a"],
  ["glpat-", "xxxxxxxxxxxxxxxxxxxx"],
  ["dop_v1_", "x".repeat(64)],
  ["DO00EXAMPLE", "ACCESSKEY"],
  ["hvs.", "xxxxxxxxxxxxxxxxxxxxxxxx"],
  ["tskey-auth-", "xxxxxxxxxxxx-yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"],
  ["bkua_", "*".repeat(53)],
  ["otpauth://totp/Example:alice@google.com?secret=JBSWY3DP", "EHPK3PXP&issuer=Example"],
  ["FLY_API_TOKEN=", "<your token>"],
  ["HCLOUD_TOKEN=", "your-api-token-here"],
  ["VAULT_TOKEN=s.", "XXXXXXXXXXXXXXXXXXXXXXXX"],
  ["SSWS ", "{apiToken}"],
  ["CLERK_SECRET_KEY=sk_test_", "••••••••••••••••••••••••••••••••••"],
  ["PrivateKey = ", "<contents-of-client-privatekey>"],
  [
    "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256",
    "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request",
    "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host",
    "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  ],
];

describe("M03 quiet on ordinary work with clouds and tools", () => {
  test.each(seen)("%s", (text) => {
    expect(found(text)).toEqual([]);
  });

  test.each(documented.map((parts) => [parts.join("")]))("%s", (text) => {
    expect(found(text)).toEqual([]);
  });
});
