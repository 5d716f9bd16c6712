import { alnum, hex, url64 } from "../alphabets.ts";
import { named } from "../context.ts";
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

const slack = issuer("Slack", "docs.slack.dev, Token types and incoming webhooks");
const discord = issuer("Discord", "discord.com/developers/docs, Webhooks and bot tokens");
const telegram = issuer("Telegram", "core.telegram.org/bots, Authorizing your bot");
const sendgrid = issuer("SendGrid", "twilio.com/docs/sendgrid, API keys");
const mailgun = issuer("Mailgun", "documentation.mailgun.com, API keys");
const mailchimp = issuer("Mailchimp", "mailchimp.com/developer, API keys");
const twilio = issuer("Twilio", "twilio.com/docs/iam, API keys and auth tokens");
const brevo = issuer("Brevo", "developers.brevo.com, API keys");
const resend = issuer("Resend", "resend.com/docs, API keys");
const teams = issuer("Microsoft Teams", "learn.microsoft.com, Incoming webhooks");
const googleChat = issuer("Google Chat", "developers.google.com/workspace/chat, Webhooks");

export const messagingKinds: readonly SecretKind[] = [
  token(slack, "slack.bot-token", "bot token", ["xoxb-", body("0-9A-Za-z-", 20, 120)]),
  token(slack, "slack.user-token", "user token", ["xoxp-", body("0-9A-Za-z-", 20, 160)]),
  token(slack, "slack.legacy-token", "legacy token", [
    choice("xoxa-", "xoxr-", "xoxs-", "xoxo-", "xoxc-", "xoxd-"),
    body("0-9A-Za-z%-", 20, 300),
  ]),
  token(slack, "slack.rotated-token", "rotated token", [
    choice("xoxe.xoxb-", "xoxe.xoxp-", "xoxe-"),
    body("0-9A-Za-z-", 40, 300),
  ]),
  token(slack, "slack.app-token", "app-level token", [
    "xapp-",
    body("0-9", 1),
    "-",
    body("A-Z0-9", 8, 14),
    "-",
    body("0-9", 9, 15),
    "-",
    body("a-z0-9", 40, 80),
  ]),
  token(slack, "slack.webhook", "webhook", [
    "hooks.slack.com/",
    choice("services/", "workflows/", "triggers/"),
    body("A-Z0-9", 8, 14),
    "/",
    alnum(8, 20),
    "/",
    alnum(20, 48),
  ]),
  token(discord, "discord.webhook", "webhook", [
    choice("discord.com/api/webhooks/", "discordapp.com/api/webhooks/"),
    body("0-9", 17, 20),
    "/",
    url64(60, 80),
  ]),
  // The first part is the base-64 of a numeric id, so it starts with M, N or O.
  token(discord, "discord.bot-token", "bot token", [
    body("MNO", 1),
    alnum(23, 27),
    ".",
    url64(6),
    ".",
    url64(27, 38),
  ]),
  token(telegram, "telegram.bot-token", "bot token", [body("0-9", 8, 10), ":AA", url64(33)]),
  token(sendgrid, "sendgrid.api-key", "API key", ["SG.", url64(22), ".", url64(43)]),
  token(mailgun, "mailgun.api-key", "API key", ["key-", hex(32)]),
  named(
    mailgun,
    "mailgun.signing-key",
    "signing key",
    [
      ["mailgun", "api", "key"],
      ["mailgun", "signing", "key"],
    ],
    [hex(32), "-", hex(8), "-", hex(8)],
    { set: "A-Za-z0-9-" },
  ),
  token(mailchimp, "mailchimp.api-key", "API key", [hex(32), "-us", body("0-9", 1, 2)]),
  token(twilio, "twilio.api-key", "API key", ["SK", hex(32)], { notBefore: "A-Za-z0-9" }),
  named(
    twilio,
    "twilio.auth-token",
    "auth token",
    [
      ["twilio", "auth", "token"],
      ["twilio", "token"],
    ],
    [hex(32)],
    { set: "A-Za-z0-9" },
  ),
  token(brevo, "brevo.api-key", "API key", [
    choice("xkeysib-", "xsmtpsib-"),
    hex(64),
    "-",
    alnum(16),
  ]),
  token(resend, "resend.api-key", "API key", ["re_", alnum(8), "_", alnum(24)]),
  token(teams, "teams.webhook", "webhook", [
    ".webhook.office.com/webhookb2/",
    body("0-9a-f@-", 36, 80),
    "/IncomingWebhook/",
    hex(32),
  ]),
  token(googleChat, "google-chat.webhook", "webhook", [
    "chat.googleapis.com/v1/spaces/",
    url64(8, 20),
    "/messages?key=",
    url64(39),
    "&token=",
    body("A-Za-z0-9_%-", 40, 60),
  ]),
];
