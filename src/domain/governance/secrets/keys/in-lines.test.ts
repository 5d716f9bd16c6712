import { describe, expect, test } from "bun:test";
import type { JsonObject } from "#shared/json.ts";
import { seededDraw } from "../draw.ts";
import { maskSecrets, maskText } from "../mask.ts";
import { scanText } from "../scan-text.ts";
import { scanForSecrets } from "../scan-value.ts";
import { base64Alphabet } from "./form.ts";

const draw = seededDraw(5);
const body = Array.from({ length: 8 }, () => draw.chars(base64Alphabet, 64));
const last = `${draw.chars(base64Alphabet, 22)}==`;
const label = ["RSA", "PRIVATE", "KEY"].join(" ");
const key = [`-----BEGIN ${label}-----`, ...body, last, `-----END ${label}-----`];

const written: Readonly<Record<string, (line: string, at: number) => string>> = {
  "with numbers": (line, at) => `${String(at + 1).padStart(6)}→${line}`,
  "with numbers and tabs": (line, at) => `${String(at + 1).padStart(6)}\t${line}`,
  "with numbers in a table": (line, at) => `${String(at + 1)} | ${line}`,
  "found by a search": (line, at) => `deploy/id_rsa:${String(at + 1)}:${line}`,
  "around what a search found": (line, at) => `deploy/id_rsa-${String(at + 1)}-${line}`,
  "removed by a patch": (line) => `-${line}`,
  "added by a patch": (line) => `+${line}`,
  "in a log": (line) => `2026-11-22T00:08:39.120Z stderr ${line}`,
  "as literals that are joined": (line) => `    "${line}\\n" +`,
  "as a list of literals": (line) => `  "${line}",`,
  "as lines of a page": (line) => `${line}<br/>`,
  "quoted in a mail": (line) => `> ${line}`,
};

describe("M03 M11 a private key in lines that have something around them", () => {
  test.each(Object.keys(written))("is found and masked %s, to its last line", (how) => {
    const text = `see\n${key.map((line, at) => written[how]?.(line, at)).join("\n")}\nthat is all`;
    expect(scanText(text).matches.length).toBeGreaterThan(0);
    const masked = maskText(text);
    for (const line of [...body, last]) expect(masked).not.toContain(line.slice(0, 20));
    expect(masked).toContain("that is all");
  });

  test.each(["", "\n", "\r\n"])(
    "is found and masked in a list of lines that end with %j",
    (end) => {
      const lines = ["first", ...key, "that is all"].map((line) => line + end);
      const { findings } = scanForSecrets({ lines }, { disabledKinds: new Set() });
      expect(findings).toMatchObject([{ kind: "key.rsa", pointer: "/lines" }]);
      const masked = JSON.stringify(maskSecrets({ lines }));
      for (const line of [...body, last]) expect(masked).not.toContain(line.slice(0, 20));
      expect(masked).toContain("first");
      expect(masked).toContain("that is all");
    },
  );

  test.each(["with numbers", "in a log", "as a list of literals"])(
    "is found by its end alone %s",
    (how) => {
      const lines = key.slice(4);
      const text = `words before\n${lines.map((line, at) => written[how]?.(line, at)).join("\n")}\nend`;
      const masked = maskText(text);
      for (const line of lines.slice(0, -1)) expect(masked).not.toContain(line.slice(0, 20));
      expect(masked).toContain("words before");
      expect(scanText(lines.join("\n")).matches.map(({ kind }) => kind.id)).toEqual([
        "key.in-lines",
      ]);
    },
  );

  test.each([
    ["a search", (line: string, at: number) => ({ path: "id_rsa", line_number: at, line })],
    ["parts of a message", (text: string) => ({ type: "text", text })],
  ])(
    "is found and masked in the objects of %s",
    (_how, told: (line: string, at: number) => object) => {
      const value = { all: ["first", ...key, "that is all"].map(told) } as unknown as JsonObject;
      const { findings } = scanForSecrets(value, { disabledKinds: new Set() });
      expect(findings).toContainEqual(
        expect.objectContaining({ kind: "key.rsa", pointer: "/all" }),
      );
      const masked = maskSecrets(value) as unknown as { all: object[] };
      for (const line of [...body, last]) expect(JSON.stringify(masked)).not.toContain(line);
      expect(masked.all).toHaveLength(key.length + 2);
      expect(masked.all[0]).toEqual(told("first", 0));
      expect(masked.all.at(-1)).toEqual(told("that is all", key.length + 1));
    },
  );

  test("has one finding where nothing is around them", () => {
    expect(scanText(key.join("\n")).matches.map(({ kind }) => kind.id)).toEqual(["key.rsa"]);
  });

  test.each([
    `if (pem.startsWith("-----BEGIN ${label}-----")) {\n  return parsePkcs1(pem.slice(31));\n}`,
    `1→-----BEGIN ${label}-----\n2→...\n3→-----END ${label}-----`,
    `a: -----BEGIN ${label}-----\n${'b: "c"\n'.repeat(20)}integrity: sha512-${body[0] ?? ""}`,
    `the file ends with -----END ${label}-----, and that is all that there is to say about it`,
    `const end = "-----END ${label}-----";\nconst start = pem.indexOf(end);`,
    `12: -----BEGIN CERTIFICATE-----\n13: ${body.join("\n14: ")}\n15: -----END CERTIFICATE-----`,
  ])("is not seen in %s", (text) => {
    expect(scanText(text).matches).toEqual([]);
  });
});
