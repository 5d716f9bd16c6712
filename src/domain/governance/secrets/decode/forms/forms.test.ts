import { describe, expect, test } from "bun:test";
import { deflateRawSync } from "node:zlib";
import { drawExample } from "#domain/governance/secrets/draw-example.ts";
import { maskText } from "#domain/governance/secrets/mask.ts";
import { scanText } from "#domain/governance/secrets/scan-text.ts";

const exampleOf = (id: string): string => drawExample(id, 31);

const ids = ["github.pat", "aws.access-key-id", "gitlab.pat", "npm.access-token"];
const samples = ids.map((id) => [id, exampleOf(id)] as const);

const cut = (text: string, length: number): readonly string[] =>
  text.match(new RegExp(`[^]{1,${length}}`, "g")) ?? [];
const bytes = (text: string): readonly number[] => [...Buffer.from(text)];
const hex = (byte: number): string => byte.toString(16).padStart(2, "0");
const shown = (row: string): string => row.replace(/[^ -~]/g, ".");

function listing(text: string, line: (row: string, at: number) => string): string {
  return cut(text, 16)
    .map((row, at) => line(row, at * 16))
    .join("\n");
}

const address = (at: number, digits: number): string => at.toString(16).padStart(digits, "0");
const pairs = (row: string): string => cut(bytes(row).map(hex).join(""), 4).join(" ");
const apart = (row: string): string => bytes(row).map(hex).join(" ");
const swapped = (row: string): string =>
  cut(row, 2)
    .map((two) => [...bytes(two)].reverse().map(hex).join("").padStart(4, "0"))
    .join(" ");
const cells = (row: string): string => [...row].map((sign) => `   ${sign}`).join("");

function base85(text: string): string {
  const alphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
  return cut(text, 4)
    .map((group) => {
      let value = Buffer.from(group.padEnd(4, "\0")).readUInt32BE(0);
      let digits = "";
      for (let place = 0; place < 5; place += 1) {
        digits = alphabet.charAt(value % 85) + digits;
        value = Math.floor(value / 85);
      }
      return digits.slice(0, group.length + 1);
    })
    .join("");
}

function base58(text: string): string {
  const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  let value = BigInt(`0x${Buffer.from(text).toString("hex")}`);
  let digits = "";
  for (; value > 0n; value /= 58n) digits = alphabet.charAt(Number(value % 58n)) + digits;
  return digits;
}

const spoken = (text: string, dash: string, low: string): string =>
  `it is ${text.replace("-", dash).replace("_", low)}`;
const rotatedSigns = (text: string): string =>
  text.replace(/[!-~]/g, (sign) => String.fromCharCode(33 + ((sign.charCodeAt(0) + 14) % 94)));
const rotatedLetters = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => {
    const first = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
  });

/** One file, as PKWARE's APPNOTE has it in section 4.3.7; the directory behind it is left out. */
function zipped(text: string): Buffer {
  const packed = deflateRawSync(text);
  const head = Buffer.alloc(30);
  head.write("PK\x03\x04", "latin1");
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt32LE(text.length, 22);
  head.writeUInt16LE(4, 26);
  return Buffer.concat([head, Buffer.from(".env"), packed]);
}

const selector = (byte: number): string =>
  String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16);

