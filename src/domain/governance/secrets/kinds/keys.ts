import { isJsonObject, type JsonObject } from "#shared/json.ts";
import type { Candidate, Draw, SecretKind } from "../kind.ts";

const remedy = "Replace the key pair, and pass the private key to the tool as a stored secret.";
const base64Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** An RSA key of 16,384 bits takes 12,400 characters. */
const pemLengthMax = 20_000;

/** Line ends as such or as the escapes that a JSON or shell string holds. */
const lineEnd = "(?:\\\\r|\\\\n|\\r|\\n|[ \\t]){0,8}";
const pemHeaders =
  "(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash): [^\\\\\\r\\n]{1,80}(?:\\\\n|\\r\\n|\\n)){0,4}";

function pem(id: string, title: string, label: string, exampleLabel: string): SecretKind {
  return {
    id,
    title,
    source: "RFC 7468; RFC 1421, section 4.6; RFC 9580, section 6.2",
    severity: "critical",
    remedy,
    keywords: ["-----begin "],
    before: 0,
    pattern: new RegExp(
      `-----BEGIN ${label}-----${lineEnd}${pemHeaders}` +
        `[A-Za-z0-9+/=\\\\\\s]{40,${pemLengthMax}}(?:-----END ${label}-----)?`,
      "y",
    ),
    // Words of prose below a border are no key.
    check: ({ secret }) => /[A-Za-z0-9+/=]{32}/.test(secret),
    publicLength: (secret) => secret.indexOf("-----", 5) + 5,
    example: (draw: Draw) => {
      const lines = Array.from({ length: 6 }, () => draw.chars(base64Alphabet, 64));
      return [`-----BEGIN ${exampleLabel}-----`, ...lines, `-----END ${exampleLabel}-----`].join(
        "\n",
      );
    },
  };
}

/** How far `kty` may lie from the private member of a key in text. */
const jwkReach = 4_000;

/** The private member `d` (`k` of a symmetric key) beside a `kty`: RFC 7517, RFC 7518. */
function isInsideJwk({ text, start, end }: Candidate): boolean {
  const open = text.lastIndexOf("{", start);
  const from = Math.max(open, start - jwkReach, 0);
  const close = text.slice(end, end + jwkReach).indexOf("}");
  const to = close === -1 ? Math.min(text.length, end + jwkReach) : end + close;
  return /"kty"\s{0,4}:/.test(text.slice(from, to));
}

function privateMember(object: JsonObject): string | null {
  if (!isJsonObject(object) || typeof object["kty"] !== "string") return null;
  const member = object["kty"] === "oct" ? "k" : "d";
  const value = object[member];
  return typeof value === "string" && value.length >= 22 ? member : null;
}

const jwk: SecretKind = {
  id: "key.jwk",
  title: "Private JSON Web Key",
  source: "RFC 7517; RFC 7518, section 6",
  severity: "critical",
  remedy,
  keywords: ['"d"', '"k"'],
  before: 0,
  pattern: /"[dk]"\s{0,4}:\s{0,4}"([A-Za-z0-9_-]{22,1400})"/y,
  check: isInsideJwk,
  structure: privateMember,
  publicLength: () => 0,
  example: (draw) =>
    `{"kty":"EC","crv":"P-256","d":"${draw.chars(base64Alphabet.slice(0, 62), 43)}"}`,
};

const putty: SecretKind = {
  id: "key.putty",
  title: "PuTTY private key",
  source: "the.earth.li/~sgtatham/putty, Appendix C: PPK file format",
  severity: "critical",
  remedy,
  keywords: ["putty-user-key-file-"],
  before: 0,
  // Each body stops at the dash of the next field, so repeated heads cost their own length only.
  pattern: new RegExp(
    `PuTTY-User-Key-File-[123]: [a-z0-9@.-]{3,40}${lineEnd}Encryption: [a-z0-9-]{3,20}${lineEnd}` +
      `Comment: [^\\\\\\r\\n]{0,200}${lineEnd}` +
      `Public-Lines: [0-9]{1,4}[A-Za-z0-9+/=\\\\\\s]{20,${pemLengthMax}}` +
      `(?:-(?!Lines)[A-Za-z0-9: \\\\\\s]{1,120}){0,8}` +
      `-Lines: [0-9]{1,4}[A-Za-z0-9+/=\\\\\\s]{20,${pemLengthMax}}(?:-MAC: [0-9a-f]{40,64})?`,
    "y",
  ),
  publicLength: () => "PuTTY-User-Key-File-".length,
  example: (draw) =>
    [
      "PuTTY-User-Key-File-3: ssh-ed25519",
      "Encryption: none",
      "Comment: host",
      "Public-Lines: 1",
      draw.chars(base64Alphabet, 64),
      "Private-Lines: 1",
      draw.chars(base64Alphabet, 48),
      `Private-MAC: ${draw.chars("0123456789abcdef", 64)}`,
    ].join("\n"),
};

const bech32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";

const age: SecretKind = {
  id: "key.age",
  title: "age secret key",
  source: "age-encryption.org/v1, X25519 identities",
  severity: "critical",
  remedy,
  keywords: ["age-secret-key-1"],
  before: 0,
  pattern: new RegExp(`AGE-SECRET-KEY-1[${bech32}]{58}`, "iy"),
  publicLength: () => "AGE-SECRET-KEY-1".length,
  example: (draw) => `AGE-SECRET-KEY-1${draw.chars(bech32, 58)}`,
};

export const keyKinds: readonly SecretKind[] = [
  pem("key.openssh", "OpenSSH private key", "OPENSSH PRIVATE KEY", "OPENSSH PRIVATE KEY"),
  pem("key.pgp", "OpenPGP private key", "PGP PRIVATE KEY BLOCK", "PGP PRIVATE KEY BLOCK"),
  pem(
    "key.pem",
    "Private key in PEM form",
    "(?:(?:RSA|EC|DSA|ENCRYPTED|ANY|SSH2 ENCRYPTED) )?PRIVATE KEY",
    "PRIVATE KEY",
  ),
  jwk,
  putty,
  age,
];
