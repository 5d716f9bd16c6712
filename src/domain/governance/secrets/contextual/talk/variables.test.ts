import { describe, expect, test } from "bun:test";
import { scanText } from "#domain/governance/secrets/scan-text.ts";

/** Put together at run time, so that no scanner of this repository takes them for real ones. */
const random = ["q8Zr2Lk0", "Vt5Yw3Nc", "7Hd1Gs6J"].join("");
const hex = ["1757120c", "f57fbab6", "2af428fe", "52f76278"].join("");
const drawn = ["2f83b369", "22ef", "422b", "814b", "99175d918d68"].join("-");
const human = ["Fal", "con20", "24!"].join("");
const padded = Buffer.from(["Som", "mer1987."].join("")).toString("base64");
const scattered = ["tenst4hm", "zb7ahx3i", "lhqlmd"].join("");
const slashed = ["i/gG7SEq", "rQv7fLm1"].join("");

function found(text: string): readonly string[] {
  return scanText(text).matches.map((match) => text.slice(match.start, match.end));
}

describe("M03 what a sentence says of a variable", () => {
  test.each([
    [`The CENSUS_ACCESS_KEY for production is ${random} , please store it.`, random],
    [`ROUTER_API_KEY changed to ${hex} this morning`, hex],
    [`use NOVEL_API_KEY ${hex} for now`, hex],
    [`MESH_HTTP_TOKEN changed to ${drawn} this morning`, drawn],
    [`the STAGE_DB_PASSWORD on that host is ${human}`, human],
  ])("is found in %j", (text, value) => {
    expect(found(text)).toContain(value);
  });

  test.each([
    `The MESH_TRACE_TOKEN is described in ${drawn}`,
    "EC_KEY *d2i_EC_PUBKEY_fp(FILE *fp, EC_KEY **eckey);",
    "the DEPLOY_TOKEN is rotated by the release job each night",
    `CACHE_KEY is ${hex} for this build`,
    "set GITHUB_TOKEN to the value of secrets.GITHUB_TOKEN before you start",
  ])("is none in %j", (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe("M03 values that somebody drew", () => {
  test.each([
    [`//npm.host.tld/:_password=${padded}\n//npm.host.tld/:username=ann`, padded],
    [`cache.host.tld:6380,password=${padded},ssl=True`, padded],
    [`api_token: "${scattered}"`, scattered],
    [`auth_token = '${slashed}'`, slashed],
    [`[smtp.host.tld]:587 ann@host.tld:${human}`, human],
    [`rotated the mesh api key on Friday. Old one was \`${random}\`, it still works.`, random],
    [`AZURE_SEARCH_KEY=${random}`, random],
    [`"password": "*${human}"`, `*${human}`],
    [`psk="*${["Pho", "enix_84or"].join("")}"`, `*${["Pho", "enix_84or"].join("")}`],
    [`//nas/share /mnt/s cifs username=ann,password=${["meadow", "mill", "81"].join("-")},uid=1000`, ["meadow", "mill", "81"].join("-")],
  ])("are found in %j", (text, value) => {
    expect(found(text)).toContain(value);
  }); // prettier-ignore

  test.each([
    "password: !vault-ref SMTP_PASS",
    "redis://:%(db_password)s@cache:6379",
    'passwordHelp: "Forgot your password?"\n    passwordHint: "Mindestens-12-Zeichen"',
    "client_secret=s3cr3t-goes-here",
    'db_pass: "os.getenv("db_pass")"',
    'mysql -u root -p"Deno.env.get("api_key")" shop',
    '{"db_pass": "%db_pass%"}',
    "psql postgres://app:%client_secret%@db:5432/x",
    "psql postgres://app:settings.db_password@db:5432/x",
    '{"npm_token": "\\u2022\\u2022\\u2022\\u2022\\u2022\\u2022"}',
    'curl -H "Authorization: Bearer sk-ant-api03-..." https://api.host.tld',
    "the access token endpoint [`RFC6749#Token`_].",
    "ZodMini | core.$ZodBase64Check<Type>",
  ])("are none in %j", (text) => {
    expect(found(text)).toEqual([]);
  });
});
