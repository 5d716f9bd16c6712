import { AppError } from "#shared/errors.ts";

/** Environment variables as plain data: everything but this file takes them as an argument. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The one read of the process's environment. */
export function readEnvironment(): Environment {
  return { ...process.env };
}

/** Credentials of a proxy and code of a runtime must not come from whoever started the shell. */
const refusedPrefixes = ["BUN_", "NODE_TLS_"] as const;

const refusedNames = new Set([
  "ALL_PROXY",
  "FTP_PROXY",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NODE_OPTIONS",
  "NODE_USE_ENV_PROXY",
  "SSLKEYLOGFILE",
]);

/** BUN_INSTALL is where a developer's Bun lives; the runtime does not obey it while running. */
const harmless: ReadonlySet<string> = new Set(["BUN_INSTALL", "NO_PROXY"]);

/**
 * Refuses to serve in an environment that can run code in this process, weaken its TLS or redirect
 * what it sends. Names are compared without case because the runtime reads `http_proxy` too.
 */
export function assertSafeEnvironment(env: Environment): void {
  const found = Object.keys(env).filter((name) => env[name] !== undefined && isRefused(name));
  if (found.length === 0) return;
  const names = found.toSorted();
  throw new AppError(
    "CONFIG_INVALID",
    `The server does not start with ${names.join(", ")} set: such variables run code in the` +
      ` process, weaken TLS or redirect what it sends. Start it with: env` +
      `${names.map((name) => ` -u ${name}`).join("")} systemprompt infra services start`,
    { details: { names } },
  );
}

function isRefused(name: string): boolean {
  const upper = name.toUpperCase();
  if (harmless.has(upper)) return false;
  return refusedNames.has(upper) || refusedPrefixes.some((prefix) => upper.startsWith(prefix));
}
