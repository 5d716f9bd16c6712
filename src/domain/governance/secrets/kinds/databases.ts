import { entropyBits } from "../checks/placeholder.ts";
import { membersOf } from "../formats/characters.ts";
import type { Candidate, Draw, SecretKind } from "../kind.ts";

const databaseSchemes = (
  "postgres postgresql mysql mysql2 mariadb mongodb mongodb+srv redis rediss valkey amqp amqps " +
  "mssql sqlserver clickhouse cockroachdb nats ldap ldaps couchbase cassandra neo4j bolt oracle"
).split(" ");
const transferSchemes = "http https ftp ftps sftp ssh smtp smtps imap".split(" ");

const schemeLengthMax = 12;
const passwordAlphabet = "abcdefghkmnpqrstwxyzABCDEFGH23456789";

/** What stands for a password in every second tutorial. */
const trivialPassword = new RegExp(
  "^(?:pass(?:word|wd)?|pwd|pw|secret|user(?:name)?|admin|root|test|token|\\[?password\\]?|" +
    "(?:some|my|your|the|random)[-_]?(?:pass(?:word|wd)?|pw|secret)|x-oauth-basic|" +
    "\\[[a-z _-]{3,40}\\]|your[-_]?password|%[a-z]|%\\w+%|(?:settings|config|conf|env|secrets?|vars?)\\.[a-z_.]+|%\\(.*|\\$[\\w{].*|<.*|\\{.*|[x*.]+|redacted|" +
    "changeme|postgres|mysql|guest|.{1,2})$",
  "i",
);

/** The user's own name as the password is what local compose files hold. */
function isRealPassword({ secret, text, start }: Candidate): boolean {
  const before = text.slice(Math.max(0, start - 80), start);
  const user = /\/\/([^/:@]{0,64}):$/.exec(before)?.[1] ?? "";
  // A pattern of addresses: `ssh://[^:]+:[\w.-]{1,64}@`.
  if (/\{\d+,?\d*\}|\(\?[:!=]|\[\^/.test(secret)) return false;
  // Oracle's sample account, in manuals since 1979.
  if (user === "scott" && secret === "tiger") return false;
  return !trivialPassword.test(secret) && secret !== user && entropyBits(secret) > 1;
}

function urlKind(id: string, title: string, schemes: readonly string[]): SecretKind {
  const words = schemes.map((scheme) => scheme.replace("+", "\\+")).join("|");
  return {
    id,
    title,
    source: "RFC 3986, section 3.2.1: user information",
    severity: "critical",
    remedy: "Change the password, and pass the connection to the tool as a stored secret.",
    keywords: ["://"],
    before: schemeLengthMax,
    beforeMin: 3,
    leads: membersOf("A-Za-z0-9+"),
    pattern: new RegExp(
      `(?<![A-Za-z0-9])(?:${words})://[^\\s:@/"'\`<>]{0,64}:` +
        // People leave an `@` in a password as it is; the last one ends it.
        "([^\\s@/\"'`<>]{3,200}(?:@[^\\s@/\"'`<>]{1,64}){0,3})@[A-Za-z0-9\\[_]",
      "iy",
    ),
    check: isRealPassword,
    publicLength: () => 0,
    example: (draw: Draw) =>
      `${schemes[0] ?? ""}://app:${draw.chars(passwordAlphabet, 18)}@db.internal/main`,
  };
}

export const databaseKinds: readonly SecretKind[] = [
  urlKind("database.url-password", "Password in a database URL", databaseSchemes),
  urlKind("url.basic-auth", "Password in a URL", transferSchemes),
];
