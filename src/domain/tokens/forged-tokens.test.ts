import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import type { SigningKey } from "#infra/security/signing-keys.ts";
import { mintUuid } from "#shared/ids.ts";
import { credentialCharactersMax } from "./identity.ts";
import { type Bench, issuer, openBench } from "./test-bench.ts";
import { forge, hmacSigner, type Json, readPart, realSigner } from "./test-forge.ts";

let bench: Bench;
let key: SigningKey;
let good = "";
let header: Record<string, unknown>;
let claims: Record<string, unknown>;

beforeAll(async () => {
  bench = await openBench();
  good = (await bench.tokens.login(bench.actor, await bench.addUser())).token;
  const signer = await bench.keys.signer("ES256");
  if (signer === null) throw new Error("no key");
  key = signer;
  header = readPart(good, 0);
  claims = readPart(good, 1);
});
afterAll(() => bench.close());

async function outcome(credential: string, audiences: readonly string[] = [issuer]) {
  const nowMs = bench.clock.nowMs();
  const { principal, refused } = await bench.identity.authenticate(credential, {
    audiences,
    addressPrefix: "192.0.2.7",
    nowMs,
  });
  if (refused !== undefined) expect(principal.sessionId).toBe("anon:192.0.2.7" as never);
  return refused ?? principal.role;
}

const signed = (change: Json, headerChange: Json = {}) =>
  forge({ ...header, ...headerChange }, { ...claims, ...change }, realSigner(key));
const seconds = () => Math.floor(bench.clock.nowMs() / 1_000);

/** The message of what the work throws; `accepted` when it does not. */
async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
  return "accepted";
}

describe("M01 an access token", () => {
  test("of ours is accepted, also when a test signed it by hand", async () => {
    expect(header).toEqual({ alg: "ES256", typ: "at+jwt", kid: key.kid });
    expect(Object.keys(claims).sort()).toEqual(
      ["aud", "client_id", "exp", "iat", "iss", "jti", "nbf", "scope", "sid", "sub"].sort(),
    );
    expect(await outcome(good)).toBe("user");
    expect(await outcome(await signed({}))).toBe("user");
  });

  test("is refused when a claim, the header or the signature is not ours", async () => {
    const now = seconds();
    const cases: [string, Json, Json][] = [
      ["INVALID", { iss: "http://other.example" }, {}],
      ["INVALID", { iss: `${issuer}/` }, {}],
      ["INVALID", {}, { typ: "JWT" }],
      ["INVALID", {}, { typ: undefined }],
      ["INVALID", {}, { typ: "id_token" }],
      ["EXPIRED", { iat: now - 7_200, nbf: now - 7_200, exp: now - 60 }, {}],
      ["INVALID", { nbf: now + 60, iat: now }, {}],
      ["INVALID", { iat: now + 60 }, {}],
      ["INVALID", { exp: undefined }, {}],
      ["INVALID", { nbf: undefined }, {}],
      ["INVALID", { jti: undefined }, {}],
      ["INVALID", { sid: 7 }, {}],
      ["INVALID", { exp: `${now + 60}` }, {}],
      ["INVALID", { exp: 1e300 }, {}],
      ["INVALID", { aud: { a: issuer } }, {}],
      ["INVALID", { scope: ["*"] }, {}],
      ["REVOKED", { sid: mintUuid() }, {}],
      ["REVOKED", { sub: mintUuid() }, {}],
      ["AUDIENCE", { aud: "http://127.0.0.1:9999" }, {}],
      ["AUDIENCE", { aud: [] }, {}],
      ["INVALID", {}, { kid: mintUuid() }],
      ["MALFORMED", {}, { kid: undefined }],
      ["MALFORMED", {}, { kid: ["a"] }],
      ["INVALID", {}, { crit: ["exp"] }],
      ["INVALID", {}, { alg: "ES384" }],
      ["INVALID", {}, { alg: "RS256" }],
    ];
    for (const [expected, change, headerChange] of cases) {
      const token = await signed(change, headerChange);
      expect(`${JSON.stringify([change, headerChange])} ${await outcome(token)}`).toBe(
        `${JSON.stringify([change, headerChange])} UNAUTHENTICATED.${expected}`,
      );
    }
  });

  test("is refused for a surface it was not issued for", async () => {
    expect(await outcome(good, ["http://127.0.0.1:8080/api/v1/mcp/workspace/mcp"])).toBe(
      "UNAUTHENTICATED.AUDIENCE",
    );
    expect(await outcome(good, ["http://other.example", issuer])).toBe("user");
  });

  test.each(["none", "None", "NONE", "nOnE", ""])("with algorithm %p is refused", async (alg) => {
    const empty = () => new Uint8Array();
    const token = await forge({ ...header, alg }, claims, empty);
    expect(await outcome(token)).toBe("UNAUTHENTICATED.INVALID");
    expect(await outcome(await forge({ ...header, alg }, claims, realSigner(key)))).toBe(
      "UNAUTHENTICATED.INVALID",
    );
  });

  test("signed as HS256 with our public key as the secret is refused", async () => {
    const jwk = key.publicJwk as never;
    const publicKey = createPublicKey({ key: jwk, format: "jwk" });
    const secrets = [
      publicKey.export({ type: "spki", format: "pem" }),
      publicKey.export({ type: "spki", format: "der" }),
      JSON.stringify(jwk),
    ];
    for (const secret of secrets) {
      const token = await forge({ ...header, alg: "HS256" }, claims, hmacSigner(secret));
      expect(await outcome(token)).toBe("UNAUTHENTICATED.INVALID");
    }
  });

  test("that brings its own key is refused", async () => {
    const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const jwk = own.publicKey.export({ format: "jwk" });
    const signOwn = (input: string) =>
      sign("sha256", Buffer.from(input), { key: own.privateKey, dsaEncoding: "ieee-p1363" });
    for (const extra of [{}, { jwk }, { jku: "http://127.0.0.1:1/jwks" }, { x5u: "http://x" }]) {
      const token = await forge({ ...header, ...extra }, claims, signOwn);
      expect(await outcome(token)).toBe("UNAUTHENTICATED.INVALID");
    }
  });

  test("is refused when any character of it is changed, cut or added", async () => {
    const swap = (text: string, index: number) =>
      text.slice(0, index) + (text[index] === "A" ? "B" : "A") + text.slice(index + 1);
    for (let index = 0; index < good.length - 1; index += 7) {
      expect(await outcome(swap(good, index))).toMatch(/^UNAUTHENTICATED\.(INVALID|MALFORMED)$/);
    }
    for (const text of [good.slice(0, -2), `${good}AA`, ` ${good}`, `${good}.x`, good.slice(5)]) {
      expect(await outcome(text)).toMatch(/^UNAUTHENTICATED\.(INVALID|MALFORMED)$/);
    }
  });

  test.each(["", ".", "..", "a.b.c", "null", "{}", "eyJ9.eyJ9.AA", "\u0000", "💥".repeat(10)])(
    "cannot be %p",
    async (text) => {
      expect(await outcome(text)).toBe("UNAUTHENTICATED.MALFORMED");
    },
  );

  test("over the size bound is refused unread", async () => {
    const long = `${good}${"A".repeat(credentialCharactersMax)}`;
    expect(await outcome(long)).toBe("UNAUTHENTICATED.MALFORMED");
  });

  test("cannot raise its bearer: role and departments come from the user's row", async () => {
    const token = await signed({ role: "admin", roles: ["admin"], departments: ["all"] });
    const found = await bench.identity.authenticate(token, {
      audiences: [issuer],
      addressPrefix: "a",
      nowMs: bench.clock.nowMs(),
    });
    expect(found.principal).toMatchObject({ role: "user", departments: [] });
  });
});

