import type { Draw } from "#domain/governance/secrets/kind.ts";
import { bytes, fill, pick } from "../template.ts";
import { base58Check, bech32, stellarSeed } from "./checksums.ts";
import type { Published } from "./credential.ts";
import { electrumSeed, mnemonic, moneroSeed } from "./mnemonic.ts";

function wrapped(data: Uint8Array, width = 64): string {
  const text = Buffer.from(data).toString("base64");
  return (text.match(new RegExp(`.{1,${width}}`, "g")) ?? []).join("\n");
}

/** RFC 7468: the label between dashes, base64 in lines of 64. */
function pem(label: string, der: string, size: number) {
  return (draw: Draw): string => {
    const body = Buffer.concat([Buffer.from(der, "hex"), bytes(draw, size)]);
    return `-----BEGIN ${label}-----\n${wrapped(body)}\n-----END ${label}-----`;
  };
}

const pkcs8Rsa = "308204bd020100300d06092a864886f70d0101010500048204a7308204a30201000282010100";
const pkcs8Ec = "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420";
const openssh = Buffer.from("openssh-key-v1\0\0\0\0\u0004none\0\0\0\u0004none\0\0\0\0\0\0\0\u0001");

function putty(version: number) {
  return (draw: Draw): string => {
    const lines = [
      `PuTTY-User-Key-File-${version}: ssh-ed25519`,
      "Encryption: none",
      "Comment: deploy@acme",
      "Public-Lines: 2",
      fill("AAAAC3NzaC1lZDI1NTE5AAAAI{b:39}", draw),
      fill("{b:4}", draw),
      "Private-Lines: 1",
      bytes(draw, 36).toString("base64"),
      `Private-MAC: ${fill(version === 2 ? "{h:40}" : "{h:64}", draw)}`,
    ];
    return lines.join("\n");
  };
}

