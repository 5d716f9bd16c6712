import { alnum, hex, upper, url64 } from "../alphabets.ts";
import { body, choice } from "../formats/parts.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

function issuer(name: string, source: string): Issuer {
  return {
    name,
    source,
    remedy: `Revoke it in the ${name} settings, then use a stored secret instead.`,
  };
}

const linear = issuer("Linear", "linear.app/developers, API keys");
const notion = issuer("Notion", "developers.notion.com, Authorization");
const atlassian = issuer("Atlassian", "support.atlassian.com, API tokens");
const figma = issuer("Figma", "figma.com/developers, Personal access tokens");
const postman = issuer("Postman", "learning.postman.com, API keys");
const airtable = issuer("Airtable", "airtable.com/developers, Personal access tokens");
const hubspot = issuer("HubSpot", "developers.hubspot.com, Private apps");
const clickUp = issuer("ClickUp", "developer.clickup.com, Authentication");
const typeform = issuer("Typeform", "typeform.com/developers, Personal access tokens");
const contentful = issuer("Contentful", "contentful.com/developers, Personal access tokens");
const dropbox = issuer("Dropbox", "dropbox.com/developers, OAuth guide");
const readme = issuer("ReadMe", "docs.readme.com, API keys");
const frameIo = issuer("Frame.io", "developer.frame.io, Developer tokens");
const facebook = issuer("Facebook", "developers.facebook.com, Access tokens");

const uuid = [hex(8), "-", hex(4), "-", hex(4), "-", hex(4), "-", hex(12)] as const;

export const workspaceKinds: readonly SecretKind[] = [
  token(linear, "linear.api-key", "API key", ["lin_api_", alnum(32, 48)]),
  token(linear, "linear.oauth-token", "OAuth token", ["lin_oauth_", hex(64)]),
  token(notion, "notion.token", "integration token", ["ntn_", body("0-9", 11), alnum(32, 36)]),
  token(notion, "notion.legacy-token", "legacy integration token", ["secret_", alnum(43)], {
    notBefore: "A-Za-z0-9_",
  }),
  token(atlassian, "atlassian.api-token", "API token", ["ATATT3", body("A-Za-z0-9_=-", 60, 250)]),
  token(figma, "figma.pat", "personal access token", [
    choice("figd_", "figdr_", "figu_", "figur_"),
    url64(40),
  ]),
  token(postman, "postman.api-key", "API key", ["PMAK-", hex(24), "-", hex(34)]),
  token(airtable, "airtable.pat", "personal access token", ["pat", alnum(14), ".", hex(64)], {
    keywords: ["pat"],
  }),
  token(hubspot, "hubspot.private-app", "private app token", [
    choice("pat-na", "pat-eu", "pat-ap"),
    body("0-9", 1),
    "-",
    ...uuid,
  ]),
  token(clickUp, "clickup.api-token", "API token", ["pk_", body("0-9", 6, 10), "_", upper(32)]),
  token(typeform, "typeform.pat", "personal access token", ["tfp_", url64(40, 60)]),
  token(contentful, "contentful.pat", "personal access token", ["CFPAT-", url64(43)]),
  token(dropbox, "dropbox.access-token", "short-lived access token", ["sl.", url64(120, 1_300)]),
  token(readme, "readme.api-key", "API key", ["rdme_", body("a-z0-9", 70)]),
  token(frameIo, "frameio.token", "developer token", ["fio-u-", url64(64)]),
  token(facebook, "facebook.access-token", "access token", [
    "EAA",
    choice("M", "C"),
    alnum(80, 300),
  ]),
];
