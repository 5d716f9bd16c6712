import { alnum, hex, upper, url64 } from "../alphabets.ts";
import { isMixed } from "../checks/mixed.ts";
import { issuer } from "../formats/issuer.ts";
import { foundBy } from "../formats/mark.ts";
import { pair } from "../formats/pair.ts";
import { choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { digits, lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const mailer = (name: string, source: string, place = "API keys"): Issuer =>
  issuer(name, source, `the ${name} account settings, ${place}`);

const sendgrid = mailer("SendGrid", "twilio.com/docs/sendgrid, API keys");
const mailgun = mailer("Mailgun", "documentation.mailgun.com, API keys");
const mailchimp = mailer("Mailchimp", "mailchimp.com/developer, API keys");
const mandrill = mailer(
  "Mailchimp Transactional",
  "mailchimp.com/developer/transactional, Quickstart",
);
const brevo = mailer("Brevo", "developers.brevo.com, API keys");
const resend = mailer("Resend", "resend.com/docs, API keys");
const postmark = mailer("Postmark", "postmarkapp.com/developer, API tokens", "API tokens");
const sparkPost = mailer("SparkPost", "developers.sparkpost.com, API keys");
const mailjet = mailer("Mailjet", "dev.mailjet.com, Authentication");
const mailerSend = mailer("MailerSend", "developers.mailersend.com, Authentication", "API tokens");
const mailtrap = mailer("Mailtrap", "docs.mailtrap.io, API tokens", "API tokens");
const elasticEmail = mailer("Elastic Email", "elasticemail.com/developers, API keys");
const smtp2go = mailer("SMTP2GO", "developers.smtp2go.com, Authentication");
const nylas = mailer("Nylas", "developer.nylas.com, Authentication");
const loops = mailer("Loops", "loops.so/docs, API reference");
/** Two letters are too little to look for, so what usually stands before an account is. */
const twilioCalls = ["client(", "twilio(", "init(", "-u ", "--user ", "//"].flatMap((lead) =>
  lead === "//" ? ["//ac"] : ["", "'", '"'].map((quote) => `${lead}${quote}ac`),
);

const twilio = mailer("Twilio", "twilio.com/docs/iam, API keys and auth tokens");
const vonage = mailer("Vonage", "developer.vonage.com, Authentication");
const messageBird = mailer("MessageBird", "developers.messagebird.com, Authentication");
const plivo = mailer("Plivo", "plivo.com/docs, Authentication");
const telnyx = mailer("Telnyx", "developers.telnyx.com, API keys");
const infobip = mailer("Infobip", "infobip.com/docs, API authentication");
const sinch = mailer("Sinch", "developers.sinch.com, Authentication");

/** The last character before a dash: the prefilter skips every dash after other text. */
const hexEndings = [..."0123456789abcdef"];

export const mailKinds: readonly SecretKind[] = [
  token(sendgrid, "sendgrid.api-key", "API key", ["SG.", url64(20, 24), ".", url64(39, 50)]),
  token(mailgun, "mailgun.api-key", "API key", ["key-", hex(32)]),
  setting(
    mailgun,
    "mailgun.signing-key",
    "API or signing key",
    [hex(32), "-", hex(8), "-", hex(8)],
    {
      vendors: ["mailgun"],
    },
  ),
  foundBy(
    token(mailgun, "mailgun.account-key", "API key", [hex(32), "-", hex(8), "-", hex(8)], {
      notBefore: "A-Za-z0-9-",
    }),
    { keywords: hexEndings.map((end) => `${end}-`), before: [31, 31], set: "0-9a-f" },
  ),
  setting(mailgun, "mailgun.webhook-key", "webhook signing key", [lowerAlnum(32)], {
    vendors: ["mailgun"],
  }),
  token(mailchimp, "mailchimp.api-key", "API key", [hex(32), "-us", digits(1, 2)]),
  token(mandrill, "mandrill.api-key", "API key", ["md-", url64(22)], {
    notBefore: "A-Za-z0-9_-",
    check: isMixed,
  }),
  setting(mandrill, "mandrill.legacy-key", "API key", [url64(22)], { vendors: ["mandrill"] }),
  token(brevo, "brevo.api-key", "API key", [
    choice("xkeysib-", "xsmtpsib-"),
    hex(64),
    "-",
    alnum(16),
  ]),
  token(resend, "resend.api-key", "API key", ["re_", alnum(6, 12), "_", alnum(20, 32)]),
  setting(postmark, "postmark.token", "server or account token", uuid, { vendors: ["postmark"] }),
  setting(sparkPost, "sparkpost.api-key", "API key", [lowerAlnum(40)], { vendors: ["sparkpost"] }),
  setting(mailjet, "mailjet.secret-key", "API or secret key", [lowerAlnum(32)], {
    vendors: ["mailjet", "mj_apikey", "mj_api"],
    names: ["key", "token", "secret", "private", "password"],
  }),
  token(mailerSend, "mailersend.api-token", "API token", ["mlsn.", hex(64)]),
  token(mailerSend, "mailersend.smtp-password", "SMTP password", [
    "mssp.",
    alnum(6, 8),
    ".",
    alnum(14, 20),
    ".",
    alnum(6, 8),
  ]),
  setting(mailtrap, "mailtrap.api-token", "API token", [lowerAlnum(32)], { vendors: ["mailtrap"] }),
  setting(elasticEmail, "elasticemail.api-key", "API key", [upper(96)], {
    vendors: ["elastic_email"],
  }),
  token(smtp2go, "smtp2go.api-key", "API key", ["api-", upper(32)], { notBefore: "A-Za-z0-9" }),
  token(nylas, "nylas.api-key", "API key", ["nyk_", choice("v0_", ""), alnum(48, 80)]),
  setting(loops, "loops.api-key", "API key", [lowerAlnum(32)], { vendors: ["loops"] }),

  token(twilio, "twilio.api-key", "API key", ["SK", lowerAlnum(32)], { notBefore: "A-Za-z0-9" }),
  setting(twilio, "twilio.auth-token", "auth token", [lowerAlnum(32)], { vendors: ["twilio"] }),
  setting(twilio, "twilio.api-secret", "API key secret", [alnum(32)], {
    vendors: ["twilio"],
    names: ["secret"],
  }),
  pair(twilio, "twilio.account-token", "auth token beside its account", {
    keywords: twilioCalls,
    identifier: "[A-Za-z/-]{1,8}[( ]?[\"']?AC[0-9a-f]{32}",
    secret: [hex(32)],
    sampleIdentifier: (draw) => `curl -u AC${draw.chars("0123456789abcdef", 32)}`,
  }),
  setting(vonage, "vonage.api-secret", "API secret", [alnum(16)], {
    vendors: ["vonage", "nexmo"],
    names: ["secret"],
  }),
  setting(messageBird, "messagebird.access-key", "access key", [alnum(25)], {
    vendors: ["messagebird", "message_bird"],
  }),
  setting(plivo, "plivo.auth-token", "auth token", [alnum(40)], { vendors: ["plivo"] }),
  token(telnyx, "telnyx.api-key", "API key", ["KEY", upper(32), "_", alnum(22)]),
  setting(infobip, "infobip.api-key", "API key", [hex(32), "-", ...uuid], {
    vendors: ["infobip"],
  }),
  setting(sinch, "sinch.api-token", "API token", [lowerAlnum(32)], { vendors: ["sinch"] }),
];
