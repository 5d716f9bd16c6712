import { base64, upper } from "../alphabets.ts";
import { named } from "../context.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { type Issuer, token } from "../formats/token.ts";
import { uuid } from "../formats/shapes.ts";
import type { SecretKind } from "../kind.ts";

const aws: Issuer = {
  name: "AWS",
  source: "docs.aws.amazon.com/IAM, Unique identifiers and access keys",
  remedy:
    "Deactivate the key in IAM and rotate it; give the tool a role or a stored secret instead.",
  severity: "critical",
};

const appSync: Issuer = {
  name: "AWS AppSync",
  source: "docs.aws.amazon.com/appsync, API_KEY authorization",
  remedy: "Revoke it: AppSync console > the API > Settings > API keys > Delete.",
};

const ses: Issuer = {
  name: "Amazon SES",
  source: "docs.aws.amazon.com/ses, Obtaining SMTP credentials",
  remedy: "Revoke it: delete the SMTP user's access key in IAM.",
};

const amazonSecret = body("A-Za-z0-9/+", 40);

/** The first bytes of a session token say which service issued it: the same for everybody. */
const sessionLeads = choice("IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz");

export const awsKinds: readonly SecretKind[] = [
  token(
    aws,
    "aws.access-key-id",
    "access key id",
    [choice("AKIA", "ASIA", "ABIA", "ACCA"), upper(16)],
    { notBefore: "A-Za-z0-9" },
  ),
  named(
    aws,
    "aws.secret-access-key",
    "secret access key",
    [
      ["aws", "secret", "access", "key"],
      ["secret", "access", "key"],
      ["aws", "secret", "key"],
      ["aws", "secret"],
      ["secret", "key"],
    ],
    [amazonSecret],
    // A name of forty letters may follow too; one secret in a thousand has no digit.
    { set: "A-Za-z0-9/+=", check: ({ secret }) => /[0-9/+]/.test(secret) },
  ),
  named(
    aws,
    "aws.session-token",
    "session token",
    [
      ["aws", "session", "token"],
      ["session", "token"],
      ["security", "token"],
    ],
    [body("A-Za-z0-9/+=", 120, 2_000)],
    { set: "A-Za-z0-9/+=" },
  ),
  token(aws, "aws.sts-token", "security token", [sessionLeads, body("A-Za-z0-9/+=", 120, 2_000)]),
  // The base-64 of `BedrockAPIKey-` and what follows it, padding included.
  token(aws, "aws.bedrock-api-key", "Bedrock API key", [
    "ABSKQmVkcm9ja0FQSUtleS",
    body("A-Za-z0-9+/=", 60, 400),
  ]),
  token(aws, "aws.bedrock-short-api-key", "short-lived Bedrock API key", [
    "bedrock-api-key-",
    body("A-Za-z0-9+/=", 100, 2_000),
  ]),
  token(aws, "aws.mws-token", "MWS token", ["amzn.mws.", ...uuid]),
  token(appSync, "aws.appsync-key", "API key", ["da2-", body("a-z0-9", 26)], {
    notBefore: "A-Za-z0-9-",
  }),
  // An HMAC with a version byte in front: 33 bytes, so 44 characters without padding.
  setting(ses, "aws.ses-smtp-password", "SMTP password", ["B", base64(43)], {
    vendors: ["ses_smtp", "smtp"],
    names: ["password", "pass", "secret"],
    set: "A-Za-z0-9/+=",
  }),
];
