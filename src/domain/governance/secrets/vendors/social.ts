import { base62Alphabet } from "../formats/characters.ts";
import { alnum, hex, url64 } from "../alphabets.ts";
import { isMixed, isOutsideBase64 } from "../checks/mixed.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { digits, lowerAlnum } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { Draw, SecretKind } from "../kind.ts";

const social = (name: string, source: string): Issuer =>
  issuer(name, source, `the ${name} developer console, your app`);

const facebook = social("Facebook", "developers.facebook.com, Access tokens");
const instagram = social("Instagram", "developers.facebook.com/docs/instagram, Access tokens");
const threads = social("Threads", "developers.facebook.com/docs/threads, Access tokens");
const oculus = social("Meta Horizon", "developers.meta.com/horizon, Access tokens");
const x = social("X", "docs.x.com, Authentication");
const linkedIn = social("LinkedIn", "learn.microsoft.com/linkedin, Authentication");
const twitch = social("Twitch", "dev.twitch.tv/docs, Authentication");
const spotify = social("Spotify", "developer.spotify.com, Authorization");
const reddit = social("Reddit", "github.com/reddit-archive/reddit, OAuth2");
const tikTok = social("TikTok", "developers.tiktok.com, Access tokens");
const pinterest = social("Pinterest", "developers.pinterest.com, Authentication");
const snap = social("Snapchat", "developers.snap.com, OAuth");
const tumblr = social("Tumblr", "tumblr.com/docs, Applications");
const medium = social("Medium", "github.com/Medium/medium-api-docs, Self-issued access tokens");
const flickr = social("Flickr", "flickr.com/services/api, Keys");
const lastFm = social("Last.fm", "last.fm/api, Authentication");
const genius = social("Genius", "docs.genius.com, Authentication");
const strava = social("Strava", "developers.strava.com, Authentication");
const weChat = social("WeChat", "developers.weixin.qq.com, App secrets");
const kakao = social("Kakao", "developers.kakao.com, App keys");
const viber = social("Viber", "developers.viber.com, Authentication tokens");

const zeros = "A".repeat(19);

/** An application's bearer token: leading zero bits, an id, and two halves around `%3D`. */
const bearer: SecretKind = {
  ...token(x, "x.bearer-token", "bearer token", [zeros]),
  pattern: new RegExp(
    `(?<![A-Za-z0-9])A{19,25}[A-Za-z0-9]{4,10}A{0,8}[A-Za-z0-9%]{20,60}%3D[A-Za-z0-9]{30,70}`,
    "y",
  ),
  publicLength: () => zeros.length,
  example: (draw: Draw) =>
    `${zeros}${draw.chars(base62Alphabet, 6)}AAAAAA${draw.chars(base62Alphabet, 27)}%3D${draw.chars(base62Alphabet, 50)}`,
};

