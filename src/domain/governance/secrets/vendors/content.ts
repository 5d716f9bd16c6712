import { alnum, hex, url64 } from "../alphabets.ts";
import { issuer } from "../formats/issuer.ts";
import { foundBy } from "../formats/mark.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { digits, lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const content = (name: string, source: string): Issuer =>
  issuer(name, source, `the ${name} account settings, API keys or tokens`);

const mapbox = content("Mapbox", "docs.mapbox.com, Access tokens");
const here = content("HERE", "here.com/docs, API keys");
const tomTom = content("TomTom", "developer.tomtom.com, API keys");
const openWeather = content("OpenWeather", "openweathermap.org, API keys");
const maxMind = content("MaxMind", "dev.maxmind.com, License keys");
const ipInfo = content("IPinfo", "ipinfo.io/developers, Authentication");
const contentful = content("Contentful", "contentful.com/developers, Authentication");
const contentstack = content("Contentstack", "contentstack.com/docs, Tokens");
const sanity = content("Sanity", "sanity.io/docs, API tokens");
const storyblok = content("Storyblok", "storyblok.com/docs, Access tokens");
const prismic = content("Prismic", "prismic.io/docs, Access tokens");
const ghost = content("Ghost", "ghost.org/docs, Admin API keys");
const wordPress = content("WordPress", "developer.wordpress.org, Application passwords");
const strapi = content("Strapi", "docs.strapi.io, API tokens");
const cloudinary = content("Cloudinary", "cloudinary.com/documentation, Account details");
const imageKit = content("ImageKit", "imagekit.io/docs, API keys");
const imgix = content("imgix", "docs.imgix.com, API keys");
const mux = content("Mux", "docs.mux.com, Access tokens");
const vimeo = content("Vimeo", "developer.vimeo.com, Authentication");
const wistia = content("Wistia", "docs.wistia.com, API tokens");
const unsplash = content("Unsplash", "unsplash.com/documentation, Authorization");
const pexels = content("Pexels", "pexels.com/api, Authorization");
const giphy = content("Giphy", "developers.giphy.com, API keys");
const newsApi = content("News API", "newsapi.org/docs, Authentication");
const nyTimes = content("New York Times", "developer.nytimes.com, API keys");
const rapidApi = content("RapidAPI", "docs.rapidapi.com, Keys");
const disqus = content("Disqus", "disqus.com/api, Applications");
const patreon = content("Patreon", "docs.patreon.com, OAuth");
const steam = content("Steam", "steamcommunity.com/dev, Web API keys");
const riot = content("Riot Games", "developer.riotgames.com, API keys");
const modrinth = content("Modrinth", "docs.modrinth.com, Personal access tokens");
const thunderstore = content("Thunderstore", "thunderstore.io, Service accounts");
const agora = content("Agora", "docs.agora.io, App certificates");
const liveKit = content("LiveKit", "docs.livekit.io, API keys");
const daily = content("Daily", "docs.daily.co, REST API");

/** The two marks of a RapidAPI key, 10 and 27 characters in. */
const rapidApiKey = [
  lowerAlnum(10),
  "msh",
  lowerAlnum(15),
  "p1",
  lowerAlnum(6),
  "jsn",
  lowerAlnum(12),
] as const;

