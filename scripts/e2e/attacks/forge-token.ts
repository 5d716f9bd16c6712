import { createHmac, generateKeyPairSync, sign } from "node:crypto";

type Claims = Readonly<Record<string, unknown>>;

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** Header and payload of a token, read without verifying anything. */
export function readToken(token: string): { readonly header: Claims; readonly payload: Claims } {
  const [header = "", payload = ""] = token
    .split(".")
    .map((part) => Buffer.from(part, "base64url").toString());
  return { header: JSON.parse(header) as Claims, payload: JSON.parse(payload) as Claims };
}

export interface Forgery {
  readonly name: string;
  readonly token: string;
}

/** Tokens that a stranger can make of one real token and the published keys. */
export function forgeTokens(real: string, jwks: readonly Claims[]): readonly Forgery[] {
  const { header, payload } = readToken(real);
  const [realHeader = "", realPayload = "", realSignature = ""] = real.split(".");
  const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ownJwk = own.publicKey.export({ format: "jwk" });
  const signed = (head: Claims, body: Claims) => {
    const input = `${encode(head)}.${encode(body)}`;
    const key = { key: own.privateKey, dsaEncoding: "ieee-p1363" } as const;
    return `${input}.${sign("sha256", Buffer.from(input), key).toString("base64url")}`;
  };
  const mac = (head: Claims, key: string) => {
    const input = `${encode(head)}.${realPayload}`;
    return `${input}.${createHmac("sha256", key).update(input).digest("base64url")}`;
  };
  const hs256 = { ...header, alg: "HS256" };
  const edited = (change: Claims) =>
    `${realHeader}.${encode({ ...payload, ...change })}.${realSignature}`;
  const now = Math.floor(Date.now() / 1_000);
  return [
    { name: "alg none", token: `${encode({ ...header, alg: "none" })}.${realPayload}.` },
    { name: "alg NoNe", token: `${encode({ ...header, alg: "NoNe" })}.${realPayload}.` },
    { name: "no signature", token: `${realHeader}.${realPayload}.` },
    { name: "a MAC keyed by the public key", token: mac(hs256, JSON.stringify(jwks[0])) },
    { name: "a MAC keyed by the public point", token: mac(hs256, String(jwks[0]?.["x"])) },
    { name: "a MAC keyed by nothing", token: mac(hs256, "\0") },
    { name: "a key of one's own under our id", token: signed(header, payload) },
    {
      name: "a key of one's own in the header",
      token: signed({ ...header, jwk: ownJwk }, payload),
    },
    {
      name: "a key of one's own by address",
      token: signed({ ...header, jku: "http://127.0.0.1:9/jwks", kid: "mine" }, payload),
    },
    { name: "a path as key id", token: signed({ ...header, kid: "../../keys/master" }, payload) },
    { name: "SQL as key id", token: signed({ ...header, kid: "' or '1'='1" }, payload) },
    { name: "another type", token: signed({ ...header, typ: "JWT" }, payload) },
    {
      name: "a critical extension",
      token: signed({ ...header, crit: ["b64"], b64: false }, payload),
    },
    { name: "another audience", token: edited({ aud: "http://elsewhere.example" }) },
    { name: "another user", token: edited({ sub: "00000000-0000-7000-8000-000000000000" }) },
    { name: "a role claim", token: edited({ role: "admin", roles: ["admin"] }) },
    { name: "a longer life", token: edited({ exp: now + 1_000_000 }) },
    { name: "a past life", token: signed(header, { ...payload, exp: now - 60 }) },
  ];
}
