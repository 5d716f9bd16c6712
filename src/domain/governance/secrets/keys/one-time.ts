import type { SecretKind } from "../kind.ts";

/** The seeds that the documentation of the format and of its libraries shows. */
const documented = /^(?:JBSWY3DPEHPK3PXP|HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ|GEZDGNBVGY3TQOJQ)/i;

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const remedy = "Enrol the second factor again: whoever has the seed makes every code.";

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
];
