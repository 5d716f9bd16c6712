import type { Part } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import type { Candidate, SecretKind } from "../kind.ts";

/** The seeds that the documentation of the format and of its libraries shows. */
const documented = /^(?:JBSWY3DPEHPK3PXP|HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ|GEZDGNBVGY3TQOJQ)/i;

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const remedy = "Enrol the second factor again: whoever has the seed makes every code.";

const seed: Part = { set: "A-Z2-7", min: 16, max: 64 };

const isUndocumented = ({ secret }: Candidate): boolean => !documented.test(secret);

/** A seed in groups of four: letters and digits in one case, never only words. */
function isGrouped({ secret }: Candidate): boolean {
  if (documented.test(secret.replaceAll(" ", ""))) return false;
  const isOneCase = secret === secret.toLowerCase() || secret === secret.toUpperCase();
  return isOneCase && (secret.match(/[2-7]/g) ?? []).length >= 2;
}

export const oneTimeKinds: readonly SecretKind[] = [
  {
    id: "totp.seed-url",
    title: "Seed of a one-time password",
    source: "github.com/google/google-authenticator, Key URI format; RFC 6238",
    severity: "critical",
    remedy,
    keywords: ["otpauth://"],
    before: 0,
    pattern: /otpauth:\/\/[th]otp\/[^\s"'<>\\]{0,300}?[?&]secret=([A-Z2-7]{10,128})={0,6}/iy,
    check: ({ secret }) => !documented.test(secret),
    publicLength: () => 0,
    example: (draw) => `otpauth://totp/Shop:ann?secret=${draw.chars(base32, 32)}&issuer=Shop`,
  },
  {
    id: "totp.export-url",
    title: "Exported seeds of one-time passwords",
    source: "Google Authenticator, transfer of accounts",
    severity: "critical",
    remedy,
    keywords: ["otpauth-migration://"],
    before: 0,
    pattern: /otpauth-migration:\/\/offline\?data=([A-Za-z0-9%+/=_-]{30,8000})/iy,
    publicLength: () => 0,
    example: (draw) => `otpauth-migration://offline?data=${draw.chars(base32, 90)}%3D%3D`,
  },
  setting(
    {
      name: "One-time password",
      source: "RFC 6238; RFC 4226, section 4: the shared secret",
      remedy,
      severity: "critical",
    },
    "totp.seed",
    "seed",
    [seed],
    {
      vendors: ["totp", "hotp", "otp_", "mfa_", "2fa", "two_factor", "authenticator"],
      names: ["secret", "seed", "key"],
      check: isUndocumented,
    },
  ),
  {
    id: "totp.seed-argument",
    title: "Seed handed to a generator of one-time passwords",
    source: "RFC 6238; pyauth.github.io/pyotp; nongnu.org/oath-toolkit",
    severity: "critical",
    remedy,
    keywords: ["totp(", "totp.new(", "authenticator.generate(", "oathtool "],
    before: 0,
    pattern:
      /(?:[tT][oO][tT][pP](?:\.new)?\(|[aA]uthenticator\.generate\(|oathtool (?:-[-A-Za-z0-9=]{1,20} ){1,4})(?:[a-z]{1,8} ?[=:] ?)?["']?([A-Z2-7]{16,64})(?![A-Za-z0-9])/y,
    check: isUndocumented,
    publicLength: () => 0,
    example: (draw) => `pyotp.TOTP("${draw.chars(base32, 32)}").now()`,
  },
  {
    id: "totp.setup-key",
    title: "Setup key of an authenticator, in groups",
    source: "support.google.com/accounts, Set up Authenticator: enter a setup key",
    severity: "critical",
    remedy,
    keywords: [
      "setup key", "secret key", "entry key", "enter this key", "authenticator key",
      "mfa_secret", "mfasecret", "totp_secret", "totpsecret", "otp_secret", "otpsecret", "mfa_seed",
      "totp_seed", "totp seed", "totp secret", "mfa secret", "2fa secret", "2fa_secret", "mfa key",
      "2fa key", "totp key",
    ], // prettier-ignore
    before: 0,
    pattern:
      /[A-Za-z2_ ]{7,17}["']?(?:(?: [a-z]{1,13}){0,5}(?: is|(?= {0,2}:)))?(?: {0,2}[:=])? {0,4}["'`]?((?:[A-Za-z2-7]{4} ){3,15}[A-Za-z2-7]{4})(?![A-Za-z0-9])/y,
    check: isGrouped,
    publicLength: () => 0,
    example: (draw) =>
      `setup key: ${Array.from({ length: 8 }, () => `${draw.chars("abcdefghijklmnop", 3)}${draw.chars("234567", 1)}`).join(" ")}`,
  },
];
