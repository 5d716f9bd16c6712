import type { Draw, SecretKind } from "../kind.ts";
import { passwordWords, tokenWords } from "./values/prose-words.ts";
import { proseFinders } from "./prose.ts";
import { contextual, drawPassword } from "./row.ts";

const remedy = "Change it: what is said in a conversation is kept. Pass it as a stored secret.";
const source = "CWE-312; NIST SP 800-63B, memorized secrets";

/** Passwords are as strong evidence as in an assignment; a sentence itself gives no points. */
const passwordWeight = 4;
/** Only a random value, or a strong one that is set off. */
const tokenWeight = 3;

/** What people write to each other. */
export const proseKinds: readonly SecretKind[] = [
  contextual({
    id: "generic.prose-password",
    title: "Password in a sentence",
    source,
    severity: "high",
    remedy,
    keywords: [...passwordWords, "pass", "pwd", "pw"],
    find: (text, at, length) => proseFinders.inProse(passwordWeight, text, at, length),
    example: (draw) => `Das Kennwort lautet ${drawPassword(draw)}`,
  }),
  contextual({
    id: "generic.prose-token",
    title: "Key or token in a sentence",
    source,
    severity: "high",
    remedy,
    keywords: tokenWords,
    find: (text, at, length) => proseFinders.inProse(tokenWeight, text, at, length),
    example: (draw) => `the new token is ${drawPassword(draw)}`,
  }),
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
    find: proseFinders.pair,
    example: (draw) => `Credentials: admin / ${drawPassword(draw)}`,
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
      "como senha", "come password", "als wachtwoord",
    ], // prettier-ignore
    find: proseFinders.before,
    example: (draw) => `log in with ${drawPassword(draw)} as the password`,
  }),
  contextual({
    id: "generic.pin",
    title: "PIN in a sentence",
    source,
    severity: "medium",
    remedy,
    keywords: ["pin"],
    find: proseFinders.pin,
    example: (draw: Draw) => `The PIN is ${draw.chars("13579", 4)}${draw.chars("2468", 4)}`,
  }),
];
