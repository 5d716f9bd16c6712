import type { Issuer } from "./token.ts";

/** The issuer, the page that gives its format, and where its credentials are revoked. */
export function issuer(
  name: string,
  source: string,
  place: string,
  severity: NonNullable<Issuer["severity"]> = "high",
): Issuer {
  return {
    name,
    source,
    remedy: `Revoke it: ${place}. Then use a stored secret instead.`,
    severity,
  };
}
