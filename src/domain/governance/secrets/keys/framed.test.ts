import { describe, expect, test } from "bun:test";
import { scanText } from "#domain/governance/secrets/scan-text.ts";

const body = [
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj",
  "MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu",
  "NMoSfm76oqFvAp8Gy0iz5sxjZmSnXyCdPEovGhLa0VzMaQ8s+CLOyS56YyCFGeJZ",
];
const border = (side: string): string => `-----${side} RSA PRIVATE KEY-----`;
const lines = [border("BEGIN"), ...body, border("END")];

const each = (lead: string): string => lines.map((line) => `${lead}${line}`).join("\n");

describe("M03 private keys with something between their lines", () => {
  test.each([
    ["a quotation", each("> ")],
    ["a comment", each("# ")],
    ["a comment of a function", each(" * ")],
    ["the name of a container", each("app-1  | ")],
    ["the stamp of a log", each("2026-03-01T09:00:00.1234567Z ")],
    ["numbers of lines", lines.map((line, at) => `${at + 1}\t${line}`).join("\n")],
    ["line breaks of a page", `<pre>${lines.join("<br>")}</pre>`],
    ["the colours of a terminal", lines.map((line) => `\x1b[31m${line}\x1b[0m`).join("\n")],
    ["literals", `[\n${lines.map((line) => `  "${line}",`).join("\n")}\n]`],
    ["a log, and the end cut off", each("app-1  | ").slice(0, -38)],
  ])("are found behind %s, body and all", (_frame, text) => {
    const { matches } = scanText(`see below\n${text}\nbye`);
    expect(matches.map(({ kind }) => kind.id.split(".")[0])).toContain("key");
    const covered = new Set(
      matches.flatMap(({ start, end }) =>
        body.filter((line) => {
          const at = `see below\n${text}\nbye`.indexOf(line);
          return at >= start && at < end;
        }),
      ),
    );
    expect(covered.size).toBe(body.length);
  });

  test.each([
    ["of a manual", `${border("BEGIN")}\n...\n${border("END")}`],
    [
      "in a program",
      `if (text.includes("${border("BEGIN")}")) return "/usr/share/keys/rsa/private";`,
    ],
    [
      "before a digest",
      `${border("BEGIN")} … ${border("END")} sha512 ${"0a1b2c3d4e5f6789".repeat(8)}`,
    ],
    ["with a blank", `${border("BEGIN")}\nlog: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n`],
  ])("are not seen in a border %s", (_where, text) => {
    expect(scanText(text).matches).toEqual([]);
  });
});
