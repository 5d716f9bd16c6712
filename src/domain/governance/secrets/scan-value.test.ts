import { describe, expect, test } from "bun:test";
import type { JsonValue } from "#shared/json.ts";
import { seededDraw } from "./draw.ts";
import { drawExample } from "./draw-example.ts";
import { findingsMax, nestingMax, scanForSecrets } from "./scan-value.ts";

const disabledKinds = new Set<string>();

function scan(value: JsonValue) {
  return scanForSecrets(value, { disabledKinds });
}

const exampleOf = (id: string, seed = 7): string => drawExample(id, seed);

const pat = exampleOf("github.pat");
const hex = (text: string): string => Buffer.from(text).toString("hex");
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const each = (text: string, spell: (code: number) => string): string =>
  [...text].map((character) => spell(character.charCodeAt(0))).join("");
const pad = (code: number, width: number): string => code.toString(16).padStart(width, "0");

describe("M03 secret scan of a call's arguments", () => {
  test("names kind, place, mask and remedy, and never the secret", () => {
    const result = scan({ path: "a.txt", content: [`token: ${pat}`] });
    expect(result.unscannable).toBeNull();
    expect(result.findings).toHaveLength(1);
    expect(result.findings[0]).toMatchObject({
      kind: "github.pat",
      pointer: "/content/0",
      masked: "ghp_…(40)",
    });
    expect(JSON.stringify(result)).not.toContain(pat.slice(8, 20));
  });

  test("covers a password that holds the sign behind it", () => {
    const password = `${"q8Z"}${"@r2Lk0Vt5"}`;
    for (const scheme of ["postgresql", "https"]) {
      const { findings } = scan({ url: `${scheme}://app:${password}@db.internal/main` });
      expect(findings.map(({ masked }) => masked)).toEqual(["…(12)"]);
    }
  });

  test("names a token in a URL for what it is", () => {
    const { findings } = scan({ url: `https://x-access-token:${pat}@github.com/acme/app.git` });
    expect(findings.map((finding) => finding.kind)).toEqual(["github.pat"]);
  });

  test("escapes pointers as RFC 6901 says", () => {
    expect(scan({ "a/b": { "c~d": pat } }).findings[0]?.pointer).toBe("/a~1b/c~0d");
  });

  test("finds a secret in a key and masks it in the pointer", () => {
    const { findings } = scan({ headers: { [pat]: "x" } });
    expect(findings.map((finding) => finding.pointer)).toEqual(["/headers/ghp_…(40)"]);
  });

  test("reads the name of a member as the context of its value", () => {
    const value = "aB3/dE5+gH7iJ9kL1mN3oP5qR7sT9uV1wX3yZ5bC";
    for (const key of ["aws_secret_access_key", "AWS_SECRET_ACCESS_KEY", "awsSecretAccessKey"]) {
      expect(scan({ [key]: value }).findings.map((finding) => finding.kind)).toEqual([
        "aws.secret-access-key",
      ]);
    }
    const listed = scan([{ name: "AWS_SECRET_ACCESS_KEY", value }]);
    expect(listed.findings[0]?.pointer).toBe("/0/value");
    expect(scan({ note: value }).findings).toEqual([]);
  });

  test.each(["constructor", "toString", "__proto__"])(
    "reads a member called %s as any other",
    (name) => {
      const result = scan(JSON.parse(`{"${name}":"token: ${pat}"}`));
      expect(result.findings.map(({ kind }) => kind)).toEqual(["github.pat"]);
    },
  );

  test("finds the private member of a JSON Web Key and stays quiet on the public one", () => {
    const d = seededDraw(3).chars("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef0123456789", 43);
    const shared = { kty: "EC", crv: "P-256", x: d.toLowerCase(), y: d.toUpperCase() };
    expect(scan({ keys: [{ ...shared, d }] }).findings[0]?.pointer).toBe("/keys/0/d");
    expect(scan({ keys: [shared] }).findings).toEqual([]);
    expect(scan({ body: JSON.stringify({ keys: [{ d, ...shared }] }) }).findings).toHaveLength(1);
    expect(scan({ body: JSON.stringify({ keys: [shared] }) }).findings).toEqual([]);
  });

  test.each([
    ["base-64", base64(pat)],
    ["base-64 without padding", base64(pat).replaceAll("=", "")],
    ["base-64 of text around it", base64(`export GH_TOKEN=${pat}\n`.repeat(3))],
    ["wrapped base-64", base64(`export GH_TOKEN=${pat}\n`.repeat(9)).replace(/(.{64})/g, "$1\n")],
    ["base-64 in a path", `https://host.test/ab/${Buffer.from(pat).toString("base64url")}`],
    ["base-64 of UTF-16", Buffer.from(pat, "utf16le").toString("base64")],
    ["base-64 of hex", base64(hex(pat))],
    ["base-64 three times", base64(base64(base64(pat)))],
    ["hex", hex(pat)],
    ["wrapped hex", hex(`export GH_TOKEN=${pat}`).replace(/(.{40})/g, "$1\n")],
    ["upper-case hex", hex(pat).toUpperCase()],
    ["URL escapes", each(pat, (code) => `%${pad(code, 2)}`)],
    ["URL escapes twice", each(pat, (code) => `%25${pad(code, 2)}`)],
    ["JSON escapes", each(pat, (code) => `\\u${pad(code, 4)}`)],
    ["escapes in escapes", each(pat, (code) => `\\\\\\\\u${pad(code, 4)}`)],
    ["shell escapes", `$'${each(pat, (code) => `\\x${pad(code, 2)}`)}'`],
    ["octal escapes", each(pat, (code) => `\\${code.toString(8).padStart(3, "0")}`)],
    ["HTML references", each(pat, (code) => `&#x${pad(code, 2)};`)],
    ["an escaped line break before it", `line\\n${pat}\\nline`],
    ["a continued line", `${pat.slice(0, 12)}\\\n${pat.slice(12)}`],
    ["zero-width spaces", [...pat].join("\u200b")],
    ["soft hyphens", [...pat].join("\u00ad")],
    ["a direction mark", `${pat.slice(0, 9)}\u202e${pat.slice(9)}`],
    ["tags between", [...pat].join("\u{e0041}")],
    ["tags alone", each(pat, (code) => String.fromCodePoint(code + 0xe0000))],
    ["full-width letters", each(pat, (code) => String.fromCharCode(code + 0xfee0))],
    [
      "mathematical letters",
      pat.replace(/[A-Z]/g, (letter) => String.fromCodePoint(0x1d400 + letter.charCodeAt(0) - 65)),
    ],
    ["look-alikes", pat.replace("ghp_", "ghр_").replaceAll("a", "а")],
    ["JSON in JSON in JSON", JSON.stringify(JSON.stringify(JSON.stringify({ token: pat })))],
    ["an escaped zero-width space", `${pat.slice(0, 9)}\\u200b${pat.slice(9)}`],
  ])("finds a token hidden by %s", (_how, text) => {
    const { findings, unscannable } = scan({ text });
    expect([...new Set(findings.map((finding) => finding.kind))]).toEqual(["github.pat"]);
    expect(unscannable).toBeNull();
  });

  test("calls text unscannable when encodings nest deeper than it undoes", () => {
    let text = `just a line of words, then ${pat}`;
    for (let level = 0; level < 4; level += 1) text = base64(text);
    expect(scan({ text }).unscannable?.pointer).toBe("/text");
  });

  test("calls text unscannable beyond the budget of decoded text", () => {
    const text = base64("some ordinary words in a row, again and again. ".repeat(20));
    const budget = { depthMax: 3, expansionMax: 0.5 };
    expect(scanForSecrets({ text }, { disabledKinds, budget }).unscannable).toEqual({
      reason: "more decoded text than the budget allows",
      pointer: "/text",
    });
    expect(scan({ text }).unscannable).toBeNull();
  });

  test("calls a value unscannable when it nests too deeply", () => {
    let value: JsonValue = "leaf";
    for (let level = 0; level <= nestingMax; level += 1) value = [value];
    expect(scan(value).unscannable?.reason).toContain("nested");
  });

  test("lists a bounded number of findings", () => {
    const many = Array.from({ length: 200 }, (_, at) => exampleOf("github.pat", at));
    expect(scan(many).findings).toHaveLength(findingsMax);
  });

  test("leaves out the kinds that are switched off", () => {
    const off = { disabledKinds: new Set(["github.pat"]) };
    expect(scanForSecrets({ text: pat }, off).findings).toEqual([]);
  });
});

