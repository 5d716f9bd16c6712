import { base62Alphabet } from "../formats/characters.ts";
import { alnum, base64, hex, upper, url64 } from "../alphabets.ts";
import { base62Checksum } from "../checks/crc32.ts";
import { named } from "../context.ts";
import { issuer } from "../formats/issuer.ts";
import { foundBy } from "../formats/mark.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { digits, lowerAlnum, optional, uuid } from "../formats/shapes.ts";
import { type FormatOptions, type Issuer, token } from "../formats/token.ts";
import type { Draw, SecretKind } from "../kind.ts";

const chat = (name: string, source: string, place = "integrations"): Issuer =>
  issuer(name, source, `the ${name} settings, ${place}`);

const slack = chat("Slack", "docs.slack.dev, Token types and incoming webhooks", "your apps");
const discord = chat("Discord", "discord.com/developers/docs, Webhooks and bot tokens");
const telegramSession = body("A-Za-z0-9_=-", 200, 420);
const telegram = chat("Telegram", "core.telegram.org/bots, Authorizing your bot", "BotFather");
const matrix = chat("Matrix", "matrix-org.github.io/synapse, Access tokens", "sessions");
const mattermost = chat("Mattermost", "developers.mattermost.com, Personal access tokens");
const zulip = chat("Zulip", "zulip.com/api, API keys");
const webex = chat("Webex", "developer.webex.com, Access tokens");
const africasTalking = chat("Africa's Talking", "developers.africastalking.com, Authentication");
const courier = chat("Courier", "courier.com/docs, Authentication");
const line = chat("LINE", "developers.line.biz, Channel access tokens");
const ntfy = chat("ntfy", "docs.ntfy.sh, Access tokens", "account");
const pushover = chat("Pushover", "pushover.net/api, Authentication");
const pushbullet = chat("Pushbullet", "docs.pushbullet.com, Authentication");
const pusher = chat("Pusher", "pusher.com/docs/channels, Application keys");
const oneSignal = chat("OneSignal", "documentation.onesignal.com, Keys and ids");
const pubNub = chat("PubNub", "pubnub.com/docs, Keysets");
const ably = chat("Ably", "ably.com/docs, API keys");
const sendbird = chat("Sendbird", "sendbird.com/docs, Platform API tokens");
const zoom = chat("Zoom", "developers.zoom.us, Server-to-server OAuth");

/** A last part of six characters: the CRC-32 in base 62 of everything before its underscore. */
const summed: FormatOptions = {
  proof: (secret) => base62Checksum(secret.slice(0, -7)) === secret.slice(-6),
  example: (draw: Draw) => {
    const entropy = `syt_${draw.chars(base62Alphabet, 8)}_${draw.chars(base62Alphabet.slice(10), 20)}`;
    return `${entropy}_${base62Checksum(entropy)}`;
  },
};

