import type { Draw, SecretKind } from "../kind.ts";
import { base64Alphabet, keyLengthMax, keyRemedy } from "./form.ts";

/** A listing puts a number before each line. */
const numberedEnd = "(?:\\\\r|\\\\n|\\r|\\n|[ \\t>#*|\\d:→]){0,20}";

const putty: SecretKind = {
  id: "key.putty",
  title: "PuTTY private key",
  source: "the.earth.li/~sgtatham/putty, Appendix C: PPK file format",
  severity: "critical",
  remedy: keyRemedy,
  keywords: ["putty-user-key-file-"],
  before: 0,
  // Each body stops at the dash of the next field, so repeated heads cost their own length only.
  pattern: new RegExp(
    `PuTTY-User-Key-File-[123]: [a-z0-9@.-]{3,40}${numberedEnd}` +
      `Encryption: [a-z0-9-]{3,20}${numberedEnd}` +
      `Comment: [^\\\\\\r\\n]{0,200}${numberedEnd}` +
      `Public-Lines: [0-9]{1,4}[A-Za-z0-9+/=\\\\\\s>#*|:→]{20,${keyLengthMax}}` +
      `(?:-(?!Lines)[A-Za-z0-9: \\\\\\s>#*|→]{1,120}){0,8}` +
      `-Lines: [0-9]{1,4}[A-Za-z0-9+/=\\\\\\s>#*|:→]{20,${keyLengthMax}}(?:-MAC: [0-9a-f]{40,64})?`,
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
  source: "age-encryption.org/v1, X25519 and hybrid identities",
  severity: "critical",
  remedy: keyRemedy,
  keywords: ["age-secret-key-"],
  before: 0,
  pattern: new RegExp(`AGE-SECRET-KEY-(?:PQ-)?1[${bech32}]{58,80}`, "iy"),
  publicLength: (secret) => secret.toUpperCase().indexOf("1") + 1,
  example: (draw) => `AGE-SECRET-KEY-1${draw.chars(bech32, 58)}`,
};

/** `Ed` with `Sc` and `B2`, or two zeros without a password; signify writes `EdBK`. */
const minisign: SecretKind = {
  id: "key.minisign",
  title: "minisign or signify secret key",
  source: "jedisct1.github.io/minisign, Secret key format; signify(1)",
  severity: "critical",
  remedy: keyRemedy,
  keywords: ["rwrty0iy", "rwqaaeiy", "rwrcsw"],
  before: 0,
  pattern:
    /(?<![A-Za-z0-9+/])RW(?:RTY0Iy|QAAEIy|RCSw[A-Za-z0-9+/]{2})[A-Za-z0-9+/]{120,206}={0,2}/y,
  publicLength: () => "RWRTY0Iy".length,
  example: (draw) => `RWRTY0Iy${draw.chars(base64Alphabet, 200)}==`,
};

const xmlKey: SecretKind = {
  id: "key.dotnet-xml",
  title: ".NET XML private key",
  source: "W3C XML Signature, RSAKeyValue; learn.microsoft.com, RSA.ToXmlString",
  severity: "critical",
  remedy: keyRemedy,
  keywords: ["<d>"],
  before: 0,
  pattern: /<D>([A-Za-z0-9+/=\s]{40,1400})<\/D>/y,
  check: ({ text, start }) => /<Modulus>/.test(text.slice(Math.max(0, start - 6_000), start)),
  publicLength: () => 0,
  example: (draw) =>
    `<RSAKeyValue><Modulus>${draw.chars(base64Alphabet, 40)}</Modulus><D>` +
    `${draw.chars(base64Alphabet, 342)}==</D></RSAKeyValue>`,
};

const machineKey: SecretKind = {
  id: "key.aspnet-machine",
  title: "ASP.NET machine key",
  source: "learn.microsoft.com/dotnet, machineKey element",
  severity: "critical",
  remedy: "Make a new validation and decryption key in web.config; every session ends.",
  keywords: ["validationkey=", "decryptionkey="],
  before: 0,
  pattern: /(?:validationKey|decryptionKey)="([0-9A-Fa-f]{32,256})"/y,
  publicLength: () => 0,
  example: (draw) => `<machineKey validationKey="${draw.chars("0123456789ABCDEF", 128)}" />`,
};

const onion: SecretKind = {
  id: "key.tor-onion",
  title: "Tor onion service key",
  source: "spec.torproject.org/control-spec, ADD_ONION",
  severity: "critical",
  remedy: keyRemedy,
  keywords: ["ed25519-v3:", ":descriptor:x25519:"],
  before: 0,
  pattern: /ED25519-V3:[A-Za-z0-9+/]{86}={0,2}|:descriptor:x25519:[A-Z2-7]{52}/y,
  // A client's key has the address before it, which the public half has not.
  check: ({ secret, text, start }) =>
    secret.startsWith("ED") || /[a-z2-7]{56}$/.test(text.slice(Math.max(0, start - 56), start)),
  publicLength: (secret) => secret.lastIndexOf(":") + 1,
  example: (draw) => `ED25519-V3:${draw.chars(base64Alphabet, 86)}==`,
};

/** The base-64 of `-----BEGIN`, whatever follows: kubeconfig holds its key so. */
const kubeconfig: SecretKind = {
  id: "kubernetes.client-key",
  title: "Kubernetes client key",
  source: "kubernetes.io/docs, kubeconfig (v1): client-key-data",
  severity: "critical",
  remedy: "Revoke it: end the certificate's user or rotate the cluster's client CA.",
  keywords: ["client-key-data", "clientkeydata"],
  before: 0,
  pattern: new RegExp(
    "client-?[kK]ey-?[dD]ata[\"']{0,1}[ \\t]{0,4}[:=]\\s{0,8}[\"']{0,1}" +
      "(LS0tLS1[A-Za-z0-9+/=]{100,9000})",
    "y",
  ),
  publicLength: () => 0,
  example: (draw: Draw) => {
    const lines = Array.from({ length: 4 }, () => draw.chars(base64Alphabet, 64)).join("\n");
    const key = `-----BEGIN EC PRIVATE KEY-----\n${lines}\n-----END EC PRIVATE KEY-----\n`;
    return `client-key-data: ${Buffer.from(key).toString("base64")}`;
  },
};

const gnupg: SecretKind = {
  id: "key.gnupg-store",
  title: "Private key of the GnuPG key store",
  source: "gnupg.org, agent/keyformat.txt: extended private key format",
  severity: "critical",
  remedy: keyRemedy,
  keywords: ["(d #"],
  before: 0,
  pattern: /\(d #([0-9A-F\s]{48,4096})#\)/y,
  publicLength: () => 0,
  example: (draw) => `(private-key (ecc (d #${draw.chars("0123456789ABCDEF", 64)}#)))`,
};

/** The base-64 of the file's version and of a first entry of less than 64 KB. */
const keytab: SecretKind = {
  id: "key.kerberos-keytab",
  title: "Kerberos keytab",
  source: "web.mit.edu/kerberos, Keytab file format: version 0x0502",
  severity: "critical",
  remedy: "Change the keys of the principal, and pass the new keytab as a stored secret.",
  keywords: ["bqiaaa"],
  before: 0,
  pattern: /(?<![A-Za-z0-9+/])BQIAAA[A-Za-z0-9+/]{60,8000}={0,2}/y,
  publicLength: () => "BQIAAA".length,
  example: (draw) => `BQIAAA${draw.chars(base64Alphabet, 120)}`,
};

export const textKeyKinds: readonly SecretKind[] = [
  putty,
  age,
  minisign,
  xmlKey,
  machineKey,
  onion,
  gnupg,
  keytab,
  kubeconfig,
];