const forms: readonly (readonly [string, (secret: string) => string])[] = [
  ["xxd", (s) => listing(s, (row, at) => `${address(at, 8)}: ${pairs(row).padEnd(41)}${shown(row)}`)],
  ["hexdump -C", (s) => listing(s, (row, at) => `${address(at, 8)}  ${apart(row)}  |${row}|`)],
  ["hexdump", (s) => listing(s, (row, at) => `${address(at, 7)} ${swapped(row)}`)],
  ["od -An -tx1", (s) => listing(s, (row) => ` ${apart(row)}`)],
  ["od -c", (s) => listing(s, (row, at) => `${at.toString(8).padStart(7, "0")}${cells(row)}`)],
  ["a quoted listing", (s) => listing(s, (row, at) => `> ${address(at, 8)}: ${pairs(row)}`)],
  ["base-85 that is named", (s) => `base64.b85decode("${base85(s)}")`],
  ["base-58 that is named", (s) => `base58: ${base58(s)}`],
  ["words of a mail's header", (s) => `Subject: ${cut(s, 12).map((p) => `=?utf-8?B?${btoa(p)}?=`).join("\r\n ")}`],
  ["quoted words of a header", (s) => `Subject: =?UTF-8?Q?${bytes(s).map((b) => `=${hex(b).toUpperCase()}`).join("")}?=`],
  ["sections of XML", (s) => `<v><![CDATA[${cut(s, 7).join("]]><![CDATA[")}]]></v>`],
  ["comments of HTML", (s) => `<p>${cut(s, 7).join("<!-- -->")}</p>`],
  ["a filler that is taken out", (s) => `k = "${cut(s, 6).join("-x-")}".replace(/-x-/g, "")`],
  ["backticks of PowerShell", (s) => `$k = "${cut(s, 2).join("`")}"`],
  ["escapes of style sheets", (s) => bytes(s).map((b) => `\\${hex(b)} `).join("")],
  ["escapes of RTF", (s) => bytes(s).map((b) => `\\'${hex(b)}`).join("")],
  ["colours of a terminal", (s) => cut(s, 6).join("\x1b[0m\x1b[31m")],
  ["bytes of variation selectors", (s) => `fine 😀${bytes(s).map(selector).join("")}`],
  ["base-64 in a comment", (s) => cut(btoa(`token of the build is ${s}, keep it`), 24).map((l) => `// ${l}`).join("\n")],
  ["base-64 in a numbered listing", (s) => cut(btoa(`token of the build is ${s}, keep it`), 24).map((l, at) => `${String(at + 8).padStart(6)}\t${l}`).join("\n")],
  ["tcpdump -X", (s) => listing(s, (row, at) => `\t0x${address(at, 4)}:  ${pairs(row).padEnd(41)}${shown(row)}`)],
  ["a packet of Wireshark", (s) => listing(s, (row, at) => `${address(at, 4)}   ${apart(row)}   ${shown(row)}`)],
  ["memory in lldb", (s) => listing(s, (row, at) => `0x1000${address(at, 5)}: ${apart(row)}  ${shown(row)}`)],
  ["memory in gdb", (s) => cut(s, 8).map((row, at) => `0x7ffe${address(at * 8, 4)}:\t${bytes(row).map((b) => `0x${hex(b)}`).join("\t")}`).join("\n")],
  ["base-64 that is turned round", (s) => `x = ${btoa(`token ${s}`).split("").reverse().join("")}`],
  ["hex that is turned round", (s) => `x = ${Buffer.from(s).toString("hex").split("").reverse().join("")}`],
  ["ROT47 in quotes", (s) => `echo '${rotatedSigns(s)}' | tr '!-~' 'P-~!-O'`],
  ["labels of a host name", (s) => `dig ${cut(Buffer.from(s).toString("hex"), 32).join(".")}.t.example`],
  ["labels of a URL's host", (s) => `https://${cut(Buffer.from(s).toString("hex"), 56).join(".")}.t.example/p.gif`],
  ["lines of bytes with colons", (s) => `    ${cut(bytes(s).map((b) => `${hex(b)}:`).join(""), 45).join("\n    ")}`],
  ["a typed array of Node.js", (s) => `Uint8Array(${s.length}) [\n  ${bytes(s).map((b) => String(b).padStart(3)).join(", ")}\n]`],
  ["bits without width", (s) => `fine.${bytes(s).map((b) => b.toString(2).padStart(8, "0")).join("").replaceAll("0", "\u200b").replaceAll("1", "\u200c")} yes`],
  ["dots that trail off", (s) => cut(s, 4).join("...")],
  ["words for its signs", (s) => spoken(s, " dash ", " underscore ")],
  ["words for its signs in brackets", (s) => spoken(s, "[dash]", "[underscore]")],
  ["letters apart, with words for its signs", (s) => `it starts with A dash B: ${[...s].join(" ").replaceAll("-", "dash").replaceAll("_", "underscore")}`],
  ["ROT47 that is named", (s) => `rot47: ${rotatedSigns(s)}`],
  ["ROT13 of its base-64", (s) => `echo ${rotatedLetters(btoa(s))} | tr A-Za-z N-ZA-Mn-za-m | base64 -d`],
  ["a numbered list", (s) => [...s].map((sign, at) => `${at + 1}. ${sign}`).join("\n")],
  ["places in brackets", (s) => [...s].map((sign, at) => `[${at}] = '${sign}'`).join("\n")],
  ["a table of codes", (s) => [...s].map((sign) => `${sign} -> ${sign.charCodeAt(0)}`).join("\n")],
  ["an archive in base-64", (s) => zipped(`TOKEN=${s}\n`).toString("base64")],
  ["coloured source text", (s) => `<span class="a">${cut(s, 9).join('</span><span class="b">')}</span>`],
  ["bold pieces", (s) => cut(s, 9).join("**")],
  ["lookups of host names", (s) => cut(Buffer.from(s).toString("hex"), 24).map((l, at) => `dig +short ${at}.${l}.z9.lookups.example`).join("\n")],
  ["a list of base-64 pieces", (s) => JSON.stringify({ chunks: cut(btoa(`the token of the build is ${s}`), 24) })],
  ["parts of a sentence", (s) => `Take ${cut(s, 12)[0]}, then append ${cut(s, 12).slice(1).join(", then ")} at the end`],
  ["its lead apart", (s) => `+ echo ${s.replace(/^(.*?[_-]|AKIA)/, "$1 ")}`],
  ["a numbered list in a member", (s) => JSON.stringify({ detail: [...s].map((sign, at) => `${at + 1}: ${sign}`).join("\n") })],
  ["a numbered list in an element", (s) => `<pre>${[...s].map((sign, at) => `${at + 1}: ${sign}`).join("\n")}</pre>`],
  ["codes of it turned round", (s) => `[${bytes(s).toReversed().join(",")}]`],
  ["characters with their places", (s) => JSON.stringify(Object.fromEntries([...s].map((sign, at) => [at, sign])))],
  ["pairs of places and characters", (s) => `[${[...s].map((sign, at) => `(${at}, '${sign}')`).join(", ")}]`],
  ["three digits each", (s) => bytes(s).map((b) => String(b).padStart(3, "0")).join("")],
  ["bits without gaps", (s) => bytes(s).map((b) => b.toString(2).padStart(8, "0")).join("")],
  ["line breaks of HTML", (s) => cut(s, 5).join("<br>")],
  ["arrows", (s) => cut(s, 5).join(" -> ")],
  ["pictures", (s) => cut(s, 5).join("🔑")],
  ["brackets", (s) => [...s].map((sign) => `[${sign}]`).join("")],
  ["a column of a table", (s) => cut(s, 6).map((p, at) => `| ${at === 0 ? "key" : "   "} | ${p} |`).join("\n")],
]; // prettier-ignore

describe("M03 a credential that is written as", () => {
  test.each(forms)("%s is found, and masking leaves none of it", (_how, write) => {
    for (const [id, secret] of samples) {
      const text = `before\n${write(secret)}\nafter`;
      const { matches, unscannable } = scanText(text);
      expect(unscannable).toBeNull();
      expect(matches.map(({ kind }) => kind.id)).toContain(id);
      const masked = maskText(text);
      expect(scanText(masked)).toEqual({ matches: [], unscannable: null });
      expect(masked).not.toContain(write(secret));
      expect(masked).not.toContain(secret.slice(-12));
    }
  });
});

describe("M03 a password that is unpacked where it is used", () => {
  const password = ["Maple", "6166", "#", "Sunset"].join("");

  test.each([
    ["for a variable", `PGPASSWORD=$(echo ${btoa(password)} | base64 -d) psql -h db -U app`],
    [
      "for a login",
      `echo '${btoa(password)}' | base64 --decode | docker login -u bot --password-stdin`,
    ],
    ["for a constant", `const dbPassword = atob("${btoa(password)}");`],
    ["by a library", `db_password = base64.b64decode("${btoa(password)}").decode("utf-8")`],
    ["by Node.js", `const password = Buffer.from('${btoa(password)}', 'base64').toString();`],
    ["from hex", `password = bytes.fromhex("${Buffer.from(password).toString("hex")}").decode()`],
    ["from its end", `password = "${password.split("").reverse().join("")}"[::-1]`],
    ["letter by letter", `$password = str_rot13('${rotatedLetters(password)}');`],
    [
      "from a list",
      `const dbPassword = ['${password.slice(0, 4)}', '${password.slice(4, 9)}', '${password.slice(9)}'].join('');`,
    ],
    [
      "from a list of Python",
      `db_password = "".join(["${password.slice(0, 6)}", "${password.slice(6)}"])`,
    ],
    ["by a filter", `db_password: "{{ '${btoa(password)}' | b64decode }}"`],
    ["in LDIF", `dn: uid=ada,dc=acme\nuserPassword:: ${btoa(password)}\n`],
  ])("%s is found and masked", (_where, text) => {
    expect(scanText(text).matches).toHaveLength(1);
    const [hidden = text] = /[\w+/=#]{12,}(?=["'])/.exec(text) ?? [];
    expect(maskText(text)).not.toContain(hidden);
  });
});

describe("M03 a sentence in another script", () => {
  const password = ["Tr7u", "Kd92", "mQxz9"].join("");
  const sentences = [`пароль от базы: ${password}`, `비밀번호: ${password}`, `密码：${password}`];

  test.each([
    ["base-64", (text: string) => Buffer.from(text).toString("base64")],
    ["hex", (text: string) => Buffer.from(text).toString("hex")],
  ])("shows its password through %s", (_how, write) => {
    for (const sentence of sentences) {
      expect(scanText(`note: ${write(sentence)}`).matches).toHaveLength(1);
    }
  });
});

describe("M03 quiet on listings and encodings", () => {
  test.each([
    ["a listing of a program", "00000000: 7f45 4c46 0201 0100 0000 0000 0000 0000  .ELF............\n00000010: 0300 3e00 0100 0000 a08c 0000 0000 0000  ..>............."],
    ["a listing of words", "00000000: 736f 6d65 206f 7264 696e 6172 7920 776f  some ordinary wo\n00000010: 7264 7320 696e 2061 2066 696c 650a       rds in a file."],
    ["a subject in Japanese", "Subject: =?UTF-8?B?5pel5pys6Kqe44Gu5Lu25ZCN?="],
    ["a picture that is chosen", "thanks ❤️ and 👍🏽 for all ☎️ calls"],
    ["prose about signs", "A name may hold a dash - or an underscore _ but no dot . in it, so my dash name and my underscore name are fine."],
    ["a manual of tr", "tr A-Za-z N-ZA-Mn-za-m < quotes.txt # rot13, the cipher of old newsgroups: uryyb jbeyq"],
    ["a numbered list of letters", [..."abcdefghijklmnopqrstuvwxyz"].map((sign, at) => `${at + 1}. ${sign}`).join("\n")],
    ["a table of characters", Array.from({ length: 94 }, (_, at) => `${String.fromCharCode(at + 33)} -> ${at + 33}`).join("\n")],
    ["a name for people in LDIF", `dn: uid=ada,dc=acme\ncn:: ${btoa("Ada Lovelace")}\nuserPassword: {CRYPT}x\n`],
    ["what is turned round", "const password = form.fields.reverse()[0];\nconst token = 'stressed'.split('').reverse().join('');"],
    ["a decoder", 'const token = atob(request.headers["x-token"]);\nconst password = Buffer.from(input, "base64").toString();'],
    ["a message that is unpacked", `echo ${btoa("Deployment finished!")} | base64 -d`],
    ["a lead in a sentence", "A key starts with glpat- and then follows the id, for example v2beta1 or run20240229 in the second part."],
    ["a menu of letters", JSON.stringify(Object.fromEntries([..."abcdefghijklmnopqrst"].map((sign, at) => [`k${at}`, sign])))],
    ["colours of a log", "\x1b[32mINFO\x1b[0m \x1b[1mserver\x1b[0m is ready on port 8080"],
  ])("%s", (_what, text) => {
    expect(scanText(text)).toEqual({ matches: [], unscannable: null });
  });
}); // prettier-ignore