export const messagingKinds: readonly SecretKind[] = [
  token(slack, "slack.bot-token", "bot token", ["xoxb-", body("0-9A-Za-z-", 20, 120)]),
  token(slack, "slack.user-token", "user token", ["xoxp-", body("0-9A-Za-z-", 20, 160)]),
  token(slack, "slack.legacy-token", "legacy or workflow token", [
    choice("xoxa-", "xoxr-", "xoxs-", "xoxo-", "xwfp-"),
    body("0-9A-Za-z-", 20, 300),
  ]),
  // What the web client sends: `xoxc` in the body, `xoxd` as the cookie, URL-encoded or not.
  token(slack, "slack.session-token", "session token or cookie", [
    choice("xoxc-", "xoxd-"),
    body("0-9A-Za-z%+/=-", 20, 400),
  ]),
  token(slack, "slack.rotated-token", "rotated token", [
    choice("xoxe.xoxb-", "xoxe.xoxp-", "xoxe-"),
    body("0-9A-Za-z-", 40, 400),
  ]),
  token(slack, "slack.app-token", "app-level token", [
    "xapp-",
    digits(1),
    "-",
    upper(8, 14),
    "-",
    digits(9, 15),
    "-",
    lowerAlnum(40, 80),
  ]),
  setting(slack, "slack.app-secret", "signing or client secret", [lowerAlnum(32)], {
    vendors: ["slack"],
    names: ["secret", "verification_token"],
  }),

  // The first part is the base-64 of a numeric id, so it starts with M, N or O.
  token(discord, "discord.bot-token", "bot token", [
    body("MNO", 1),
    alnum(23, 27),
    ".",
    url64(6),
    ".",
    url64(27, 38),
  ]),
  token(discord, "discord.user-token", "user token", ["mfa.", url64(84)]),
  setting(discord, "discord.client-secret", "client secret", [url64(32)], {
    vendors: ["discord"],
    names: ["secret"],
  }),
  // In the address of the API the word `bot` stands right before it.
  named(telegram, "telegram.api-hash", "hash of an application", [["api", "hash"]], [hex(32)], {
    set: "A-Za-z0-9",
  }),
  {
    ...named(
      telegram,
      "telegram.session",
      "session of a client",
      [["session"]],
      [telegramSession],
      {
        set: "A-Za-z0-9_=-",
      },
    ),
    keywords: ["session_string", "string_session", "stringsession("],
    pattern:
      /(?:[sS](?:ESSION_STRING|ession_string|TRING_SESSION|tring_session|tringSession))["']?\s{0,4}[=:(]\s{0,4}["']?([1AB][A-Za-z0-9_=-]{200,420})(?![A-Za-z0-9_=-])/y,
    example: (draw) => `SESSION_STRING=1${draw.chars(base62Alphabet, 352)}`,
  },
  {
    ...token(telegram, "telegram.bot-token", "bot token", [digits(8, 10), ":A", url64(34)]),
    pattern: /(?<![0-9])[0-9]{8,10}:A[A-Za-z0-9_-]{34}/y,
  },
  token(
    matrix,
    "matrix.access-token",
    "access token",
    ["syt_", body("A-Za-z0-9+/=_-", 1, 120), "_", body("A-Za-z", 20), "_", alnum(6)],
    summed,
  ),
  token(matrix, "matrix.authentication-token", "authentication service token", [
    choice("mat_", "mar_", "mct_"),
    alnum(30),
    "_",
    alnum(6),
  ]),
  setting(mattermost, "mattermost.access-token", "access token", [lowerAlnum(26)], {
    vendors: ["mattermost"],
  }),
  setting(zulip, "zulip.api-key", "API key", [alnum(32)], { vendors: ["zulip"] }),
  setting(webex, "webex.access-token", "access token", [url64(64), "_", alnum(4), "_", ...uuid], {
    vendors: ["webex", "cisco_spark"],
  }),
  setting(line, "line.channel-token", "channel access token", [base64(140, 172)], {
    vendors: ["line"],
  }),
  token(ntfy, "ntfy.access-token", "access token", ["tk_", lowerAlnum(29)], {
    notBefore: "A-Za-z0-9_",
  }),
  setting(pushover, "pushover.token", "API token", [lowerAlnum(30)], { vendors: ["pushover"] }),
  setting(pushbullet, "pushbullet.access-token", "access token", ["o.", alnum(32)], {
    vendors: ["pushbullet"],
  }),
  setting(pusher, "pusher.secret", "secret", [lowerAlnum(20)], {
    vendors: ["pusher"],
    names: ["secret"],
  }),
  token(oneSignal, "onesignal.api-key", "API key", [
    choice("os_v2_app_", "os_v2_org_"),
    body("a-z2-7", 60, 160),
  ]),
  token(pubNub, "pubnub.secret-key", "secret key", ["sec-c-", base64(40, 60), optional("=")]),
  setting(ably, "ably.api-key", "API key", [url64(6), ".", url64(6), ":", url64(20, 43)], {
    vendors: ["ably"],
  }),
  setting(sendbird, "sendbird.api-token", "API token", [lowerAlnum(40)], { vendors: ["sendbird"] }),
  setting(zoom, "zoom.client-secret", "client secret", [alnum(32)], {
    vendors: ["zoom"],
    names: ["secret", "secret_token"],
  }),
  token(africasTalking, "africastalking.api-key", "API key", ["atsk_", hex(64)]),
  token(courier, "courier.auth-token", "auth token", [choice("pk_prod_", "pk_test_"), upper(28)], {
    notBefore: "A-Za-z0-9",
    check: ({ secret }) => /[0-9]/.test(secret),
  }),
  // The end of every channel access token is the same.
  foundBy(
    token(line, "line.channel-access-token", "channel access token", [
      base64(140, 175),
      "w1cDnyilFU=",
    ]),
    { keywords: ["w1cdnyilfu="], before: [140, 175], set: "A-Za-z0-9+/" },
  ),
];
