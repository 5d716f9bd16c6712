import type { Draw, SecretKind } from "#domain/governance/secrets/kind.ts";
import { contextual, drawPassword } from "../row.ts";
import { codeWords } from "./code-words.ts";
import { findCode } from "./codes.ts";
import { findLicence, findRecovery, findSeed } from "./grouped.ts";
import { licenceWords, recoveryWords, seedWords } from "./grouped-words.ts";
import { findSecurityAnswer, securityWords } from "./security-answers.ts";
import {
  accountLeads,
  findAfterAccount,
  findBehindSlash,
  findBeside,
  findListed,
} from "./accounts.ts";
import { findNetworkKey, networkWords } from "./networks.ts";
import { findBefore, findPair } from "./pairs.ts";

export const remedy =
  "Change it: what is said in a conversation is kept. Pass it as a stored secret.";
export const source = "CWE-312; NIST SP 800-63B, memorized secrets";

const group = (draw: Draw, length: number): string =>
  `${draw.chars("ABCDEFGHKMNPQRTVWXY", length - 2)}${draw.chars("2346789", 2)}`;

/** What people tell each other without a word for "password" in front of it. */
export const talkKinds: readonly SecretKind[] = [
  contextual({
    id: "generic.prose-pair",
    title: "User and password in a sentence",
    source,
    severity: "high",
    remedy,
    keywords: [
      "credential", "creds", "login", "logon", "zugangsdaten", "anmeldedaten", "identifiants",
      "credenciales", "credenciais", "credenziali", "inloggegevens", "log in", "sign in", "get in",
    ], // prettier-ignore
    find: findPair,
    example: (draw) => `Credentials: admin / ${drawPassword(draw)}`,
  }),
  contextual({
    id: "generic.beside-account",
    title: "Password beside the name of an account",
    source,
    severity: "high",
    remedy,
    keywords: [" / ", " | "],
    find: findBeside,
    example: (draw) => `you can use mine: lena.k / ${drawPassword(draw)}!Aa2`,
  }),
  contextual({
    id: "generic.after-account",
    title: "Password behind the name of an account",
    source,
    severity: "high",
    remedy,
    keywords: accountLeads.named,
    find: findAfterAccount,
    example: (draw) => `console: ops@corp.com ${drawPassword(draw)}!Aa2`,
  }),
  contextual({
    id: "generic.superuser-password",
    title: "Password behind the name of a superuser",
    source,
    severity: "high",
    remedy,
    keywords: ["root/", "admin/", "administrator/", "sa/"],
    find: findBehindSlash,
    example: (draw) => `old box: root/${drawPassword(draw)}-x9`,
  }),
  contextual({
    id: "generic.account-line",
    title: "Line of a list of accounts",
    source,
    severity: "high",
    remedy,
    keywords: accountLeads.listed,
    find: findListed,
    example: (draw) => `accounts:\nann@mail.com:${drawPassword(draw)}\n`,
  }),
  contextual({
    id: "generic.prose-before",
    title: "Password before its name in a sentence",
    source,
    severity: "high",
    remedy,
    keywords: [
      "as the password", "as password", "as your password", "as a password", "as passphrase",
      "as the passphrase", "als passwort", "als kennwort", "comme mot de passe", "como contrase",
      "como senha", "come password", "als wachtwoord", "in the password", "into the password",
      "in password field", "into password", "in das passwort", "ins passwort",
    ], // prettier-ignore
    find: findBefore,
    example: (draw) => `log in with ${drawPassword(draw)} as the password`,
  }),
  contextual({
    id: "generic.pin",
    title: "PIN, one-time code or code of a door in a sentence",
    source,
    severity: "medium",
    remedy,
    keywords: codeWords,
    find: findCode,
    // Four digits repeat one more often than not; the finder knows which ones nobody chose.
    proof: () => true,
    example: (draw) => `The PIN is ${draw.chars("13579", 4)}${draw.chars("2468", 4)}`,
  }),
  contextual({
    id: "generic.network-key",
    title: "Key of a wireless network in a sentence",
    source: "IEEE 802.11i, pre-shared keys",
    severity: "medium",
    remedy,
    keywords: networkWords,
    find: findNetworkKey,
    example: (draw) => `SSID "Home", key ${drawPassword(draw)}`,
  }),
  contextual({
    id: "generic.license-key",
    title: "Licence key in groups",
    source: "learn.microsoft.com/windows-server/get-started, product keys",
    severity: "medium",
    remedy: "Ask whoever sold it for another one, and keep it with the other secrets.",
    keywords: licenceWords,
    find: findLicence,
    example: (draw) => `Product key: ${Array.from({ length: 5 }, () => group(draw, 5)).join("-")}`,
  }),
  contextual({
    id: "generic.told-seed",
    title: "Seed of one-time codes in a sentence",
    source: "RFC 6238; RFC 4648, section 6",
    severity: "critical",
    remedy: "Enrol the second factor again: whoever has the seed makes every code.",
    keywords: seedWords,
    find: findSeed,
    example: (draw) => `TOTP of the shared login: ${draw.chars("ABCDEFGHKMNPQRST234567", 26)}`,
  }),
  contextual({
    id: "generic.recovery-code",
    title: "Recovery codes of an account",
    source: "NIST SP 800-63B, look-up secrets; learn.microsoft.com, BitLocker recovery",
    severity: "high",
    remedy: "Make new codes, which ends the old ones.",
    keywords: recoveryWords,
    find: findRecovery,
    example: (draw) =>
      `Recovery codes:\n${group(draw, 5)}-${group(draw, 5)}\n${group(draw, 5)}-${group(draw, 5)}`,
  }),
  contextual({
    id: "generic.security-answer",
    title: "Answer to a security question",
    source: "NIST SP 800-63B, pre-registered knowledge",
    severity: "medium",
    remedy: "Choose another question, and let the answer be a random one.",
    keywords: securityWords,
    find: findSecurityAnswer,
    // A plain word is the answer as often as not.
    proof: () => true,
    example: (draw) =>
      `Security question: first pet?\nAnswer: Q${draw.chars("aeioubdgklmnprst", 9)}\n`,
  }),
];