const hashOf = (name: "md5" | "sha1" | "sha256"): string =>
  new Bun.CryptoHasher(name).update("a").digest("hex");
const zeros = "0".repeat(36);
const certificate = Buffer.from(seededDraw(5).chars("\x01\x02\x80\xff\x30\x82", 900), "latin1");

describe("M03 quiet on what only looks like a credential", () => {
  test.each([
    [
      "the documented AWS key pair",
      "AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ],
    [
      "blanks",
      "sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    ],
    ["angle brackets", "Authorization: Bearer <token>, api_key=<your-api-key>"],
    ["variables", "postgres://${USER}:${PASSWORD}@host/db and https://$USER:$TOKEN@github.com/a/b"],
    [
      "trivial passwords",
      "postgres://postgres:postgres@localhost:5432/app mysql://user:password@db/x",
    ],
    ["a UUID", "0190a5b4-7c3e-7d21-9f4b-1c2d3e4f5a6b"],
    ["digests", `${hashOf("md5")} ${hashOf("sha1")} ${hashOf("sha256")}`],
    ["integrity", `sha512-${new Bun.CryptoHasher("sha512").update("a").digest("base64")}`],
    ["a zero token", `ghp_${zeros} npm_${zeros}`],
    ["an e-mail in a URL", "see https://example.com/@user and mailto:a.b@example.com"],
    ["a port and a path", "http://localhost:8080/api/v1@latest"],
    [
      "a certificate",
      `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----`,
    ],
    [
      "a public key",
      `-----BEGIN PUBLIC KEY-----\n${certificate.toString("base64")}\n-----END PUBLIC KEY-----`,
    ],
    ["an image", `data:image/png;base64,${certificate.toString("base64")}`],
    [
      "words with a key's lead",
      "task-management-and-scheduling-for-everyone disk-usage-analyzer-pro-edition",
    ],
    ["prose below a border", `-----BEGIN PRIVATE KEY----- ${"starts a private key ".repeat(5)}`],
    [
      "a mention of the format",
      "tokens start with ghp_ and have 40 characters; -----BEGIN PRIVATE KEY----- starts a key",
    ],
  ])("%s", (_what, text) => {
    expect(scan({ text })).toEqual({ findings: [], unscannable: null });
  });
});
