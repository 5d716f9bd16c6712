import { describe, expect, test } from "bun:test";
import { scanText } from "../scan-text.ts";

const found = (text: string): readonly string[] =>
  scanText(text).matches.map((match) => match.kind.id);

const value = ["5a1f0c9e7b3d", "48266ad0f1e2", "c3b4957d"].join("");
const id = "mailjet.secret-key";

describe("M03 a value without a mark of its own", () => {
  test.each([
    `MAILJET_API_KEY=${value}`,
    `export MJ_MAILJET_SECRET='${value}'`,
    `mailjet.api-key: ${value}`,
    `"mailjetApiKey": "${value}"`,
    `myMailjetSecret := "${value}"`,
    `mailjet:\n  secret_key: ${value}`,
    `new Mailjet({ apiKey: "${value}" })`,
    `"mailjet": { "api_token": "${value}" }`,
    `the mailjet key is ${value}`,
    `MAILJET_TOKEN_PROD=${value}`,
    `{\\"mailjet_key\\": \\"${value}\\"}`,
    `mailjet --api-key ${value}`,
  ])("is found in %j", (text) => {
    expect(found(text)).toEqual([id]);
  });

  test.each([
    `MAILJET_KEY_ID=${value}`,
    `mailjet_public_key = "${value}"`,
    `MAILJET_COMMIT=${value}`,
    `mailjet key hash: ${value}`,
    `mailjet_path = "${value}"`,
    `MAILJET_TOKEN_URL=${value}`,
    `MAILJET_API_KEY=${value}00`,
    `MAILJET_API_KEY=\${MAILJET_API_KEY}`,
    `MAILJET_API_KEY=your-mailjet-api-key-goes-here!!`,
    `mailjet\nlast_key=${value}`,
  ])("is not found in %j", (text) => {
    expect(found(text)).not.toContain(id);
  });
});
