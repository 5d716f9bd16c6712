import { describe, expect, test } from "bun:test";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { JsonValue } from "#shared/json.ts";
import { seededDraw } from "./draw.ts";
import { drawExample } from "./draw-example.ts";
import { maskSecrets, maskText } from "./mask.ts";
import { scanText } from "./scan-text.ts";
import { scanForSecrets } from "./scan-value.ts";
import { scanInlineCharactersMax } from "./scan-worker.ts";

const exampleOf = (id: string): string => drawExample(id, 77);

const samples: readonly (readonly [string, string])[] = [
  "github.pat",
  "aws.access-key-id",
  "anthropic.api-key",
  "gitlab.pat",
  "token.jwt",
].map((id) => [id, exampleOf(id)]);

const each = (text: string, spell: (code: number) => string, joint = ""): string =>
  [...text].map((character) => spell(character.charCodeAt(0))).join(joint);
const pad = (code: number, width: number, radix = 16): string =>
  code.toString(radix).padStart(width, "0");
const cut = (text: string, length: number): readonly string[] =>
  text.match(new RegExp(`[^]{1,${length}}`, "g")) ?? [];
const thirds = (text: string): readonly string[] => cut(text, Math.ceil(text.length / 3));
const quoted = (pieces: readonly string[], joint: string): string =>
  pieces.map((piece) => `"${piece}"`).join(joint);
const single = (pieces: readonly string[], joint: string): string =>
  pieces.map((piece) => `'${piece}'`).join(joint);
const reversed = (text: string): string => text.split("").reverse().join("");
const rotated = (text: string): string =>
  text.replace(/[A-Za-z]/g, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });

function base32(text: string): string {
  const bits = each(text, (code) => pad(code, 8, 2));
  return cut(bits, 5)
    .map((five) =>
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".charAt(Number.parseInt(five.padEnd(5, "0"), 2)),
    )
    .join("");
}

