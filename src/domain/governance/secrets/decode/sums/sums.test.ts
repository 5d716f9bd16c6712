import { describe, expect, test } from "bun:test";
import { drawExample } from "#domain/governance/secrets/draw-example.ts";
import { secretKinds } from "#domain/governance/secrets/kinds.ts";
import { maskText } from "#domain/governance/secrets/mask.ts";
import { scanText } from "#domain/governance/secrets/scan-text.ts";

const exampleOf = (id: string): string => drawExample(id, 47);

const samples = ["github.pat", "gitlab.pat", "npm.access-token", "stripe.secret-key"].flatMap(
  (id) => (secretKinds.some((kind) => kind.id === id) ? [[id, exampleOf(id)] as const] : []),
);

const half = (text: string): readonly [string, string] => [text.slice(0, 9), text.slice(9)];
const thirds = (text: string): readonly string[] =>
  text.match(new RegExp(`[^]{1,${Math.ceil(text.length / 3)}}`, "g")) ?? [];
const codes = (text: string): string => [...Buffer.from(text)].join(",");
const quoted = (pieces: readonly string[]): string =>
  pieces.map((piece) => `"${piece}"`).join(", ");

const sums: readonly (readonly [string, (secret: string) => string])[] = [
  ["constants", (s) => `${thirds(s).map((p, at) => `const c${at} = "${p}";`).join("\n")}\nuse(c0 + c1 + c2);`],
  ["a prefix and a suffix", (s) => `HEAD = "${s.slice(0, 3)}"\nTAIL = "${s.slice(3)}"\nkey = get("K", HEAD + TAIL)`],
  ["codes before a literal", (s) => `t = String.fromCharCode(${codes(s.slice(0, 4))}) + "${s.slice(4)}";`],
  ["codes in constants", (s) => `${thirds(s).map((p, at) => `const p${at} = String.fromCharCode(${codes(p)});`).join("\n")}\nreturn p0 + p1 + p2;`],
  ["a list before its lead", (s) => `_p = [${quoted(thirds(s.slice(4)))}]\nkey = "${s.slice(0, 4)}" + "".join(_p)`],
  ["members of a list", (s) => `const t = [${quoted(thirds(s))}];\nuse(t[0] + t[1] + t[2]);`],
  ["base-64 in constants", (s) => `${thirds(btoa(s)).map((p, at) => `const b${at} = '${p}';`).join("\n")}\natob(b0 + b1 + b2);`],
  ["base-64 piece by piece", (s) => thirds(s).map((p) => `atob("${btoa(p)}")`).join(" + ")],
  ["variables of a shell", (s) => `A=${half(s)[0]}\nB=${half(s)[1]}\ncurl -H "k: $A$B" https://h.example`],
  ["variables of a build file", (s) => `A=${half(s)[0]}\nB=${half(s)[1]}\nC=$(A)$(B)\n`],
  ["variables of cmd", (s) => `set A=${half(s)[0]}\nset B=${half(s)[1]}\ncurl %A%%B%`],
  ["a format out of order", (s) => `"{2}{0}{1}" -f "${thirds(s)[1]}","${thirds(s)[2]}","${thirds(s)[0]}"`],
  ["a format of a shell", (s) => `printf '%s%s%s' ${thirds(s).join(" ")}`],
  ["a shell's name that grows", (s) => `A=${thirds(s)[0]}\nA="\${A}${thirds(s)[1]}"\nA="\${A}${thirds(s)[2]}"\n`],
  ["additions of a shell", (s) => `${thirds(s).map((p, at) => `KEY${at === 0 ? "" : "+"}=${p}`).join("\n")}\n`],
  ["a name of cmd that grows", (s) => `set A=${half(s)[0]}\nset A=%A%${half(s)[1]}\n`],
  ["base-64 that grows", (s) => `A=${half(btoa(s))[0]}\nA="\${A}${half(btoa(s))[1]}"\necho $A | base64 -d`],
  ["a builder", (s) => `${thirds(s).map((p) => `sb.append("${p}");`).join("\n")}\nuse(sb.toString());`],
  ["a builder in one row", (s) => `new StringBuilder()${thirds(s).map((p) => `.append("${p}")`).join("")}.toString()`],
  ["copies in C", (s) => `strcpy(k, "${thirds(s)[0]}");\n${thirds(s).slice(1).map((p) => `strcat(k, "${p}");`).join("\n")}`],
  ["a list of Swift", (s) => `let key = [${quoted(thirds(s))}].joined()`],
  ["a URL in constants of Ruby", (s) => `a = 'https://h.example/?x=1&key='\nb = '${half(s)[0]}'\nc = '${half(s)[1]}'\nt = "#{a}#{b}#{c}"`],
  ["properties", (s) => thirds(s).map((p, at) => `var t${at}: String { "${p}" }`).join("\n")],
]; // prettier-ignore

describe("M03 a credential that is a sum of", () => {
  test.each(sums)("%s is found, and masking leaves none of it", (_how, write) => {
    for (const [id, secret] of samples) {
      const text = write(secret);
      const { matches, unscannable } = scanText(text);
      expect(unscannable).toBeNull();
      expect(matches.map(({ kind }) => kind.id)).toContain(id);
      const masked = maskText(text);
      expect(scanText(masked)).toEqual({ matches: [], unscannable: null });
      expect(masked).not.toContain(secret.slice(-12));
    }
  });
});

describe("M03 quiet on ordinary sums", () => {
  test.each([
    ["a lead and a filler", 'fake = "ghp_" + "a" * 36'],
    ["a pattern", 'const mark = "gh" + "p_";\nconst body = "[A-Za-z0-9]{36}";\nnew RegExp(mark + body);'],
    ["an address", 'const host = "https://api.example.com";\nconst path = "/v1/items";\nget(host + path);'],
    ["a name", 'first = "Ada"\nlast = "Lovelace"\nprint(first + " " + last)'],
    ["a path", 'ROOT=/srv/app\nNAME=web-2026\ncp a "$ROOT$NAME"'],
  ])("%s", (_what, text) => {
    expect(scanText(text)).toEqual({ matches: [], unscannable: null });
  });
}); // prettier-ignore
