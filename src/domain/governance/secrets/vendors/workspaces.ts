import { alnum, base64, hex, upper, url64 } from "../alphabets.ts";
import { issuer as issuerAt } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { digits, lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const issuer = (name: string, source: string): Issuer =>
  issuerAt(name, source, `the ${name} account settings, API tokens or apps`);

const linear = issuer("Linear", "linear.app/developers, API keys");
const notion = issuer("Notion", "developers.notion.com, Authorization");
const atlassian = issuer("Atlassian", "support.atlassian.com, API tokens");
const trello = issuer("Trello", "developer.atlassian.com/cloud/trello, Authorization");
const figma = issuer("Figma", "figma.com/developers, Personal access tokens");
const airtable = issuer("Airtable", "airtable.com/developers, Personal access tokens");
const asana = issuer("Asana", "developers.asana.com, Personal access tokens");
const clickUp = issuer("ClickUp", "developer.clickup.com, Authentication");
const monday = issuer("monday.com", "developer.monday.com, Authentication");
const typeform = issuer("Typeform", "typeform.com/developers, Personal access tokens");
const jotform = issuer("Jotform", "api.jotform.com/docs, Authentication");
const dropbox = issuer("Dropbox", "dropbox.com/developers, OAuth guide");
const box = issuer("Box", "developer.box.com, Authentication");
const miro = issuer("Miro", "developers.miro.com, Access tokens");
const readme = issuer("ReadMe", "docs.readme.com, API keys");
const gitBook = issuer("GitBook", "gitbook.com/docs, API authentication");
const frameIo = issuer("Frame.io", "developer.frame.io, Developer tokens");
const canva = issuer("Canva", "canva.dev/docs/connect, Authentication");
const adobe = issuer("Adobe", "developer.adobe.com, Credentials");
const webflow = issuer("Webflow", "developers.webflow.com, Authentication");
const smartsheet = issuer("Smartsheet", "developers.smartsheet.com, Authentication");
const todoist = issuer("Todoist", "developer.todoist.com, Authorization");
const coda = issuer("Coda", "coda.io/developers, Authentication");
const evernote = issuer("Evernote", "dev.evernote.com, Developer tokens");
const harvest = issuer("Harvest", "help.getharvest.com, Personal access tokens");
const toggl = issuer("Toggl", "engineering.toggl.com, Authentication");
const cal = issuer("Cal.com", "cal.com/docs, API authentication");
const shortcut = issuer("Shortcut", "developer.shortcut.com, Authentication");
const youTrack = issuer("YouTrack", "jetbrains.com/help/youtrack, Permanent tokens");
const plane = issuer("Plane", "developers.plane.so, Authentication");
const zoho = issuer("Zoho", "zoho.com/accounts, OAuth tokens");
const docuSign = issuer("DocuSign", "developers.docusign.com, Integration keys");
const tolgee = issuer("Tolgee", "docs.tolgee.io, API keys");
const lokalise = issuer("Lokalise", "developers.lokalise.com, Authentication");
const crowdin = issuer("Crowdin", "support.crowdin.com, Personal access tokens");

export const workspaceKinds: readonly SecretKind[] = [
  token(linear, "linear.api-key", "API key", ["lin_api_", alnum(32, 48)]),
  token(linear, "linear.oauth-token", "OAuth token", ["lin_oauth_", hex(64)]),
  token(linear, "linear.webhook-secret", "webhook secret", ["lin_wh_", alnum(20, 64)]),
  setting(linear, "linear.client-secret", "client secret", [lowerAlnum(32)], {
    vendors: ["linear"],
    names: ["secret"],
  }),
  token(notion, "notion.token", "integration token", ["ntn_", digits(11), alnum(32, 36)]),
  token(notion, "notion.legacy-token", "legacy integration token", ["secret_", alnum(43)], {
    notBefore: "A-Za-z0-9_",
  }),
  token(atlassian, "atlassian.api-token", "API token", ["ATATT3", body("A-Za-z0-9_=-", 60, 250)]),
  token(atlassian, "atlassian.admin-key", "organization API key", [
    choice("ATOATT3", "ATSTT3"),
    body("A-Za-z0-9_=-", 60, 400),
  ]),
  setting(atlassian, "atlassian.legacy-token", "API token", [alnum(24)], {
    vendors: ["atlassian", "jira", "confluence"],
  }),
  setting(atlassian, "atlassian.server-pat", "personal access token", [base64(44)], {
    vendors: ["jira", "confluence", "bitbucket_server"],
  }),
  token(trello, "trello.token", "token", ["ATTA", hex(64), body("0-9A-Fa-f", 8)]),
  setting(trello, "trello.key", "API key, secret or token", [lowerAlnum(32, 64)], {
    vendors: ["trello"],
  }),
  token(figma, "figma.pat", "personal access token", [
    choice("figd_", "figdr_", "figu_", "figur_", "figo_", "figor_"),
    url64(40),
  ]),
  token(airtable, "airtable.pat", "personal access token", ["pat", alnum(14), ".", hex(64)], {
    keywords: ["pat"],
  }),
  setting(airtable, "airtable.api-key", "API key", ["key", alnum(14)], { vendors: ["airtable"] }),
  setting(
    asana,
    "asana.pat",
    "personal access token",
    [choice("0/", "1/", "2/"), body("0-9/:", 0, 40), hex(32)],
    { vendors: ["asana"] },
  ),
  {
    ...token(asana, "asana.access-token", "access token", [
      choice("1/", "2/"),
      digits(12, 20),
      ":",
      hex(32),
    ]),
    pattern: /(?<![A-Za-z0-9/])[12]\/[0-9]{12,20}(?:\/[0-9]{12,20})?:[0-9a-f]{32}(?![0-9a-f])/y,
  },
  setting(asana, "asana.client-secret", "client secret", [lowerAlnum(32)], { vendors: ["asana"] }),
  token(clickUp, "clickup.api-token", "API token", ["pk_", digits(6, 10), "_", upper(32)]),
  setting(monday, "monday.signing-secret", "signing or client secret", [alnum(32)], {
    vendors: ["monday"],
    names: ["secret"],
  }),
  token(typeform, "typeform.pat", "personal access token", ["tfp_", body("A-Za-z0-9_.=-", 40, 64)]),
  setting(jotform, "jotform.api-key", "API key", [lowerAlnum(32)], { vendors: ["jotform"] }),
  token(dropbox, "dropbox.access-token", "short-lived access token", [
    "sl.",
    choice("u.", ""),
    url64(120, 1_500),
  ]),
  setting(
    dropbox,
    "dropbox.long-lived-token",
    "long-lived access token",
    [alnum(11), "AAAAAAAAAA", url64(43)],
    { vendors: ["dropbox"] },
  ),
  setting(dropbox, "dropbox.app-secret", "app secret", [lowerAlnum(15)], { vendors: ["dropbox"] }),
  setting(box, "box.client-secret", "client secret or developer token", [alnum(32)], {
    vendors: ["box"],
  }),
  setting(miro, "miro.access-token", "access token", [url64(27, 64)], { vendors: ["miro"] }),
  token(readme, "readme.api-key", "API key", ["rdme_", lowerAlnum(70)]),
  token(gitBook, "gitbook.api-token", "API token", ["gb_api_", alnum(40)]),
  token(frameIo, "frameio.token", "developer token", ["fio-u-", url64(64)]),
  token(canva, "canva.client-secret", "client secret", ["cnvca", url64(48, 60)]),
  token(adobe, "adobe.client-secret", "client secret", ["p8e-", body("A-Za-z0-9_-", 32)], {
    notBefore: "A-Za-z0-9",
  }),
  setting(webflow, "webflow.api-token", "API token", [hex(64)], { vendors: ["webflow"] }),
  setting(smartsheet, "smartsheet.access-token", "access token", [alnum(26, 37)], {
    vendors: ["smartsheet"],
  }),
  setting(todoist, "todoist.api-token", "API token", [lowerAlnum(40)], { vendors: ["todoist"] }),
  setting(coda, "coda.api-token", "API token", uuid, { vendors: ["coda"] }),
  token(evernote, "evernote.developer-token", "developer token", [
    "S=s",
    digits(1, 3),
    ":U=",
    hex(1, 10),
    ":E=",
    hex(8, 14),
    ":C=",
    hex(8, 14),
    ":P=",
    hex(1, 5),
    body("A-Za-z0-9=:.-", 0, 40),
    ":H=",
    hex(32),
  ]),
  token(harvest, "harvest.pat", "personal access token", [digits(4, 9), ".pt.", url64(80, 90)]),
  setting(toggl, "toggl.api-token", "API token", [lowerAlnum(32)], { vendors: ["toggl"] }),
  token(cal, "cal.api-key", "API key", ["cal_live_", lowerAlnum(32, 64)]),
  setting(shortcut, "shortcut.api-token", "API token", uuid, {
    vendors: ["shortcut", "clubhouse"],
  }),
  token(youTrack, "youtrack.permanent-token", "permanent token", [
    choice("perm:", "perm-"),
    body("A-Za-z0-9+/=", 4, 80),
    ".",
    body("A-Za-z0-9+/=-", 4, 80),
    ".",
    alnum(28, 40),
  ]),
  token(plane, "plane.api-key", "API key", ["plane_api_", hex(32)]),
  token(zoho, "zoho.oauth-token", "OAuth token", ["1000.", hex(32), ".", hex(32)]),
  setting(docuSign, "docusign.secret-key", "integration secret", uuid, {
    vendors: ["docusign"],
    names: ["secret", "secret_key"],
  }),
  token(tolgee, "tolgee.api-key", "API key", [choice("tgpat_", "tgpak_"), body("a-z2-7", 40, 64)]),
  setting(lokalise, "lokalise.api-token", "API token", [lowerAlnum(40)], { vendors: ["lokalise"] }),
  setting(crowdin, "crowdin.pat", "personal access token", [lowerAlnum(80)], {
    vendors: ["crowdin"],
  }),
];