export const contentKinds: readonly SecretKind[] = [
  // `pk.` starts a public token.
  token(mapbox, "mapbox.secret-token", "secret or temporary token", [
    choice("sk.eyJ", "tk.eyJ"),
    url64(40, 250),
    ".",
    url64(20, 40),
  ]),
  setting(here, "here.api-key", "API key", [url64(43)], { vendors: ["here_api", "heremaps"] }),
  setting(tomTom, "tomtom.api-key", "API key", [alnum(32)], { vendors: ["tomtom"] }),
  setting(openWeather, "openweather.api-key", "API key", [lowerAlnum(32)], {
    vendors: ["openweather", "open_weather", "owm"],
  }),
  foundBy(
    token(maxMind, "maxmind.license-key", "license key", [alnum(6), "_", alnum(29), "_mmk"]),
    { keywords: ["_mmk"], before: [36, 36], set: "A-Za-z0-9_" },
  ),
  setting(maxMind, "maxmind.legacy-key", "license key", [alnum(16)], {
    vendors: ["maxmind", "geoip"],
    names: ["key"],
  }),
  setting(ipInfo, "ipinfo.token", "token", [lowerAlnum(14)], { vendors: ["ipinfo"] }),
  token(contentful, "contentful.pat", "personal access token", ["CFPAT-", url64(43)]),
  setting(contentful, "contentful.api-token", "delivery or management token", [url64(43, 64)], {
    vendors: ["contentful"],
  }),
  setting(contentstack, "contentstack.token", "delivery or management token", ["cs", hex(24, 40)], {
    vendors: ["contentstack"],
  }),
  setting(sanity, "sanity.api-token", "API token", ["sk", alnum(80, 180)], {
    vendors: ["sanity"],
  }),
  setting(storyblok, "storyblok.token", "access token", [alnum(22, 64)], {
    vendors: ["storyblok"],
  }),
  setting(prismic, "prismic.access-token", "access token", [body("A-Za-z0-9._=-", 60, 300)], {
    vendors: ["prismic"],
  }),
  setting(ghost, "ghost.admin-key", "Admin API key", [hex(24), ":", hex(64)], {
    vendors: ["ghost"],
  }),
  setting(
    wordPress,
    "wordpress.application-password",
    "application password",
    [alnum(4), " ", alnum(4), " ", alnum(4), " ", alnum(4), " ", alnum(4), " ", alnum(4)],
    { vendors: ["wordpress", "wp"], names: ["password", "pass", "passwd", "pwd"] },
  ),
  setting(strapi, "strapi.api-token", "API token", [hex(256)], { vendors: ["strapi"] }),
  {
    ...token(cloudinary, "cloudinary.url", "URL with the API secret", [
      "cloudinary://",
      digits(12, 20),
      ":",
      url64(24, 32),
      "@",
      body("a-z0-9_-", 3, 40),
    ]),
    pattern: /(?<![A-Za-z0-9])cloudinary:\/\/[0-9]{12,20}:([A-Za-z0-9_-]{24,32})@/y,
    publicLength: () => 0,
  },
  setting(cloudinary, "cloudinary.api-secret", "API secret", [url64(27)], {
    vendors: ["cloudinary"],
    names: ["secret"],
  }),
  token(imageKit, "imagekit.private-key", "private key", [
    "private_",
    body("A-Za-z0-9+/", 27),
    "=",
  ]),
  token(imgix, "imgix.api-key", "API key", [choice("ix_", "ak_"), hex(64)]),
  setting(mux, "mux.token-secret", "token secret", [body("A-Za-z0-9+/=", 60, 100)], {
    vendors: ["mux"],
  }),
  setting(vimeo, "vimeo.access-token", "access token", [lowerAlnum(32)], { vendors: ["vimeo"] }),
  setting(wistia, "wistia.api-token", "API token", [lowerAlnum(64)], { vendors: ["wistia"] }),
  setting(unsplash, "unsplash.key", "access or secret key", [url64(43)], {
    vendors: ["unsplash"],
  }),
  setting(pexels, "pexels.api-key", "API key", [alnum(56)], { vendors: ["pexels"] }),
  setting(giphy, "giphy.api-key", "API key", [alnum(32)], { vendors: ["giphy"] }),
  setting(newsApi, "newsapi.api-key", "API key", [lowerAlnum(32)], {
    vendors: ["newsapi", "news_api"],
  }),
  foundBy(token(rapidApi, "rapidapi.key", "key", rapidApiKey, { notBefore: "A-Za-z0-9" }), {
    keywords: ["msh"],
    before: [10, 10],
    set: "a-z0-9",
  }),
  setting(rapidApi, "rapidapi.named-key", "key", [body("A-Za-z0-9_-", 50)], {
    vendors: ["rapidapi", "rapid_api"],
  }),
  setting(nyTimes, "nytimes.api-key", "API key", [url64(32)], {
    vendors: ["nytimes", "new_york_times", "newyorktimes"],
  }),
  setting(disqus, "disqus.api-secret", "API key or secret", [alnum(64)], { vendors: ["disqus"] }),
  setting(patreon, "patreon.token", "creator token", [url64(43)], { vendors: ["patreon"] }),
  setting(steam, "steam.api-key", "Web API key", [body("0-9A-Fa-f", 32)], { vendors: ["steam"] }),
  token(riot, "riot.api-key", "API key", ["RGAPI-", ...uuid]),
  token(modrinth, "modrinth.pat", "personal access token", ["mrp_", alnum(60)]),
  token(thunderstore, "thunderstore.service-account", "service account token", ["tss_", alnum(36)]),
  setting(agora, "agora.certificate", "app certificate", [lowerAlnum(32)], {
    vendors: ["agora"],
    names: ["certificate", "secret", "key"],
  }),
  setting(liveKit, "livekit.api-secret", "API secret", [alnum(32, 64)], {
    vendors: ["livekit"],
    names: ["secret"],
  }),
  setting(daily, "daily.api-key", "API key", [lowerAlnum(64)], { vendors: ["daily"] }),
];
