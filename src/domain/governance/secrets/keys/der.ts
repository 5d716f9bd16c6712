import type { Candidate, Draw, SecretKind } from "../kind.ts";
import { base64Alphabet, keyLengthMax, keyRemedy } from "./form.ts";

interface Container {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly keywords: readonly string[];
  /** How many characters the marks have in front of the keyword. */
  readonly before: number;
  readonly leads: string;
  readonly check?: (candidate: Candidate) => boolean;
  readonly example: (draw: Draw) => string;
}

/** A line break as such or as the escape that a JSON string holds; the marks are on line one. */
const bodySet = "A-Za-z0-9+/\\\\\\r\\n";

/** Every base-64 character: the marks stand at its start, so the run is looked at once. */
const base64Members = (() => {
  const members = new Uint8Array(128);
  for (const character of base64Alphabet) members[character.charCodeAt(0)] = 1;
  return members;
})();

function container(row: Container): SecretKind {
  return {
    id: row.id,
    title: row.title,
    source: row.source,
    severity: "critical",
    remedy: keyRemedy,
    keywords: row.keywords,
    before: row.before,
    beforeMin: row.before,
    ...(row.before === 0 ? {} : { leads: base64Members }),
    pattern: new RegExp(
      `(?<![A-Za-z0-9+/])${row.leads}[${bodySet}]{40,${keyLengthMax}}={0,2}`,
      "y",
    ),
    ...(row.check === undefined ? {} : { check: row.check }),
    publicLength: () => 0,
    example: row.example,
  };
}

/** An EC or Edwards key has fixed lengths, so its first bytes are fixed too. */
const curveLeads = [
  "MHcCAQEEI", // SEC 1, P-256
  "MHQCAQEEI", // SEC 1, secp256k1
  "MIGkAgEBBD", // SEC 1, P-384
  "MIHcAgEBBE", // SEC 1, P-521
  "MIGHAgEAMBMGByqGSM49AgEG", // PKCS #8, P-256
  "MEECAQAwEwYHKoZIzj0CAQYI", // PKCS #8, P-256 without the public key
  "MIGEAgEAMBAGByqGSM49AgEG", // PKCS #8, secp256k1
  "MIG2AgEAMBAGByqGSM49AgEG", // PKCS #8, P-384
  "MIHuAgEAMBAGByqGSM49AgEG", // PKCS #8, P-521
  "MC4CAQAwBQYDK2Vw", // Ed25519
  "MC4CAQAwBQYDK2Vu", // X25519
  "MFECAQEwBQYDK2Vw", // Ed25519 with the public key
  "MEcCAQAwBQYDK2Vx", // Ed448
];

/** `id-data`: what a PKCS #12 file holds. */
const dataObject = Buffer.from("2a864886f70d010701", "hex");

const rfc5958 = "RFC 5958 and RFC 8017, appendix A, in base-64 without a PEM border";

/** The version of PKCS #8 and the algorithm: what stands at the head of no public key. */
const hexHeads = [
  "020100300d06092a864886f70d0101010500", // RSA
  "020100301306072a8648ce3d0201", // a curve
  "020100301006072a8648ce3d0201", // a curve with a short name
  "020100300506032b65", // Ed25519, X25519, Ed448
];

const hexKey: SecretKind = {
  id: "key.der-hex",
  title: "Private key in hexadecimal",
  source: "RFC 5958 and RFC 8410, the DER encoding in hexadecimal",
  severity: "critical",
  remedy: keyRemedy,
  keywords: hexHeads,
  before: 8,
  beforeMin: 4,
  pattern: new RegExp(
    `(?<![0-9a-fA-F])30(?:82[0-9a-f]{4}|81[0-9a-f]{2}|[0-9a-f]{2})(?:${hexHeads.join("|")})` +
      `[0-9a-f]{60,${keyLengthMax}}`,
    "iy",
  ),
  publicLength: () => 0,
  example: (draw) => `302e${hexHeads[3]}7004220420${draw.chars("0123456789abcdef", 64)}`,
};

export const derKinds: readonly SecretKind[] = [
  hexKey,
  container({
    id: "key.der-rsa",
    title: "RSA private key in base-64",
    source: rfc5958,
    keywords: ["ibadanbgkqhkig9w0baqef", "ibaakcaqea", "ibaakcagea", "ibaakbgq", "ibaakcayea"],
    before: 6,
    leads: "MII[A-Za-z0-9+/]{3}IBA(?:DANBgkqhkiG9w0BAQEF|AKC[AQ]|AKBgQ)",
    example: (draw) => `MIIEpAIBAAKCAQEA${draw.chars(base64Alphabet, 600)}`,
  }),
  container({
    id: "key.der-curve",
    title: "Elliptic curve private key in base-64",
    source: "RFC 5915, RFC 5958 and RFC 8410, in base-64 without a PEM border",
    keywords: curveLeads.map((lead) => lead.toLowerCase()),
    before: 0,
    leads: `(?:${curveLeads.join("|")})`,
    example: (draw) => `MC4CAQAwBQYDK2VwBCIEI${draw.chars(base64Alphabet, 43)}`,
  }),
  container({
    id: "key.der-encrypted",
    title: "Encrypted private key in base-64",
    source: "RFC 5958, section 3; RFC 8018, appendix A.4",
    keywords: ["bgkqhkig9w0bbq0w"],
    before: 8,
    leads: "MII[A-Za-z0-9+/]{5}BgkqhkiG9w0BBQ0w",
    example: (draw) => `MIIFDjBABgkqhkiG9w0BBQ0w${draw.chars(base64Alphabet, 600)}`,
  }),
  container({
    id: "keystore.pkcs12",
    title: "PKCS #12 keystore in base-64",
    source: "RFC 7292",
    keywords: ["ibazcc"],
    before: 6,
    leads: "MI[IJKLMNOP][A-Za-z0-9+/]{3}IBAzCC",
    check: ({ secret }) => Buffer.from(secret.slice(0, 88), "base64").includes(dataObject),
    example: (draw) => {
      const head = Buffer.from("30820a6102010330820a2706092a864886f70d010701a0820a18", "hex");
      return head.toString("base64").slice(0, 34) + draw.chars(base64Alphabet, 800);
    },
  }),
  container({
    id: "keystore.keepass",
    title: "KeePass database in base-64",
    source: "keepass.info/help, KDBX file format: both signatures and the version",
    keywords: ["a9mimmf7s7u", "a9mimmx7s7u"],
    before: 0,
    leads: "A9mimm[fX]7S7U[A-D]A[A-Za-z0-9+/]{3}",
    example: (draw) => `A9mimmf7S7UBAAQA${draw.chars(base64Alphabet, 700)}`,
  }),
  container({
    id: "keystore.java",
    title: "Java keystore in base-64",
    source: "openjdk.org, sun.security.provider.JavaKeyStore: magic number and version",
    keywords: ["/u3+7qaaaa", "zs7ozgaaaa"],
    before: 0,
    leads: "(?:/u3\\+7Q|zs7Ozg)AAAA[EI]",
    example: (draw) => `/u3+7QAAAAIAAAABAAAAAQAE${draw.chars(base64Alphabet, 700)}`,
  }),
];
