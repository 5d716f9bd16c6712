import type { Draw } from "#domain/governance/secrets/kind.ts";
import { bytes, fill } from "../template.ts";
import { ordinaryOf } from "./negative.ts";

const many = (template: string, count: number) => (draw: Draw) =>
  Array.from({ length: count }, () => fill(template, draw)).join("\n");

/** Identifiers, sums and public values that only look random. */
const sums = ordinaryOf({
  "sha256-sums": many("{h:64}  dist/app-{n:4}.tar.gz", 4),
  "md5-sums": many("{h:32} *photos/img_{d:4}.jpg", 4),
  "commit-log": many(
    "commit {h:40}\nAuthor: Eve <eve@acme.dev>\n\n    fix the retry of {l:6}\n",
    3,
  ),
  "short-shas": "Reverts {h:7}, see also {h:8} and {h:40} on the release branch.",
  "docker-digest": "FROM node:24-slim@sha256:{h:64}\nRUN npm ci\n",
  "docker-ps": "{h:12}   registry.acme.dev/api@sha256:{h:64}   Up 3 hours",
  "npm-lock": (draw) =>
    `"node_modules/${fill("{l:7}", draw)}": {\n  "version": "4.1.2",\n  "resolved": "https://` +
    `registry.example.com/x/-/x-4.1.2.tgz",\n  "integrity": "sha512-${fill("{base64:64}", draw)}"\n}`,
  "yarn-lock": (draw) =>
    `"@acme/ui@npm:^2.0.0":\n  version: 2.3.1\n  checksum: 10c0/${fill("{h:128}", draw)}\n`,
  "pnpm-lock": "  /left-pad@1.3.0:\n    resolution: {integrity: sha512-{base64:64}}\n",
  "cargo-lock": '[[package]]\nname = "serde"\nversion = "1.0.2"\nchecksum = "{h:64}"\n',
  "go-sum": many("github.com/acme/{l:6} v1.{d:1}.0 h1:{base64:32}", 4),
  "poetry-lock": '{file = "x-1.0.whl", hash = "sha256:{h:64}"},',
  "sri-script":
    '<script src="/app.{h:8}.js" integrity="sha384-{base64:48}" crossorigin="anonymous"></script>',
  "csp-hash": "Content-Security-Policy: script-src 'self' 'sha256-{base64:32}' 'nonce-{base64:16}'",
  etag: 'HTTP/1.1 200 OK\r\nETag: "{h:32}"\r\nX-Request-Id: {uuid}\r\nAge: 12\r\n',
  "nix-hash": 'src = fetchurl { url = "https://x.org/a.tgz"; hash = "sha256-{base64:32}"; };',
});

const ids = ordinaryOf({
  uuids: many("  - id: {uuid}\n    parent: {uuid}", 3),
  "trace-parent": "traceparent: 00-{h:32}-{h:16}-01\ntracestate: acme={h:16}",
  "span-log": '{"level":"info","trace_id":"{h:32}","span_id":"{h:16}","msg":"done"}',
  "sentry-event": "Sentry event {h:32} in project acme-web, release {h:40}",
  "request-ids": "request_id=req_{a:24} trace=1-{h:8}-{h:24} status=502",
  "stripe-objects":
    "customer cus_{a:14} paid invoice in_1{a:23} with pm_1{a:23}, price price_1{a:23}, pi_3{a:23}",
  "stripe-event": '{"id":"evt_1{a:23}","object":"event","data":{"object":{"id":"ch_3{a:23}"}}}',
  "stripe-publishable": 'const stripe = loadStripe("pk_live_51{a:97}");',
  "aws-arns":
    "arn:aws:iam::{d:12}:role/deploy-{l:5}\narn:aws:lambda:eu-central-1:{d:12}:function:x",
  "aws-resources": "i-0{h:16} vol-0{h:16} sg-0{h:16} subnet-0{h:16} ami-0{h:16} eni-0{h:16}",
  "aws-role-ids": "Role AROA{B32:17} and user AIDA{B32:17} in account {d:12}",
  "aws-key-arn": "arn:aws:kms:eu-central-1:{d:12}:key/{uuid}",
  "gcp-ids": "projects/acme-prod-{d:6}/serviceAccounts/sync@acme-{d:6}.iam.gserviceaccount.com",
  "azure-resource":
    "/subscriptions/{uuid}/resourceGroups/rg-main/providers/Microsoft.Web/sites/api",
  "azure-tenant": "AZURE_TENANT_ID={uuid}\nAZURE_CLIENT_ID={uuid}\nAZURE_SUBSCRIPTION_ID={uuid}",
  "slack-ids": "channel C0{N:9} user U0{N:9} team T0{N:9} ts 17{d:8}.{d:6}",
  "github-nodes": "node_id: PR_kwDO{w:8}5{w:6}, MDQ6VXNlcjU4MzIzMQ==, I_kwDO{w:12}",
  "kubernetes-names": many("api-{h:9}-{n:5}   1/1   Running   0   {d:2}h", 4),
  "google-analytics": "G-{N:10} UA-{d:8}-1 GTM-{N:7}",
  "discord-ids": "guild {d:18} channel {d:19} message {d:19}",
  "notion-page": "https://www.notion.so/acme/Roadmap-{h:32}?v={h:32}",
  "figma-file": "https://www.figma.com/file/{a:22}/Design?node-id={d:3}-{d:4}",
  "google-doc": "https://docs.google.com/document/d/1{w:43}/edit",
  "youtube-links": "https://www.youtube.com/watch?v={w:11}&list=PL{w:32}",
  ulid: '{"id":"01J{N:23}","parent":"01J{N:23}","kind":"order"}',
  "openai-objects": "file-{a:24} asst_{a:24} thread_{a:24} run_{a:24} chatcmpl-{a:29} msg_{a:24}",
  "tool-call-ids": '{"type":"tool_use","id":"toolu_01{a:22}","name":"read_file","input":{}}',
  "ip-and-mac": "eth0 2001:db8:{h:4}::{h:4} 02:42:{h:2}:{h:2}:{h:2}:{h:2} 10.{d:1}.{d:2}.7",
  "tracking-numbers": "Parcel 1Z{N:16}, invoice 2026-{d:6}, IBAN DE{d:20}, VAT DE{d:9}",
  "serial-numbers": "Licence plate of the asset: SN-{N:4}-{N:4}-{N:4}, batch {N:10}",
});

