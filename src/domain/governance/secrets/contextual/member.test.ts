import { describe, expect, test } from "bun:test";
import type { JsonValue } from "#shared/json.ts";
import { maskSecrets } from "../mask.ts";
import { scanForSecrets } from "../scan-value.ts";

const weak = ["Sommer", "2024!"].join("");
const random = ["q8Zr2Lk0", "Vt5Yw3Nc", "7Hd1Gs6J", "b4Mf9PxT"].join("");

function pointersIn(value: JsonValue): readonly string[] {
  return scanForSecrets(value, { disabledKinds: new Set() }).findings.map(({ pointer }) => pointer);
}

describe("M03 members of arguments whose name tells what they hold", () => {
  test.each<readonly [JsonValue, string]>([
    [{ user: "app", password: weak }, "/password"],
    [{ env: { DB_PASSWORD: weak } }, "/env/DB_PASSWORD"],
    [{ auth: { clientSecret: random } }, "/auth/clientSecret"],
    [{ headers: { "X-Api-Key": random } }, "/headers/X-Api-Key"],
    [{ headers: { Authorization: `Token ${random}` } }, "/headers/Authorization"],
    [{ headers: { Authorization: `Bearer ${random}` } }, "/headers/Authorization"],
    [{ headers: { Cookie: `lang=en; sessionid=${random}` } }, "/headers/Cookie"],
    [{ env: [{ name: "DB_PASSWORD", value: weak }] }, "/env/0/value"],
    [
      { Parameters: [{ ParameterKey: "DbPassword", ParameterValue: weak }] },
      "/Parameters/0/ParameterValue",
    ],
    [{ args: ["--user", "app", "--password", weak] }, "/args/3"],
    [{ jwtSecret: `${weak}_abend` }, "/jwtSecret"],
    [{ env: { AZURE_DEVOPS_PAT: random } }, "/env/AZURE_DEVOPS_PAT"],
    [
      { kind: "Secret", data: { password: Buffer.from(`${weak}x`).toString("base64") } },
      "/data/password",
    ],
  ])("%j", (value, pointer) => {
    expect(pointersIn(value)).toEqual([pointer]);
    const masked = maskSecrets(value);
    expect(pointersIn(masked)).toEqual([]);
    expect(JSON.stringify(masked)).toContain("…(");
  });

  test.each<readonly [JsonValue]>([
    [{ token_count: 5, key: "sort", password: "" }],
    [{ password: "required", secret: "optional", token: "string" }],
    [{ password: { type: "string", minLength: 8 }, token: true }],
    [{ env: { DB_PASSWORD: "${DB_PASSWORD}", API_TOKEN: "$API_TOKEN" } }],
    [{ HEX_PAT: "[0-9A-Fa-f]{1,4}", hostSecret: "app-tls-2024" }],
    [{ primaryKey: "user_id2", sortKey: "created2", cacheKey: random }],
    [{ nextPageToken: random, continuationToken: random, publicKey: random }],
    [{ password: "********", apiKey: "YOUR_API_KEY", secret: "<secret>" }],
    [{ name: "password", value: "The password must have 8 characters" }],
    [{ args: ["--password-stdin", "registry2", "--token-file", "/run/token2"] }],
  ])("is quiet on %j", (value) => {
    expect(pointersIn(value)).toEqual([]);
  });
});
