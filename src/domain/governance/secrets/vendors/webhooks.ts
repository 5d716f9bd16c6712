import { alnum, hex, url64 } from "../alphabets.ts";
import { hasDigitAndLetter } from "../checks/mixed.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice, type Part, patternOf, sampleOf } from "../formats/parts.ts";
import { digits, lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { Candidate, SecretKind } from "../kind.ts";

/** Whoever knows the address may post to it: the address is the credential. */
function hook(name: string, source: string, place = "webhooks or integrations"): Issuer {
  return issuer(name, source, `the ${name} settings, ${place}: delete the webhook`);
}

const slack = hook("Slack", "docs.slack.dev, Incoming webhooks and workflow triggers");
const discord = hook("Discord", "discord.com/developers/docs, Webhooks");
const teams = hook("Microsoft Teams", "learn.microsoft.com, Incoming webhooks");
const logicApps = hook(
  "Azure Logic Apps",
  "learn.microsoft.com, Secure access to request triggers",
);
const googleChat = hook("Google Chat", "developers.google.com/workspace/chat, Webhooks");
const dingTalk = hook("DingTalk", "open.dingtalk.com, Custom robots");
const feishu = hook("Feishu", "open.feishu.cn, Custom bots");
const weCom = hook("WeCom", "developer.work.weixin.qq.com, Group robots");
const zapier = hook("Zapier", "help.zapier.com, Webhooks");
const make = hook("Make", "help.make.com, Webhooks");
const ifttt = hook("IFTTT", "ifttt.com/maker_webhooks");
const netlify = hook("Netlify", "docs.netlify.com, Build hooks");
const vercel = hook("Vercel", "vercel.com/docs, Deploy hooks");
const render = hook("Render", "render.com/docs, Deploy hooks");
const cloudflare = hook("Cloudflare Pages", "developers.cloudflare.com/pages, Deploy hooks");
const victorOps = hook("Splunk On-Call", "help.victorops.com, REST endpoint");
const sumoLogic = hook("Sumo Logic", "help.sumologic.com, HTTP sources");
const snitch = hook("Dead Man's Snitch", "deadmanssnitch.com/docs, Check-ins");
const healthchecks = hook("Healthchecks.io", "healthchecks.io/docs, Pinging API");
const mattermost = hook("Mattermost", "docs.mattermost.com, Incoming webhooks");
const rocketChat = hook("Rocket.Chat", "docs.rocket.chat, Incoming webhooks");

/** An invocation address of a workflow: the signature at its end is what admits the caller. */
const signed: readonly Part[] = ["sig=", url64(43)];
const triggerLead = "/triggers/manual/";
const logicApp: SecretKind = {
  ...token(logicApps, "azure.workflow-trigger", "workflow trigger", signed),
  keywords: [triggerLead],
  before: 0,
  beforeMin: 0,
  pattern: new RegExp(
    `${triggerLead}(?:paths/)?(?:invoke|run)[?][A-Za-z0-9&=%._/;-]{0,200}?[?&;](${patternOf(signed)})`,
    "y",
  ),
  publicLength: () => "sig=".length,
  example: (draw) =>
    `${triggerLead}paths/invoke?api-version=2016-10-01&sv=1.0&${sampleOf(signed, draw)}`,
};

const hostReach = 160;

function isBehindHost({ text, start }: Candidate): boolean {
  const before = text.slice(Math.max(0, start - hostReach), start);
  return /https?:\/\/[A-Za-z0-9.:-]+(?:\/[a-z0-9-]+)?\/hooks\/$/.test(before);
}

export const webhookKinds: readonly SecretKind[] = [
  token(slack, "slack.webhook", "webhook", [
    choice("hooks.slack.com/services/", "hooks.slack-gov.com/services/"),
    alnum(6, 14),
    "/",
    alnum(6, 14),
    "/",
    alnum(18, 30),
  ]),
  token(slack, "slack.workflow-webhook", "workflow webhook", [
    choice("hooks.slack.com/workflows/", "hooks.slack-gov.com/workflows/"),
    alnum(6, 14),
    "/",
    alnum(6, 14),
    "/",
    digits(15, 20),
    "/",
    alnum(18, 30),
  ]),
  token(slack, "slack.trigger", "workflow trigger", [
    choice("hooks.slack.com/triggers/", "hooks.slack-gov.com/triggers/"),
    alnum(6, 14),
    "/",
    digits(11, 15),
    "/",
    lowerAlnum(24, 48),
  ]),
  token(discord, "discord.webhook", "webhook", [
    choice("discord.com/api/", "discordapp.com/api/"),
    choice("v10/", "v9/", "v8/", ""),
    "webhooks/",
    digits(17, 20),
    "/",
    url64(60, 80),
  ]),
  token(teams, "teams.webhook", "webhook", [
    choice("webhook.office.com/webhookb2/", "outlook.office.com/webhook/"),
    body("0-9a-f@-", 36, 80),
    "/IncomingWebhook/",
    hex(32),
  ]),
  logicApp,
  token(googleChat, "google-chat.webhook", "webhook", [
    "chat.googleapis.com/v1/spaces/",
    url64(8, 20),
    "/messages?key=",
    url64(39),
    "&token=",
    body("A-Za-z0-9_%-", 40, 60),
  ]),
  token(dingTalk, "dingtalk.webhook", "webhook", [
    "oapi.dingtalk.com/robot/send?access_token=",
    hex(64),
  ]),
  token(dingTalk, "dingtalk.signing-secret", "signing secret", ["SEC", hex(64)], {
    notBefore: "A-Za-z0-9",
  }),
  {
    ...token(mattermost, "mattermost.webhook", "webhook", ["/hooks/", lowerAlnum(26)]),
    pattern: /\/hooks\/([a-z0-9]{26})(?![A-Za-z0-9_/-])/y,
    check: (candidate) => hasDigitAndLetter(candidate) && isBehindHost(candidate),
    publicLength: () => 0,
    example: (draw) =>
      `https://chat.test/hooks/${draw.chars("abcdefghijkmnopqrstuwxyz13456789", 25)}7`,
  },
  token(feishu, "feishu.webhook", "webhook", [
    choice("open.feishu.cn/open-apis/bot/v2/hook/", "open.larksuite.com/open-apis/bot/v2/hook/"),
    ...uuid,
  ]),
  token(weCom, "wecom.webhook", "webhook", [
    "qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
    ...uuid,
  ]),
  token(zapier, "zapier.webhook", "webhook", [
    "hooks.zapier.com/hooks/catch/",
    digits(5, 10),
    "/",
    lowerAlnum(6, 12),
  ]),
  token(make, "make.webhook", "webhook", [
    choice("hook.us1.make.com/", "hook.us2.make.com/", "hook.eu1.make.com/", "hook.eu2.make.com/"),
    lowerAlnum(28, 40),
  ]),
  token(ifttt, "ifttt.webhook-key", "webhook key", [
    choice("maker.ifttt.com/trigger/", "maker.ifttt.com/use/"),
    url64(1, 64),
    choice("/with/key/", "/json/with/key/", ""),
    url64(22, 64),
  ]),
  token(netlify, "netlify.build-hook", "build hook", ["api.netlify.com/build_hooks/", hex(24)]),
  token(vercel, "vercel.deploy-hook", "deploy hook", [
    "api.vercel.com/v1/integrations/deploy/",
    choice("prj_", ""),
    url64(24, 40),
    "/",
    alnum(8, 20),
  ]),
  token(render, "render.deploy-hook", "deploy hook", [
    "api.render.com/deploy/srv-",
    lowerAlnum(18, 24),
    "?key=",
    url64(8, 20),
  ]),
  token(cloudflare, "cloudflare.deploy-hook", "deploy hook", [
    "/pages/webhooks/deploy_hooks/",
    ...uuid,
  ]),
  token(victorOps, "victorops.rest-endpoint", "REST endpoint", [
    "alert.victorops.com/integrations/generic/",
    digits(8),
    "/alert/",
    ...uuid,
  ]),
  token(sumoLogic, "sumologic.http-source", "HTTP source", [
    "sumologic.com/receiver/v1/http/",
    body("A-Za-z0-9+/_=-", 60, 200),
  ]),
  token(snitch, "deadmanssnitch.check-in", "check-in address", ["nosnch.in/", hex(10)]),
  token(healthchecks, "healthchecks.ping", "ping address", ["hc-ping.com/", ...uuid]),
  token(rocketChat, "rocketchat.webhook", "webhook", [
    "/hooks/",
    alnum(17, 24),
    "/",
    alnum(40, 64),
  ]),
];
