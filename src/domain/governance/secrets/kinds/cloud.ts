import { alnum, base64, hex, upper, url64 } from "../alphabets.ts";
import { named } from "../context.ts";
import { body, choice } from "../formats/parts.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { Candidate, SecretKind } from "../kind.ts";

const aws: Issuer = {
  name: "AWS",
  source: "docs.aws.amazon.com/IAM, Unique identifiers and access keys",
  remedy:
    "Deactivate the key in IAM and rotate it; give the tool a role or a stored secret instead.",
  severity: "critical",
};

const google: Issuer = {
  name: "Google",
  source: "cloud.google.com/docs/authentication, API keys and OAuth",
  remedy: "Delete it under Google Cloud APIs & Services > Credentials and make a new one.",
};

const azure: Issuer = {
  name: "Azure",
  source: "learn.microsoft.com/purview, Sensitive information type entity definitions",
  remedy: "Regenerate the key in the Azure portal; give the tool a stored secret instead.",
  severity: "critical",
};

const alibaba: Issuer = {
  name: "Alibaba Cloud",
  source: "alibabacloud.com/help, AccessKey pairs",
  remedy: "Disable the AccessKey in RAM and rotate it.",
};

const tencent: Issuer = {
  name: "Tencent Cloud",
  source: "cloud.tencent.com, Access keys",
  remedy: "Disable the key in CAM and rotate it.",
};

const scaleway: Issuer = {
  name: "Scaleway",
  source: "scaleway.com/docs, API keys",
  remedy: "Delete the API key in the Scaleway console.",
};

/** How far a shared access signature's other parameters may lie from `sig`. */
const sasReach = 400;

/** A signature alone is any digest; its siblings `sv`, `se`, `sp`, `sr` make it a SAS. */
function hasSasSiblings({ text, start, end }: Candidate): boolean {
  const around = text.slice(Math.max(0, start - sasReach), Math.min(text.length, end + sasReach));
  return /[?&](?:sv|se|sp|sr|st)=/.test(around);
}

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const amazonSecret = body("A-Za-z0-9/+", 40);

export const cloudKinds: readonly SecretKind[] = [
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
    { set: "A-Za-z0-9/+=" },
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
  token(aws, "aws.bedrock-api-key", "Bedrock API key", ["ABSK", base64(109, 269)]),
  token(aws, "aws.bedrock-short-api-key", "short-lived Bedrock API key", [
    "bedrock-api-key-",
    body("A-Za-z0-9+/=", 100, 2_000),
  ]),
  token(aws, "aws.mws-token", "MWS token", [
    "amzn.mws.",
    hex(8),
    "-",
    hex(4),
    "-",
    hex(4),
    "-",
    hex(4),
    "-",
    hex(12),
  ]),

  token(google, "google.api-key", "API key", ["AIza", url64(35)]),
  token(google, "google.oauth-client-secret", "OAuth client secret", ["GOCSPX-", url64(28)]),
  token(google, "google.oauth-access-token", "OAuth access token", ["ya29.", url64(40, 1_024)]),
  token(google, "google.oauth-refresh-token", "OAuth refresh token", ["1//0", url64(40, 512)]),

  token(azure, "azure.storage-connection", "storage account key", [
    "AccountKey=",
    base64(86),
    "==",
  ]),
  token(azure, "azure.shared-access-key", "shared access key", [
    "SharedAccessKey=",
    base64(43),
    "=",
  ]),
  token(
    azure,
    "azure.sas",
    "shared access signature",
    ["sig=", body("A-Za-z0-9%+/", 43, 100), choice("=", "%3D", "%3d")],
    {
      check: hasSasSiblings,
      example: (draw) => `?sv=2024-11-04&se=2030-01-01&sr=b&sp=r&sig=${draw.chars(base32, 43)}%3D`,
    },
  ),
  token(azure, "azure.client-secret", "Entra client secret", [
    body("A-Za-z0-9_~.-", 3),
    body("78", 1),
    "Q~",
    body("A-Za-z0-9_~.-", 31, 34),
  ]),
  token(azure, "azure.storage-key", "storage or Cosmos DB key", [
    base64(76),
    choice("+ASt", "ACDb", "+ABa"),
    base64(6),
    "==",
  ]),
  token(azure, "azure.function-key", "Functions key", [url64(44), "AzFu", url64(6), "=="]),
  token(azure, "azure.search-key", "AI Search key", [alnum(42), "AzSe", body("A-D", 1), alnum(5)]),
  token(azure, "azure.registry-password", "Container Registry password", [
    base64(42),
    "+ACR",
    body("A-D", 1),
    alnum(5),
  ]),
  token(azure, "azure.annotated-key", "annotated service key", [
    alnum(52),
    "JQQJ9",
    body("9D", 1),
    alnum(26),
  ]),
  token(azure, "azure.devops-pat", "DevOps personal access token", [alnum(76), "AZDO", alnum(4)]),

  token(alibaba, "alibaba.access-key-id", "AccessKey id", ["LTAI", alnum(12, 26)], {
    notBefore: "A-Za-z0-9",
  }),
  token(tencent, "tencent.secret-id", "secret id", ["AKID", alnum(32)], { notBefore: "A-Za-z0-9" }),
  token(scaleway, "scaleway.access-key", "access key", ["SCW", upper(17)], {
    notBefore: "A-Za-z0-9",
  }),
];
