import { describe, expect, test } from "bun:test";
import { seededDraw } from "../draw.ts";
import { scanText } from "../scan-text.ts";

const draw = seededDraw(2_026);
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const some = (length: number): string => draw.chars(letters, length);
const hex = (length: number): string => draw.chars("0123456789abcdef", length);
const version4 = (): string =>
  [hex(8), hex(4), `4${hex(3)}`, `a${hex(3)}`, `${hex(11)}7`].join("-");

const found = (text: string): readonly string[] =>
  scanText(text).matches.map((match) => text.slice(match.start, match.end));

const key = some(40);
const digest = hex(40);
const id = version4();
/** Of the sort that a reader takes for a path or for a type of media. */
const slashed = ["M/JPGw2PP", "/93/2Lzd1lxQ", "Tb6lGcjWZzdrMZ4GEbV"].join("");

describe("M03 keys that a service takes without a name beside them", () => {
  test.each([
    [`curl -u ${digest}: https://api.test/v1/customers`, digest],
    [`curl -u ${digest}:X https://docs.test/v1/collections`, digest],
    [`curl -u ${digest}:api_token https://api.test/api/v9/me`, digest],
    [`deb https://${digest}:@packages.test/app/ubuntu/ jammy main`, digest],
    [`git clone https://${key}:x-oauth-basic@git.test/app.git`, key],
    [`Authorization: KakaoAK ${digest}`, digest],
    [`Authorization: App ${digest}-${id}`, `${digest}-${id}`],
    [`Authorization: OAuth ${id}`, id],
    [`-H "Authorization: Bearer ${id}"`, id],
    [`https://geocode.test/1.x/?apikey=${id}&geocode=Rome`, id],
    [`X_API_KEY=${id}`, id],
    [`{"client_secret": "${id}"}`, id],
    [`codecov -t ${id}`, id],
    [`| name | value |\n|---|---|\n| ACME_KEY | \`${digest}\` |\n`, digest],
    [`- name: ACME_KEY\n  value: ${digest}\n`, digest],
    [`ACME_KEY=${id}\n`, id],
    [`MWS_SECRET=${slashed}`, slashed],
    [`https://a.tines.com/webhook/${hex(32)}/${digest}`, digest],
    [`<wsse:Password Type="https://docs.test/x#PasswordText">${key}</wsse:Password>`, key],
  ])("finds the key in %j", (text, secret) => {
    expect(found(text)).toContain(secret);
  });

  test.each([
    `curl -u admin: https://api.test/v1/customers`,
    `https://${hex(32)}@o1.ingest.sentry.io/4`,
    `git clone https://deployment-server-of-the-team:@git.test/app.git`,
    `Authorization: Bearer 123e4567-e89b-12d3-a456-426614174000`,
    `X_API_KEY=00000000-0000-4000-8000-000000000001`,
    `NEXT_PUBLIC_ACME_KEY=${digest} PARTITION_KEY=${id} cache_key: ${id}`,
    `"AWS::Redshift::EndpointAuthorization": "${hex(16)}"`,
    `request_id=${id} trace: ${id} "token": "${id}"`,
    `password: [see](docs/How/ToSet2/YourOwn3/Password/InTheApp)`,
    `the authorization: read and write to ${id} are two rights`,
    `docsearch({ appId: "${draw.chars("ABCDEFGH123", 10)}", apiKey: "${hex(32)}" })`,
    `<div data-sitekey="0x4AAAAAAA${some(14)}"></div>`,
    `https://dl.cloudsmith.io/public/acme/app/deb/ubuntu`,
    `https://api.test/weather?appid=wx${hex(16)}`,
  ])("leaves %j alone", (text) => {
    expect(found(text)).toEqual([]);
  });
});