const hidings: readonly (readonly [string, (secret: string) => string])[] = [
  ["base-32", base32],
  ["base-32 in lower case", (s) => base32(s).toLowerCase()],
  ["gzip in base-64", (s) => gzipSync(`token: ${s}\n`).toString("base64")],
  ["gzip in URL-safe base-64", (s) => gzipSync(s).toString("base64url")],
  ["zlib in base-64", (s) => deflateSync(s).toString("base64")],
  ["deflate without a head in base-64", (s) => deflateRawSync(s).toString("base64")],
  ["gzip in hex", (s) => gzipSync(s).toString("hex")],
  ["gzip in wrapped base-64", (s) => cut(gzipSync(s).toString("base64"), 76).join("\n")],
  ["gzip in base-64 twice", (s) => btoa(gzipSync(s).toString("base64"))],
  ["hex behind 0x", (s) => `0x${Buffer.from(s).toString("hex")}`],
  ["spaced hex", (s) => each(s, (code) => pad(code, 2), " ")],
  ["hex with colons", (s) => each(s, (code) => pad(code, 2).toUpperCase(), ":")],
  ["hex in groups", (s) => cut(Buffer.from(s).toString("hex"), 8).join(" ")],
  ["a list of hex numbers", (s) => `{ ${each(s, (code) => `0x${pad(code, 2)}`, ", ")} }`],
  ["a list of codes", (s) => `[${each(s, String, ", ")}]`],
  ["fromCharCode", (s) => `String.fromCharCode(${each(s, String, ",")})`],
  ["chr calls", (s) => each(s, (code) => `chr(${code})`, ".")],
  ["casts of PowerShell", (s) => each(s, (code) => `[char]${code}`, "+")],
  ["octal numbers", (s) => each(s, (code) => pad(code, 3, 8), " ")],
  ["binary numbers", (s) => each(s, (code) => pad(code, 8, 2), " ")],
  ["code points", (s) => each(s, (code) => `U+${pad(code, 4)}`, " ")],
  ["long escapes", (s) => each(s, (code) => `\\U${pad(code, 8)}`)],
  ["escapes of old scripts", (s) => each(s, (code) => `%u${pad(code, 4)}`)],
  ["references without an end", (s) => each(s, (code) => `&#${code}`)],
  ["references in references", (s) => each(s, (code) => `&amp;#x${pad(code, 2)};`)],
  ["quoted-printable", (s) => each(s, (code) => `=${pad(code, 2).toUpperCase()}`)],
  ["soft line breaks", (s) => cut(s, 12).join("=\r\n")],
  ["circled letters", (s) => s.replace(/[a-z]/g, (l) => String.fromCodePoint(0x24d0 + l.charCodeAt(0) - 97))],
  ["combining marks", (s) => [...s].join("\u0332")],
  ["a sum of literals", (s) => quoted(thirds(s), " + ")],
  ["a sum over lines", (s) => quoted(thirds(s), " +\n    ")],
  ["a lead that is cut", (s) => quoted([s.slice(0, 3), s.slice(3)], "+")],
  ["adjacent literals", (s) => `(${single(thirds(s), "\n   ")})`],
  ["dots", (s) => single(thirds(s), " . ")],
  ["pipes", (s) => single(thirds(s), " || ")],
  ["a template", (s) => `\`${thirds(s).map((piece) => `\${"${piece}"}`).join("")}\``],
  ["a joined list", (s) => `[${quoted(thirds(s), ", ")}].join("")`],
  ["a list joined by Python", (s) => `"".join([${single([s.slice(0, 3), s.slice(3)], ", ")}])`],
  ["concat", (s) => `concat(${single(thirds(s), ", ")})`],
  ["single characters", (s) => `[${single([...s], ", ")}].join("")`],
  ["variables", (s) => thirds(s).map((piece, at) => `const p${at} = "${piece}";`).join("\n")],
  ["members", (s) => JSON.stringify({ ...thirds(s) })],
  ["a variable that is added to", (s) => thirds(s).map((piece, at) => `s ${at === 0 ? "=" : "+="} "${piece}";`).join("\n")],
  ["a byte list with a short number", (s) => each(`x\n${s}`, (code) => `0x${code.toString(16)}`, ", ")],
  ["quotes of a shell", (s) => cut(s, 5).join("''")],
  ["a folded block", (s) => `key: >-\n  ${cut(s, 16).join("\n  ")}`],
  ["its reverse", reversed],
  ["a reversed literal", (s) => `"${reversed(s)}".split("").reverse().join("")`],
  ["its reverse in base-64", (s) => btoa(reversed(s))],
  ["ROT13", rotated],
  ["a space between any two", (s) => [...s].join(" ")],
  ["dashes between any two", (s) => [...s].join("-")],
  ["dots after four", (s) => cut(s, 4).join(".")],
  ["dashes after five", (s) => cut(s, 5).join("-")],
  ["lines of eight", (s) => cut(s, 8).join("\n")],
  ["spaces after ten", (s) => cut(s, 10).join(" ")],
]; // prettier-ignore

describe("M03 a credential that is hidden by", () => {
  test.each(hidings)("%s is found", (_how, hide) => {
    for (const [id, secret] of samples) {
      for (const text of [
        hide(secret),
        `use this one: ${hide(secret)} and nothing else`,
        JSON.stringify({ level: "info", detail: hide(secret), at: 3 }),
      ]) {
        const { matches, unscannable } = scanText(text);
        expect(unscannable).toBeNull();
        expect(matches.map((match) => match.kind.id)).toContain(id);
      }
    }
  });
});

describe("M03 a large text", () => {
  test.each(hidings)("shows what is hidden by %s in the middle of it", (_how, hide) => {
    const [[id, secret] = ["", ""]] = samples;
    const words = "some ordinary words of a report, line 12 of it, and nothing to hide in it\n";
    const text = `${words.repeat(2_000)}${hide(secret)}\n${words.repeat(2_000)}`;
    expect(text.length).toBeGreaterThan(scanInlineCharactersMax);
    const { findings, unscannable } = scanForSecrets({ text }, { disabledKinds: new Set() });
    expect(unscannable).toBeNull();
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set([id]));
  });
});

