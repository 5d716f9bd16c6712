import type { Draw, SecretKind } from "../kind.ts";
import { base64Alphabet, keyLengthMax, keyRemedy, lineEnd } from "./form.ts";

/** RFC 1421 writes these two together; where lines were joined nothing is between them. */
const encryption = `(?:Proc-Type: 4,ENCRYPTED${lineEnd}DEK-Info: [A-Z0-9-]{3,24},[0-9A-Fa-f]{16,32}${lineEnd}){0,1}`;

const headers =
  encryption +
  "(?:(?:Proc-Type|DEK-Info|Version|Comment|Subject|Hash|Charset|MessageID|X-[A-Za-z-]{1,20}): " +
  "[^\\\\\\r\\n]{1,80}(?:\\\\n|\\r\\n|\\n)){0,6}";

interface Armor {
  readonly id: string;
  readonly title: string;
  /** What stands between `BEGIN` and the dashes, as a pattern. */
  readonly label: string;
  readonly exampleLabel?: string;
  readonly keyword?: string;
  readonly source?: string;
}

function pem(armor: Armor): SecretKind {
  const { id, title, label, exampleLabel = label } = armor;
  return {
    id,
    title,
    source: armor.source ?? "RFC 7468; RFC 1421, section 4.6; RFC 9580, section 6.2",
    severity: "critical",
    remedy: keyRemedy,
    keywords: [armor.keyword ?? `-----begin ${label.toLowerCase()}`],
    before: 0,
    pattern: new RegExp(
      `-----BEGIN ${label}-----${lineEnd}${headers}` +
        `[A-Za-z0-9+/=\\\\\\s>#*|]{40,${keyLengthMax}}(?:-----END ${label}-----)?`,
      "y",
    ),
    // Words of prose below a border are no key, nor is what a manual cuts short.
    check: ({ secret, text, end }) =>
      /[A-Za-z0-9+/=]{32}/.test(secret) && !/^(?:\.{3}|…)/.test(text.slice(end, end + 3)),
    publicLength: (secret) => secret.indexOf("-----", 5) + 5,
    example: (draw: Draw) => {
      const lines = Array.from({ length: 6 }, () => draw.chars(base64Alphabet, 64));
      return [`-----BEGIN ${exampleLabel}-----`, ...lines, `-----END ${exampleLabel}-----`].join(
        "\n",
      );
    },
  };
}

/** RFC 4716 writes four dashes and a blank. */
const sshCom: SecretKind = {
  id: "key.ssh2",
  title: "SSH.com private key",
  source: "RFC 4716; SSH Tectia, private key format",
  severity: "critical",
  remedy: keyRemedy,
  keywords: ["---- begin ssh2 encrypted private key"],
  before: 0,
  pattern: new RegExp(
    `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----${lineEnd}` +
      `(?:(?:Comment|Subject|x-[a-z-]{1,20}): [^\\\\\\r\\n]{1,80}(?:\\\\n|\\r\\n|\\n)){0,4}` +
      `[A-Za-z0-9+/=\\\\\\s]{40,${keyLengthMax}}(?:---- END SSH2 ENCRYPTED PRIVATE KEY ----)?`,
    "y",
  ),
  check: ({ secret }) => /[A-Za-z0-9+/=]{32}/.test(secret),
  publicLength: (secret) => secret.indexOf("----", 4) + 4,
  example: (draw) => {
    const lines = Array.from({ length: 5 }, () => draw.chars(base64Alphabet, 70));
    return [
      "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----",
      'Comment: "rsa-key"',
      ...lines,
      "---- END SSH2 ENCRYPTED PRIVATE KEY ----",
    ].join("\n");
  },
};

export const pemKinds: readonly SecretKind[] = [
  pem({ id: "key.openssh", title: "OpenSSH private key", label: "OPENSSH PRIVATE KEY" }),
  pem({ id: "key.pgp", title: "OpenPGP private key", label: "PGP PRIVATE KEY BLOCK" }),
  pem({ id: "key.rsa", title: "RSA private key (PKCS #1)", label: "RSA PRIVATE KEY" }),
  pem({ id: "key.ec", title: "EC private key (SEC 1)", label: "EC PRIVATE KEY" }),
  pem({ id: "key.dsa", title: "DSA private key", label: "DSA PRIVATE KEY" }),
  pem({
    id: "key.encrypted",
    title: "Encrypted private key (PKCS #8)",
    label: "ENCRYPTED PRIVATE KEY",
  }),
  pem({
    id: "key.sigstore",
    title: "Sigstore or cosign private key",
    source: "docs.sigstore.dev, Signing with self-managed keys",
    label: "ENCRYPTED (?:SIGSTORE|COSIGN) PRIVATE KEY",
    exampleLabel: "ENCRYPTED SIGSTORE PRIVATE KEY",
    keyword: "-----begin encrypted ",
  }),
  pem({
    id: "key.nebula",
    title: "Nebula private key",
    source: "nebula.defined.net/docs, Certificate authority",
    label: "NEBULA (?:ECDSA P256 |X25519 |P256 |ED25519 |ED25519 ENCRYPTED )?PRIVATE KEY",
    exampleLabel: "NEBULA X25519 PRIVATE KEY",
    keyword: "-----begin nebula ",
  }),
  pem({
    id: "key.openvpn",
    title: "OpenVPN static or tls-crypt key",
    source: "openvpn.net, Static key and tls-crypt-v2 file formats",
    label: "OpenVPN (?:Static key V1|tls-crypt-v2 (?:server|client) key)",
    exampleLabel: "OpenVPN Static key V1",
    keyword: "-----begin openvpn ",
  }),
  // PKCS #8 has no word before; the others are labels that some tools of their own write.
  pem({
    id: "key.pem",
    title: "Private key in PEM form",
    label: "(?!(?:RSA|EC|DSA|OPENSSH|PGP|ENCRYPTED|NEBULA) )(?:[A-Z0-9]{2,20} ){0,3}PRIVATE KEY",
    exampleLabel: "PRIVATE KEY",
    keyword: "-----begin ",
  }),
  sshCom,
];
