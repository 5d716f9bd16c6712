import { describe, expect, test } from "bun:test";
import { scanText } from "#domain/governance/secrets/scan-text.ts";

const digits = "9b1e4c07d35f8a26e1740cb2f6d98a53";
const account = `AC${"4f80c1d9e27ab3650f1e2d3c4b5a6978"}`;
const razorpay = `rzp_live_${"Jx7Qm2Vd9KfR4a"}`;
const secret = "t7Wq1ZxN0bE5cVu8HsLy3GkP";

const kindsIn = (text: string): readonly string[] =>
  scanText(text).matches.map(({ kind }) => kind.id);

describe("M03 a secret behind the identifier that it belongs to", () => {
  test.each([
    ["twilio.account-token", `client = Client('${account}', '${digits}')`],
    ["twilio.account-token", `const c = twilio("${account}", "${digits}");`],
    ["twilio.account-token", `curl -u ${account}:${digits} https://api.twilio.com/2010-04-01`],
    ["razorpay.key-pair", `curl -u ${razorpay}:${secret} https://api.razorpay.com/v1/payments`],
    ["razorpay.key-pair", `new Razorpay({ key_id: "${razorpay}", key_secret: "${secret}" })`],
  ])("is named %s in %s", (id, text) => {
    expect(kindsIn(text)).toEqual([id]);
  });

  test.each([
    `the account ${account} has sent 12 messages`,
    `Client("${account}", process.env.TWILIO_TOKEN)`,
    `key_id=${razorpay}`,
  ])("is not seen in %s", (text) => {
    expect(kindsIn(text)).toEqual([]);
  });
});

describe("M03 a value beside its name", () => {
  test.each([
    `variable "snyk_token" {\n  type    = string\n  default = "21c52256-6994-416a-8445-626b717a60b7"\n}`,
    `        - name: SNYK_TOKEN\n          value: 21c52256-6994-416a-8445-626b717a60b7`,
    `{"name": "SNYK_TOKEN", "value": "21c52256-6994-416a-8445-626b717a60b7"}`,
    `param snykToken string = '21c52256-6994-416a-8445-626b717a60b7'`,
    `const SNYK_TOKEN: &str = "21c52256-6994-416a-8445-626b717a60b7";`,
    `  snykToken:\n    Type: String\n    Default: 21c52256-6994-416a-8445-626b717a60b7`,
  ])("is named by the issuer in %s", (text) => {
    expect(kindsIn(text).map((id) => id.split(".")[0])).toEqual(["snyk"]);
  });

  test("of one issuer is not told by a longer word that starts with its name", () => {
    const id = "46851772-db6f-459d-9385-49428812e357";
    expect(kindsIn(`--id 90ab-EXAMPLE11111 \\\n  --lock-token ${id}`)).toEqual([]);
    expect(kindsIn(`EXA_API_KEY=${id}`)).toEqual(["exa.api-key"]);
  });
});

describe("M03 names and values in other languages", () => {
  const value = ["21c52256", "6994", "416a", "8445", "626b717a60b7"].join("-");
  test.each([
    `$ENV{SNYK_TOKEN} = '${value}';`,
    `ENV['SNYK_TOKEN'] ||= '${value}'`,
    `<string name="snyk_token" translatable="false">${value}</string>`,
    `<key>snykToken</key>\n\t<string>${value}</string>`,
    `<add key="SNYK_TOKEN" value="${value}" />`,
    `Dim snykToken As String = "${value}"`,
    `Config { snyk_token: Some("${value}"), retries: 3 }`,
    `static NSString *snykToken = @"${value}";`,
    `snyk_token: SecretStr = SecretStr("${value}")`,
    `gh secret set SNYK_TOKEN --body "${value}"`,
    `| SNYK_TOKEN | ${value} |`,
    `name;value\nSNYK_TOKEN;${value}`,
    `buildConfigField("String", "SNYK_TOKEN", "\\"${value}\\"")`,
  ])("are read in %s", (text) => {
    expect(kindsIn(text).map((id) => id.split(".")[0])).toEqual(["snyk"]);
  });

  test("are read where Markdown has escaped the underscores", () => {
    const body = ["q4fa2hWUjsYpQSjeZgki", "v0rpN5x0NzXqiNMsnjPGB1"].join("");
    expect(kindsIn(`the key is sk\\_live\\_${body} for now`)).toHaveLength(1);
  });

  test.each([
    "DB_PASS=ENC[AES256_GCM,data:7IeYcUII5GKHHGuXueAm9ZsZym4=,iv:rPdKgcE3/xR8BQfoWpz66F==,type:str]",
    "STRIPE_KEY=pk_live_51Nf4kQ2eZvKYlo2CqW8xT7pR3mB6yH1sD9gJ0aLcVbUiOpEwMn5t",
    '"AWS::ApiGateway::ApiKey": "48205d4ffd7feba3"',
  ])("tell nothing in %s", (text) => {
    expect(kindsIn(text)).toEqual([]);
  });
});
