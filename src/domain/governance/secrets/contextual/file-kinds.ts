import type { SecretKind } from "../kind.ts";
import { fileFinders } from "./files.ts";
import { contextual, drawPassword } from "./row.ts";

const remedy = "Change the password, and pass it to the tool as a stored secret or a variable.";

/** What files, statements and calls carry at places of their own. */
export const fileKinds: readonly SecretKind[] = [
  contextual({
    id: "generic.pgpass",
    title: "Line of a PostgreSQL password file",
    source: "postgresql.org/docs, libpq: the password file",
    severity: "high",
    remedy,
    keywords: [":5432:", ":5433:", ":6432:", ":*:", ":5434:", ":26257:"],
    find: fileFinders.pgpass,
    example: (draw) => `db.internal:5432:main:app:${drawPassword(draw)}`,
  }),
  contextual({
    id: "generic.sql-password",
    title: "Password of a database user in a statement",
    source: "dev.mysql.com/doc, CREATE USER; docs.oracle.com, CREATE USER",
    severity: "high",
    remedy,
    keywords: ["identified"],
    find: fileFinders.identified,
    example: (draw) => `CREATE USER app IDENTIFIED BY '${drawPassword(draw)}'`,
  }),
  contextual({
    id: "generic.login-call",
    title: "User and password as two literals",
    source: "CWE-798; the documentation of HTTP, mail and FTP client libraries",
    severity: "high",
    remedy,
    keywords: [
      "auth=", "auth =", "auth:", "basicauth", "basic_auth", ".login", "setbasicauth",
      "passwordauth", "plainauth", "credentials(", "credential(", ".auth(",
      "authenticate(", "authtoken(",
    ], // prettier-ignore
    find: fileFinders.secondArgument,
    example: (draw) => `requests.get(url, auth=("app", "${drawPassword(draw)}"))`,
  }),
  contextual({
    id: "generic.secure-string",
    title: "Password that PowerShell turns into a secure string",
    source: "learn.microsoft.com/powershell, ConvertTo-SecureString",
    severity: "high",
    remedy,
    keywords: ["convertto-securestring"],
    find: fileFinders.secureString,
    example: (draw) => `ConvertTo-SecureString "${drawPassword(draw)}" -AsPlainText -Force`,
  }),
  contextual({
    id: "generic.directive-password",
    title: "Password in a directive of a server or router",
    source: "redis.io/docs, configuration; cisco.com, IOS password commands",
    severity: "high",
    remedy,
    keywords: ["requirepass", "masterauth", "enable secret", "enable password", "bindpw", "rootpw"],
    find: fileFinders.directive,
    example: (draw) => `requirepass ${drawPassword(draw)}`,
  }),
  contextual({
    id: "generic.dsn-password",
    title: "Password in a data source name",
    source: "pkg.go.dev/github.com/go-sql-driver/mysql, DSN",
    severity: "high",
    remedy,
    keywords: ["@tcp(", "@unix("],
    find: fileFinders.beforeNetwork,
    example: (draw) => `app:${drawPassword(draw)}@tcp(db.internal:3306)/main`,
  }),
  contextual({
    id: "generic.signing-key",
    title: "Key that signs tokens, as a literal",
    source: "RFC 7518, section 3.2; the documentation of JWT libraries",
    severity: "high",
    remedy: "Replace the key, which ends every session, and pass it as a stored secret.",
    keywords: ["jwt.sign", "jwt.verify", "jwt.encode", "jwt.decode"],
    find: fileFinders.signingKey,
    example: (draw) => `jwt.sign(payload, "${drawPassword(draw)}")`,
  }),
  contextual({
    id: "generic.wifi-password",
    title: "Password of a wireless network",
    source: "Wi-Fi Alliance, WPA3 specification, section 7: URI format",
    severity: "medium",
    remedy,
    keywords: ["wifi:"],
    find: fileFinders.wifi,
    example: (draw) => `WIFI:T:WPA;S:office;P:${drawPassword(draw)};;`,
  }),
  contextual({
    id: "generic.url-password",
    title: "Password in a URL of any scheme",
    source: "RFC 3986, section 3.2.1: user information",
    severity: "high",
    remedy,
    keywords: ["://"],
    find: fileFinders.userInfo,
    example: (draw) => `proto://app:${drawPassword(draw)}@host.internal/x`,
  }),
];
