import { describe, expect, test } from "bun:test";
import { seededDraw } from "#domain/governance/secrets/draw.ts";
import { scanText } from "#domain/governance/secrets/scan-text.ts";

const draw = seededDraw(31);
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const some = (length: number): string => draw.chars(letters, length);
const hex = (length: number): string => draw.chars("0123456789abcdef", length);
const uuid = (): string => [hex(8), hex(4), `4${hex(3)}`, `a${hex(3)}`, hex(12)].join("-");

const found = (text: string): readonly string[] =>
  scanText(text).matches.map((match) => text.slice(match.start, match.end));

describe("M03 tokens whose prefix says what they are", () => {
  test.each([
    `acme_sk_${some(40)}`,
    `plln_sk_${some(32)}`,
    `acme_pat_${some(36)}`,
    `acme_secret_${some(52)}`,
    `acme_api_${hex(80)}`,
    `acme_live_${some(52)}`,
    `acme_token_${some(44)}`,
    `ldpat_${hex(32)}`,
    `sk-${uuid()}`,
  ])("finds %s of an issuer that nobody has listed", (token) => {
    expect(found(`the new one is ${token} and works`)).toEqual([token]);
    expect(found(JSON.stringify({ value: token }))).toEqual([token]);
  });

  test.each([
    `cs_live_a1${some(56)}`,
    `"idempotency-token-${some(40)}"`,
    `/assets/token-${hex(32)}.js`,
    `task_${some(30)} disk-${some(30)}`,
    `apikey_01${some(22)} key_01${some(24)}`,
    `secret_rotation_period_in_days_for_the_database_users`,
    `next_page_token_${some(40)}`,
    `acme_pk_live_${some(40)}`,
    `secret-manager-7d9f8b6c5d-x2x4z external-secrets-webhook-6f7b8c9d4f-abcde`,
    `npm-prod-${hex(64)} tok_1${some(23)}`,
    `sk-circle-fade-dot-animation-with-delay-and-more`,
    `token_${uuid()}`,
  ])("leaves %j alone", (text) => {
    expect(found(text)).toEqual([]);
  });
});