describe("M03 a credential that a list makes", () => {
  const settings = { disabledKinds: new Set<string>() };

  test.each<readonly [string, (secret: string) => JsonValue]>([
    ["codes of characters", (s) => [...Buffer.from(s)]],
    ["characters", (s) => [...s]],
    ["pieces", (s) => [...thirds(s)]],
  ])("of %s is found in a value and masked", (_how, split) => {
    for (const [id, secret] of samples) {
      const value = { data: split(secret), other: [1, "two"] };
      const { findings } = scanForSecrets(value, settings);
      expect(findings.map(({ kind, pointer }) => `${kind} ${pointer}`)).toEqual([`${id} /data`]);
      const masked = maskSecrets(value);
      expect(masked).toMatchObject({ other: [1, "two"] });
      expect(scanForSecrets(masked, settings).findings).toEqual([]);
    }
  });

  test("counts once where one member holds it whole", () => {
    const [[, secret] = ["", ""]] = samples;
    const { findings } = scanForSecrets({ data: [secret, "b", "c"] }, settings);
    expect(findings.map(({ pointer }) => pointer)).toEqual(["/data/0"]);
  });

  test("is not seen in ordinary lists", () => {
    const lists = [
      ["ghp_", "gho_", "glpat-"],
      Array.from({ length: 200 }, (_, at) => (at * 37) % 127),
      ["sk-", "settings", "of", "the", "client", "and", "more", "words", "than", "one"],
    ];
    expect(scanForSecrets({ lists }, settings).findings).toEqual([]);
  });
});

describe("M03 masking what is hidden", () => {
  test.each(hidings)("by %s leaves none of it, and JSON stays JSON", (_how, hide) => {
    for (const [, secret] of samples) {
      for (const text of [
        `use this one: ${hide(secret)} and nothing else`,
        JSON.stringify({ level: "info", detail: hide(secret), at: 3 }),
        JSON.stringify({ parts: thirds(secret), codes: [...Buffer.from(secret)] }),
        JSON.stringify([{ a: [secret.slice(0, 8)] }, { b: secret.slice(8), c: { d: [1] } }]),
      ]) {
        const masked = maskText(text);
        expect(scanText(masked)).toEqual({ matches: [], unscannable: null });
        expect(masked).not.toContain(secret.slice(-12));
        if (text.startsWith("use")) expect(masked).toStartWith("use this one: ");
        else expect(() => JSON.parse(masked)).not.toThrow();
      }
    }
  });
});

const noise = (seed: number, length: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, at) => seededDraw(seed + at).below(256)));

describe("M03 quiet on what only looks hidden", () => {
  test.each([
    ["an archive of noise", gzipSync(noise(1, 20_000)).toString("base64")],
    ["an archive of words", gzipSync(Buffer.from("some words, 1 2 3. ")).toString("base64")],
    ["an image", noise(2, 60_000).toString("base64")],
    ["leads in a list", '["ghp_", "gho_", "github_pat_", "glpat-", "sk-ant-api03-"].join("|")'],
    ["a lead before words", 'prefix = "ghp_" + "the rest of the token comes from the settings"'],
    ["a lead in prose", "a token starts with ghp_ and has forty characters after that lead in all"],
    ["a table", "12,34,56,78\n12,35,57,79\n22,44,66,88\n10,20,30,40\n"],
    ["a UUID by groups", "0190a5b4-7c3e-7d21-9f4b-1c2d3e4f5a6b 0190 a5b4 7c3e 7d21 9f4b 1c2d"],
    ["bytes of a picture", "[137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82]"],
    ["spaced words", "g h p is a word that is spelled and a b c d e f g h i j k l m n o p q"],
  ])("%s", (_what, text) => {
    expect(scanText(text)).toEqual({ matches: [], unscannable: null });
  });
});
