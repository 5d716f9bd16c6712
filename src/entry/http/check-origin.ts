import { AppError } from "#shared/errors.ts";

export interface OriginPolicy {
  readonly hosts: ReadonlySet<string>;
  readonly origins: ReadonlySet<string>;
}

/** What `Host` and `Origin` may say: the public URL, loopback names at the port, configured ones. */
export function originPolicy(options: {
  readonly publicUrl: string;
  readonly port: number;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}): OriginPolicy {
  const loopback = ["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}:${options.port}`);
  const own = new URL(options.publicUrl);
  return {
    hosts: new Set(
      [...loopback, own.host, ...options.allowedHosts].map((host) => host.toLowerCase()),
    ),
    origins: new Set([
      ...loopback.map((host) => `http://${host}`),
      own.origin,
      ...options.allowedOrigins,
    ]),
  };
}

/** Refuses other names for this server: a page that rebinds DNS to loopback says its own (403). */
export function checkOrigin(policy: OriginPolicy, headers: Headers): void {
  const host = headers.get("host");
  if (host === null || !policy.hosts.has(host.toLowerCase())) {
    throw new AppError("FORBIDDEN", "This host name is not served here: see server.allowed_hosts.");
  }
  const origin = headers.get("origin");
  if (origin !== null && !policy.origins.has(origin)) {
    throw new AppError("FORBIDDEN", "This origin may not call: see server.allowed_origins.");
  }
}

const credentialParameter = /^(?:access_token|token|api_key|apikey|authorization)$/i;

/** Credentials in a URL end up in logs and histories; RFC 6750 section 2.3 is not served. */
export function checkQuery(query: string): void {
  if (query === "") return;
  // Names are compared decoded: `%61ccess_token` is the same parameter.
  if ([...new URLSearchParams(query).keys()].some((name) => credentialParameter.test(name))) {
    throw new AppError(
      "INVALID_INPUT",
      "A credential in the URL is refused: send Authorization: Bearer … and replace that credential.",
    );
  }
}
