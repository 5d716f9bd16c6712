import type { Draw } from "#domain/governance/secrets/kind.ts";
import { pick } from "../template.ts";
import { ordinaryOf } from "./negative.ts";

/**
 * Examples that providers and standards print in their own documentation. Put together here, so
 * that none stands in a file; each is as public as the page that shows it.
 */
const joined = (...parts: string[]): string => parts.join("");

const aws: readonly string[] = [
  joined("AKIA", "IOSFODNN7", "EXAMPLE"),
  joined("AKIA", "I44QH8DHB", "EXAMPLE"),
  joined("ASIA", "IOSFODNN7", "EXAMPLE"),
  `aws_access_key_id = ${joined("AKIA", "IOSFODNN7", "EXAMPLE")}\n` +
    `aws_secret_access_key = ${joined("wJalrXUtnFEMI", "/K7MDENG/", "bPxRfiCYEXAMPLEKEY")}\n`,
  `AWS_SECRET_ACCESS_KEY=${joined("je7MtGbClwBF", "/2Zp9Utk/h3yCo8nvb", "EXAMPLEKEY")}\n`,
];

const standards: readonly string[] = [
  // RFC 7617, section 2; RFC 6749, sections 2.3.1 and 4.1.4; RFC 6750, section 2.1.
  `Authorization: Basic ${joined("QWxhZGRpbjpvcGVu", "IHNlc2FtZQ==")}\r\n`,
  `Authorization: Basic ${joined("czZCaGRSa3F0Mz", "pnWDFmQmF0M2JW")}\r\n`,
  `{"access_token":"${joined("2YotnFZFEjr1z", "CsicMWpAA")}","token_type":"example"}`,
  `Authorization: Bearer ${joined("mF_9.B5f-4", ".1JqM")}\r\n`,
  // Google Authenticator, key URI format.
  `otpauth://totp/Example:alice@google.com?secret=${joined("JBSWY3DP", "EHPK3PXP")}&issuer=Example`,
  // BIP-39, test vectors.
  `${"abandon ".repeat(11)}about`,
  `${"legal winner thank year wave sausage worth useful "}legal winner thank yellow`,
];

const tokens: readonly string[] = [
  joined(
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.",
    "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.",
    "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
  ),
  "AccountName=devstoreaccount1;AccountKey=" +
    joined("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq", "/K1SZFPTOtr/") +
    "KBHBeksoGMGw==;",
  `curl https://api.stripe.com/v1/charges -u ${joined("sk_test_", "4eC39HqLyjWDarjtT1zdp7dc")}:`,
  `https://api.telegram.org/bot${joined("123456:", "ABC-DEF1234ghIkl-zyx57W2v1u123ew11")}/getMe`,
];

const placeholders: readonly string[] = [
  `export GITHUB_TOKEN=${joined("ghp_", "x".repeat(36))}`,
  `export GITHUB_TOKEN=${joined("ghp_", "<your token>")}`,
  `OPENAI_API_KEY=${joined("sk-", "your-key-here")}\n`,
  `OPENAI_API_KEY=${joined("sk-proj-", "abc123...")}\n`,
  `ANTHROPIC_API_KEY=${joined("sk-ant-", "api03-...")}\n`,
  `https://hooks.slack.com/services/${joined("T00000000/", "B00000000/", "X".repeat(24))}`,
  `key=${joined("AIza", "SyYOUR_API_KEY_HERE")}`,
  `SLACK_BOT_TOKEN=${joined("xoxb-", "your-token-here")}\n`,
  `STRIPE_SECRET_KEY=${joined("sk_test_", "YOUR_SECRET_KEY")}\n`,
  `stripe.api_key = "${joined("sk_live_", "X".repeat(24))}"\n`,
  `npm config set //registry.example.com/:_authToken ${joined("npm_", "0".repeat(36))}`,
  `SENDGRID_API_KEY=${joined("SG.", "x".repeat(22), ".", "y".repeat(43))}\n`,
  `-----BEGIN RSA ${"PRIVATE"} KEY-----\n...\n-----END RSA ${"PRIVATE"} KEY-----\n`,
  `DISCORD_WEBHOOK=https://discord.com/api/webhooks/<id>/<token>\n`,
  `aws_access_key_id = ${joined("AKIA", "X".repeat(16))}\n`,
];

const among = (examples: readonly string[]) => (draw: Draw) => pick(draw, examples);

export const documentedTexts = ordinaryOf({
  "documented-aws": among(aws),
  "documented-standards": among(standards),
  "documented-tokens": among(tokens),
  "documented-placeholders": among(placeholders),
});
