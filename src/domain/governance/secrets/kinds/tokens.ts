import { alnum, url64 } from "../alphabets.ts";
import { choice } from "../formats/parts.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { Candidate, Draw, SecretKind } from "../kind.ts";

const own: Issuer = {
  name: "systemprompt",
  source: "this product's own format",
  remedy: "Revoke it with `admin users pat revoke`, and never pass it to a tool.",
  severity: "critical",
};

/** Who the tokens of jwt.io, of RFC 7519 and of a local Supabase are about. */
const documentedClaims = /"name":\s?"John Doe"|example\.com\/is_root|"supabase-demo"/;

function textOf(part: string): string {
  return Buffer.from(part, "base64url").toString("latin1");
}

function isIssued({ secret }: Candidate): boolean {
  const [header = "", claims = ""] = secret.split(".", 2);
  return /"(?:alg|enc|typ)"\s{0,4}:/.test(textOf(header)) && !documentedClaims.test(textOf(claims));
}

const base64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const jwt: SecretKind = {
  id: "token.jwt",
  title: "JSON Web Token",
  source: "RFC 7519; RFC 7515, section 7.1",
  severity: "high",
  remedy: "End the session it belongs to, and pass a stored secret instead.",
  keywords: ["eyj"],
  before: 0,
  pattern:
    /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{4,8000}\.[A-Za-z0-9_-]{16,2000}/y,
  check: isIssued,
  publicLength: () => "eyJ".length,
  example: (draw: Draw) => {
    const part = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = { sub: draw.chars("abcdef0123456789", 12), iat: 1_700_000_000 };
    return [part({ alg: "HS256", typ: "JWT" }), part(claims), draw.chars(base64Url, 43)].join(".");
  },
};

const paseto: Issuer = {
  name: "PASETO",
  source: "paseto.io/rfc, Message format",
  remedy: "End the session it belongs to, and pass a stored secret instead.",
};

export const tokenKinds: readonly SecretKind[] = [
  token(own, "systemprompt.pat", "personal access token", ["sp_pat_", alnum(8), "_", url64(43)]),
  jwt,
  token(paseto, "token.paseto", "token", [
    choice("v1.", "v2.", "v3.", "v4."),
    choice("local.", "public."),
    url64(80, 4_000),
  ]),
];
