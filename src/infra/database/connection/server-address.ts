import { readFileSync } from "node:fs";
import { AppError } from "#shared/errors.ts";

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Set when the connection must be encrypted and the server's name verified. */
  readonly tls: { readonly ca: string | undefined } | null;
}

const defaultPort = 5432;
const parametersKnown = new Set(["sslmode", "sslrootcert"]);
/** libpq's modes that accept an unverified or unencrypted server. */
const modesUnverified = new Set(["disable", "allow", "prefer"]);

/** Takes a connection URL apart. Refuses what would silently weaken or change the connection. */
export function parseServerAddress(url: string): ServerAddress {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^postgres(ql)?:$/.test(parsed.protocol)) {
    throw invalid("The database URL must look like postgres://user:password@host:port/database.");
  }
  for (const name of parsed.searchParams.keys()) {
    if (!parametersKnown.has(name))
      throw invalid(`The database URL has an unknown setting ${name}.`);
  }
  const host = decodeURIComponent(parsed.hostname).replace(/^\[|\]$/g, "");
  const user = decodeURIComponent(parsed.username);
  const database = decodeURIComponent(parsed.pathname.slice(1)) || user;
  if (host === "" || user === "") throw invalid("The database URL needs a host and a user.");
  return {
    host,
    port: parsed.port === "" ? defaultPort : Number(parsed.port),
    database,
    user,
    password: decodeURIComponent(parsed.password),
    tls: requiredTls(host, parsed.searchParams),
  };
}

export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** The same server and settings, as another role or another database. */
export function withCredentials(
  url: string,
  change: { readonly user?: string; readonly password?: string; readonly database?: string },
): string {
  const next = new URL(url);
  if (change.user !== undefined) next.username = encodeURIComponent(change.user);
  if (change.password !== undefined) next.password = encodeURIComponent(change.password);
  if (change.database !== undefined) next.pathname = `/${encodeURIComponent(change.database)}`;
  return next.href;
}

function requiredTls(host: string, settings: URLSearchParams): ServerAddress["tls"] {
  const mode = settings.get("sslmode");
  if (isLoopback(host) && (mode === null || modesUnverified.has(mode))) return null;
  if (mode !== null && modesUnverified.has(mode)) {
    throw invalid(`A database on another host needs verified TLS: sslmode=${mode} is refused.`);
  }
  const file = settings.get("sslrootcert");
  return { ca: file === null || file === "system" ? undefined : readCertificate(file) };
}

function readCertificate(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw invalid("The certificate file that sslrootcert names cannot be read.", cause);
  }
}

function invalid(message: string, cause?: unknown): AppError {
  return new AppError("CONFIG_INVALID", message, { cause });
}
