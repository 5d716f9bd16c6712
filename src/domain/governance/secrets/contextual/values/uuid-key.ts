import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { lastWordOf, type Name, type NameKind, nameKinds, weightOf } from "../names.ts";
import { type Syntax } from "./read-value.ts";
import { uuid } from "./value-shape.ts";

/** What manuals print: RFC 4122 and RFC 9562, Wikipedia, Swagger. */
const printed = new Set([
  "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
  "550e8400-e29b-41d4-a716-446655440000",
  "123e4567-e89b-12d3-a456-426614174000",
  "123e4567-e89b-12d3-a456-426655440000",
  "497f6eca-6276-4993-bfeb-53cbbbba6f08",
  "3fa85f64-5717-4562-b3fc-2c963f66afa6",
]);

/** `00000000-…`, `aaaaaaaa-bbbb-…`, `12345678-1234-…`. */
const blank = /([0-9a-f])\1{3}|0?12345678|abcdef/i;

/** Some issuers hand out version 4 UUIDs as keys; most UUIDs are the names of things. */
export function isDrawnUuid(value: string): boolean {
  effort.steps += value.length;
  return uuid.test(value) && !blank.test(value) && !printed.has(value.toLowerCase());
}

/** Names of keys that admit whoever has them, not of what is looked up. */
const admittingKey = /^(?:api|app|access|auth|private|subscription|service|admin)key/;
const admittingToken =
  /^(?:auth|access|api|bearer|refresh|personal|bot|upload|deploy|admin|security)$/;

/** A UUID counts where its name leaves no doubt: everything is called a token somewhere. */
export function isUuidCredential(
  kind: NameKind,
  name: Name,
  syntax: Syntax,
  written: string,
): boolean {
  // A cell of a table; elsewhere a bare word may be code.
  const isFirm = syntax !== "bare" || /^[A-Z][A-Z0-9_]{5,}$/.test(name.text);
  if (!isFirm || syntax === "prose" || !isDrawnUuid(written)) return false;
  if (kind === nameKinds.key) return admittingKey.test(name.tail);
  if (kind === nameKinds["named-key"])
    return /^[A-Z][A-Z0-9]{2,24}_KEY$/.test(name.text) && weightOf(kind, name, written) > 0;
  if (kind !== nameKinds.token)
    return kind === nameKinds.password || kind === nameKinds.secret || kind === nameKinds.pat;
  // `ACME_TOKEN=…` of an environment is what a program logs in with.
  return admittingToken.test(lastWordOf(name)) || /^[A-Z][A-Z0-9]{2,24}_TOKEN$/.test(name.text);
}