const publicKeys = ordinaryOf({
  certificate: (draw) => {
    const der = Buffer.concat([
      Buffer.from("308203a53082028da0030201020214", "hex"),
      bytes(draw, 700),
    ]);
    const body = der.toString("base64").replace(/(.{64})/g, "$1\n");
    return `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
  },
  "public-key": (draw) => {
    const head = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA";
    const body = `${head}${fill("{b:300}", draw)}IDAQAB`.replace(/(.{64})/g, "$1\n");
    return `-----BEGIN PUBLIC KEY-----\n${body}\n-----END PUBLIC KEY-----\n`;
  },
  "ssh-public-key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{b:43} eve@acme.dev",
  "ssh-rsa-public-key": "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC{b:360}== deploy@acme",
  "known-hosts": "github.com ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY{b:113}=",
  "ssh-fingerprint": "256 SHA256:{b:43} eve@acme.dev (ED25519)",
  jwks: '{"keys":[{"kty":"RSA","use":"sig","kid":"{h:40}","alg":"RS256","n":"{base64url:256}","e":"AQAB"}]}',
  "jwks-ec":
    '{"keys":[{"kty":"EC","crv":"P-256","kid":"a1","x":"{base64url:32}","y":"{base64url:32}"}]}',
  "wireguard-peer": "[Peer]\nPublicKey = {base64:32}\nAllowedIPs = 10.8.0.0/24\n",
  "bitcoin-address": "Send to bc1q{bech:38} or 1{b58:33}, txid {h:64}",
  "ethereum-address": "contract 0x{h:40} deployed in tx 0x{h:64}",
  "age-recipient": "age1{bech:58}",
  "minisign-key": "untrusted comment: minisign public key\nRWQ{b:53}",
  "git-signature": (draw) =>
    `gpgsig -----BEGIN PGP SIGNATURE-----\n \n ${fill("{b:64}\n {b:64}\n {b:40}", draw)}\n` +
    ` =${fill("{b:4}", draw)}\n -----END PGP SIGNATURE-----\n`,
  "dkim-record":
    'k1._domainkey TXT "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A{b:344}IDAQAB"',
});

const media = ordinaryOf({
  "png-data-uri": (draw) =>
    `<img src="data:image/png;base64,iVBORw0KGgo${bytes(draw, 600).toString("base64")}" alt="logo">`,
  "svg-path": (draw) => {
    const points = Array.from({ length: 60 }, () => fill("{d:2}.{d:3}", draw)).join(" ");
    return `<path d="M${points}z" fill="#${fill("{h:6}", draw)}"/>`;
  },
  "font-face": (draw) =>
    `@font-face{src:url(data:font/woff2;base64,d09GMgABAAAAA${bytes(draw, 400).toString("base64")})}`,
  "source-map": (draw) =>
    `{"version":3,"sources":["a.ts"],"mappings":"${fill("AAAA,{a:4},{a:5};{a:4}", draw).repeat(20)}"}`,
  "hex-dump": (draw) =>
    Array.from({ length: 6 }, (_, row) => {
      const pairs = Array.from({ length: 8 }, () => fill("{h:4}", draw)).join(" ");
      return `${(row * 16).toString(16).padStart(8, "0")}: ${pairs}  ................`;
    }).join("\n"),
  "test-vectors": '{"input": "{h:64}", "output": "{h:64}", "rounds": 20}',
  "protobuf-text": "bytes_field: {base64:80}\nchecksum: {h:16}",
  "bundle-names": "chunk-{N:8}.js index-{w:8}.css vendor.{h:20}.js 84.1 kB | gzip: 27.3 kB",
  minified: (draw) =>
    `var ${fill("{l:1}", draw)}=Object.create;function ${fill("{l:1}{d:1}", draw)}(e,t){return e.` +
    `token===t.token&&e.password!==void 0}const ${fill("{l:2}", draw)}="${fill("{a:9}", draw)}";`,
});

export const identifierTexts = [...sums, ...ids, ...publicKeys, ...media];