export const socialKinds: readonly SecretKind[] = [
  token(facebook, "facebook.access-token", "access token", ["EAA", alnum(80, 400)], {
    notBefore: "A-Za-z0-9+/",
    check: (candidate) => isOutsideBase64(candidate) && isMixed(candidate),
  }),
  setting(facebook, "facebook.app-secret", "app secret", [lowerAlnum(32)], {
    vendors: ["facebook", "meta_app", "instagram", "whatsapp"],
    names: ["secret"],
  }),
  setting(
    facebook,
    "facebook.app-token",
    "app access token",
    [digits(14, 17), choice("|", "%7C"), url64(27, 40)],
    { vendors: ["facebook"] },
  ),
  token(facebook, "facebook.app-token-parameter", "app access token", [
    "access_token=",
    digits(14, 17),
    choice("|", "%7C"),
    url64(27, 40),
  ]),
  token(instagram, "instagram.access-token", "access token", [
    choice("IGQV", "IGQW", "IGAA"),
    url64(80, 300),
  ]),
  token(threads, "threads.access-token", "access token", ["THAA", url64(80, 300)]),
  token(oculus, "oculus.access-token", "access token", ["OC|", digits(13, 17), "|", url64(27, 40)]),
  bearer,
  setting(x, "x.named-bearer", "bearer token", [zeros, body("A-Za-z0-9%", 60, 120)], {
    vendors: ["twitter", "x_bearer"],
    names: ["bearer", "token", "key"],
  }),
  setting(x, "x.api-secret", "API secret", [alnum(50)], { vendors: ["twitter", "x_api"] }),
  setting(x, "x.api-key", "API key", [alnum(25)], { vendors: ["twitter", "x_api"] }),
  setting(x, "x.access-token", "access token", [digits(7, 25), "-", alnum(20, 45)], {
    vendors: ["twitter", "x_access"],
  }),
  setting(x, "x.access-secret", "access token secret", [alnum(45)], {
    vendors: ["twitter", "x_access"],
  }),
  token(linkedIn, "linkedin.client-secret", "client secret", [
    choice("WPL_AP0.", "WPL_AP1."),
    alnum(16),
    ".",
    body("A-Za-z0-9+/", 6, 8),
    choice("==", "=", ""),
  ]),
  setting(linkedIn, "linkedin.legacy-secret", "client secret", [alnum(16)], {
    vendors: ["linkedin"],
    names: ["secret"],
  }),
  setting(linkedIn, "linkedin.access-token", "access token", ["AQ", url64(150, 500)], {
    vendors: ["linkedin"],
  }),
  setting(twitch, "twitch.token", "token or client secret", [lowerAlnum(30)], {
    vendors: ["twitch"],
  }),
  token(twitch, "twitch.chat-token", "chat token", ["oauth:", lowerAlnum(30)], {
    notBefore: "A-Za-z0-9",
  }),
  setting(spotify, "spotify.client-secret", "client secret", [lowerAlnum(32)], {
    vendors: ["spotify"],
  }),
  setting(
    spotify,
    "spotify.token",
    "access or refresh token",
    [choice("BQ", "AQ"), url64(120, 400)],
    {
      vendors: ["spotify"],
    },
  ),
  setting(reddit, "reddit.client-secret", "client secret", [url64(27, 30)], {
    vendors: ["reddit"],
  }),
  token(
    tikTok,
    "tiktok.access-token",
    "access or refresh token",
    [choice("act.", "rft.", "clt."), body("A-Za-z0-9!.", 56, 100)],
    { check: ({ secret }) => /[0-9]/.test(secret) && /[A-Z]/.test(secret) },
  ),
  token(pinterest, "pinterest.access-token", "access token", [
    choice("pina_", "pinr."),
    body("A-Za-z0-9._-", 48, 1_000),
  ]),
  setting(snap, "snapchat.client-secret", "client secret", [lowerAlnum(20)], {
    vendors: ["snapchat", "snap_client"],
    names: ["secret"],
  }),
  setting(tumblr, "tumblr.secret", "consumer secret", [alnum(50)], { vendors: ["tumblr"] }),
  setting(medium, "medium.integration-token", "integration token", [hex(64, 65)], {
    vendors: ["medium"],
  }),
  setting(flickr, "flickr.key", "key or secret", [lowerAlnum(16, 32)], { vendors: ["flickr"] }),
  setting(lastFm, "lastfm.key", "key or shared secret", [lowerAlnum(32)], {
    vendors: ["last_fm"],
  }),
  setting(genius, "genius.access-token", "access token", [url64(64)], { vendors: ["genius"] }),
  setting(strava, "strava.secret", "client secret or token", [lowerAlnum(40)], {
    vendors: ["strava"],
  }),
  setting(weChat, "wechat.app-secret", "app secret", [lowerAlnum(32)], {
    vendors: ["wechat", "weixin"],
    names: ["secret"],
  }),
  setting(kakao, "kakao.key", "REST or admin key", [lowerAlnum(32)], { vendors: ["kakao"] }),
  setting(
    viber,
    "viber.auth-token",
    "authentication token",
    [hex(16), "-", hex(16), "-", hex(16)],
    { vendors: ["viber"] },
  ),
];