function pgp(draw: Draw): string {
  const head = Buffer.from("9501d804", "hex");
  const body = wrapped(Buffer.concat([head, bytes(draw, 900)]));
  const sum = fill("={b:4}", draw);
  const label = "PGP PRIVATE KEY BLOCK";
  return `-----BEGIN ${label}-----\n\n${body}\n${sum}\n-----END ${label}-----`;
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function jwt(header: object, signatureBytes: number) {
  return (draw: Draw): string => {
    const now = 1_768_000_000 + draw.below(10_000_000);
    const claims = { sub: `user-${draw.below(90_000)}`, iat: now, exp: now + 3600, aud: "api" };
    const signature = bytes(draw, signatureBytes).toString("base64url");
    return `${encoded(header)}.${encoded(claims)}.${signature}`;
  };
}

function jwe(draw: Draw): string {
  const header = encoded({ alg: "RSA-OAEP-256", enc: "A256GCM" });
  return fill(`${header}.{base64url:256}.{base64url:12}.{base64url:180}.{base64url:16}`, draw);
}

function jwk(draw: Draw): string {
  const of = (count: number) => bytes(draw, count).toString("base64url");
  return JSON.stringify({ kty: "EC", crv: "P-256", x: of(32), y: of(32), d: of(32) });
}

function serviceAccount(draw: Draw): string {
  return JSON.stringify({
    type: "service_account",
    project_id: fill("acme-{n:6}", draw),
    private_key_id: fill("{h:40}", draw),
    private_key: `${pem("PRIVATE KEY", pkcs8Rsa, 1180)(draw)}\n`,
    client_email: "deploy@acme.iam.gserviceaccount.com",
    token_uri: "https://oauth2.googleapis.com/token",
  });
}

function dockerAuth(draw: Draw): string {
  const auth = Buffer.from(fill("deploy:{a:20}", draw)).toString("base64");
  return JSON.stringify({ auths: { "registry.acme.dev": { auth } } });
}

function totp(draw: Draw): string {
  return fill("otpauth://totp/Acme:eve%40acme.dev?secret={B32:32}&issuer=Acme&digits=6", draw);
}

function expressCookie(draw: Draw): string {
  const signature = encodeURIComponent(bytes(draw, 32).toString("base64").replace(/=+$/, ""));
  return fill(`connect.sid=s%3A{w:32}.${signature}`, draw);
}

export const keys: readonly Published[] = [
  {
    source: "RFC 7468, RFC 4716, RFC 9580, OpenSSH PROTOCOL.key, PuTTY key file format",
    kinds: {
      "pem-pkcs8-rsa": pem("PRIVATE KEY", pkcs8Rsa, 1180),
      "pem-pkcs8-ec": pem("PRIVATE KEY", pkcs8Ec, 102),
      "pem-pkcs8-encrypted": pem("ENCRYPTED PRIVATE KEY", "3082052d3057", 1300),
      "pem-pkcs1-rsa": pem("RSA PRIVATE KEY", "308204a40201000282010100", 1180),
      "pem-sec1-ec": pem("EC PRIVATE KEY", "30770201010420", 114),
      "pem-dsa": pem("DSA PRIVATE KEY", "308203560201000282010100", 840),
      "openssh-private-key": pem("OPENSSH PRIVATE KEY", openssh.toString("hex"), 330),
      "ssh2-private-key": (draw) => {
        const label = "SSH2 ENCRYPTED PRIVATE KEY";
        const body = wrapped(Buffer.concat([Buffer.from("3f6ff9eb", "hex"), bytes(draw, 400)]), 70);
        const head = `---- BEGIN ${label} ----\nComment: "deploy"`;
        return `${head}\n${body}\n---- END ${label} ----`;
      },
      "pgp-private-key": pgp,
      "putty-key-2": putty(2),
      "putty-key-3": putty(3),
    },
  },
  {
    source: "RFC 7519, RFC 7516, RFC 7517; paseto.io; Google Cloud, service account keys",
    kinds: {
      "jwt-hs256": jwt({ alg: "HS256", typ: "JWT" }, 32),
      "jwt-rs256": jwt({ alg: "RS256", typ: "JWT", kid: "2026-01" }, 256),
      "jwt-es256": jwt({ typ: "JWT", alg: "ES256" }, 64),
      jwe: jwe,
      "jwk-private": jwk,
      "paseto-local": "v4.local.{w:150}",
      "gcp-service-account": serviceAccount,
      "docker-config-auth": dockerAuth,
    },
  },
  {
    source:
      "BIP-39, Electrum seed version system, Monero mnemonics, BIP-32, Bitcoin wiki WIF, SEP-0023, NIP-19, age specification",
    kinds: {
      "seed-phrase-12": (draw) => mnemonic(draw, 12),
      "seed-phrase-24": (draw) => mnemonic(draw, 24),
      "seed-phrase-spanish": (draw) => mnemonic(draw, 12, "spanish"),
      "seed-phrase-french": (draw) => mnemonic(draw, 24, "french"),
      "seed-phrase-italian": (draw) => mnemonic(draw, 12, "italian"),
      "seed-phrase-portuguese": (draw) => mnemonic(draw, 15, "portuguese"),
      "seed-phrase-czech": (draw) => mnemonic(draw, 18, "czech"),
      "seed-phrase-japanese": (draw) => mnemonic(draw, 12, "japanese"),
      "seed-phrase-japanese-wide": (draw) =>
        mnemonic(draw, 24, "japanese").replaceAll(" ", "\u3000"),
      "seed-phrase-korean": (draw) => mnemonic(draw, 12, "korean"),
      "seed-phrase-simplified": (draw) => mnemonic(draw, 12, "simplified"),
      "electrum-seed": electrumSeed,
      "monero-seed": moneroSeed,
      "seed-phrase-traditional": (draw) => mnemonic(draw, 24, "traditional"),
      "bitcoin-wif": (draw) =>
        base58Check(Buffer.concat([Buffer.from([0x80]), bytes(draw, 32), Buffer.from([1])])),
      "bip32-xprv": (draw) => {
        const head = Buffer.from("0488ade4", "hex");
        const middle = Buffer.concat([Buffer.alloc(9), bytes(draw, 32), Buffer.from([0])]);
        return base58Check(Buffer.concat([head, middle, bytes(draw, 32)]));
      },
      "stellar-seed": stellarSeed,
      "nostr-secret": (draw) => bech32("nsec", bytes(draw, 32)),
      "age-secret-key": (draw) => bech32("age-secret-key-", bytes(draw, 32)).toUpperCase(),
    },
  },
  {
    source: "Google Authenticator key URI; Express session; Laravel and Django documentation",
    kinds: {
      "totp-uri": totp,
      "express-session-cookie": expressCookie,
      "laravel-app-key": "APP_KEY=base64:{base64:32}",
      "django-secret-key": (draw) =>
        `django-insecure-${draw.chars(`abcdefghijklmnopqrstuvwxyz0123456789!@#%^*(-_=+)`, 50)}`,
    },
  },
];

const user = (draw: Draw): string => pick(draw, ["app", "svc_reports", "admin", "deploy"]);
const host = (draw: Draw): string =>
  pick(draw, ["db-1.acme.internal", "10.4.17.22", "data.eu-central-1.acme.dev"]);

function url(scheme: string, path: string) {
  return (draw: Draw): string =>
    `${scheme}://${user(draw)}:${fill("{a:12-20}", draw)}@${host(draw)}${path}`;
}

/** Passwords inside addresses and connection strings. */
export const connections: readonly Published[] = [
  {
    source: "RFC 3986, section 3.2.1; connection URI pages of each database and broker",
    kinds: {
      "postgres-url": url("postgres", ":5432/orders?sslmode=require"),
      "postgresql-url": url("postgresql", "/billing"),
      "mysql-url": url("mysql", ":3306/shop"),
      "mongodb-url": url("mongodb+srv", "/crm?retryWrites=true&w=majority"),
      "redis-url": (draw) => fill(`rediss://default:{a:32}@${host(draw)}:6380/0`, draw),
      "redis-url-without-user": (draw) => fill(`redis://:{a:24}@${host(draw)}:6379`, draw),
      "amqp-url": url("amqps", ":5671/events"),
      "sqlserver-url": url("mssql", ":1433/erp"),
      "clickhouse-url": url("clickhouse", ":9440/metrics"),
      "nats-url": url("nats", ":4222"),
      "mqtt-url": url("mqtts", ":8883"),
      "ldap-url": url("ldaps", ":636/dc=acme,dc=dev"),
      "smtp-url": url("smtps", ":465"),
      "ftp-url": url("ftp", "/incoming/"),
      "sftp-url": url("sftp", "/exports/daily.csv"),
      "https-basic-url": url("https", "/api/v2/items?limit=50"),
      "git-https-url": (draw) =>
        fill(`https://ci-bot:{a:20}@git.acme.dev/platform/${user(draw)}.git`, draw),
      "jdbc-url": (draw) =>
        fill(`jdbc:postgresql://${host(draw)}:5432/app?user=${user(draw)}&password={a:16}`, draw),
      "ado-net-string": (draw) =>
        fill(`Server=tcp:${host(draw)},1433;Database=erp;User Id=${user(draw)};`, draw) +
        fill("Password={a:18};Encrypt=True;", draw),
    },
  },
];