describe("M01 an installation that signs with HS256", () => {
  test("accepts its own tokens, no others, and publishes no key", async () => {
    const other = await openBench({ algorithm: "HS256" });
    try {
      const context = { audiences: [issuer], addressPrefix: "a", nowMs: other.clock.nowMs() };
      const made = (await other.tokens.login(other.actor, await other.addUser())).token;
      expect(readPart(made, 0)["alg"]).toBe("HS256");
      expect((await other.identity.authenticate(made, context)).refused).toBeUndefined();
      expect((await other.identity.authenticate(good, context)).refused).toBe(
        "UNAUTHENTICATED.INVALID",
      );
      const claimsEs = await forge({ ...readPart(made, 0), alg: "ES256" }, claims, realSigner(key));
      expect((await other.identity.authenticate(claimsEs, context)).refused).toBe(
        "UNAUTHENTICATED.INVALID",
      );
      expect(other.keys.publicKeys(other.clock.nowMs())).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

describe("M13 a signing key in the database", () => {
  test("does not open when its public half, algorithm or id was changed in SQL", async () => {
    const own = await openBench();
    try {
      await own.tokens.login(own.actor, await own.addUser());
      const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey;
      const { x, y } = stranger.export({ format: "jwk" });
      const edits = [
        { change: `public_jwk = public_jwk || '${JSON.stringify({ x, y })}'` },
        { change: `algorithm = 'HS256'` },
        { change: `id = '${mintUuid()}'` },
      ];
      const owner = own.database.open(own.database.ownerUrl);
      for (const { change } of edits) {
        await owner.sql`create table saved as select * from signing_keys`;
        await owner.sql.unsafe(`update signing_keys set ${change}`);
        expect(await failure(own.keys.reload())).toContain("do not open");
        await owner.sql`delete from signing_keys`;
        await owner.sql`insert into signing_keys select * from saved`;
        await owner.sql`drop table saved`;
      }
      await own.keys.reload();
    } finally {
      await own.close();
    }
  });
});
