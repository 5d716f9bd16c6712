import { base62Alphabet } from "../formats/characters.ts";
import { hex, url64 } from "../alphabets.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";
import { cookie } from "./cookies.ts";

const hexDigits = "0123456789abcdef";

const signOut = "sign out of every session";
const laravel = issuer("Laravel", "laravel.com/docs, Encryption: encrypted cookies", signOut);
const django = issuer("Django", "docs.djangoproject.com, startproject; SECRET_KEY", "a new key");
const iron = issuer("Iron", "hapi.dev/module/iron, Sealed values", signOut);
const phoenix = issuer("Phoenix", "hexdocs.pm/plug, Plug.Crypto.MessageVerifier", signOut);
const google = issuer("Google", "myaccount.google.com, Your devices: session cookies", signOut);
const roblox = issuer("Roblox", "create.roblox.com/docs, Cookie authentication", signOut);
const proxmox = issuer("Proxmox VE", "pve.proxmox.com/wiki, API: authentication ticket", signOut);
const cas = issuer("CAS", "apereo.github.io/cas, Ticket granting tickets", signOut);
const jupyter = issuer(
  "Jupyter",
  "jupyter-server.readthedocs.io, Token authentication",
  "stop the server, which ends its token",
);

/** The base-64 of `{"iv":"`, with which every encrypted payload starts. */
const laravelLead = "eyJpdiI6I";

/** Sessions that sites and servers hold, told by the format of the value or the cookie's name. */
export const siteSessionKinds: readonly SecretKind[] = [
  token(django, "django.secret-key", "key of generated settings", [
    "django-insecure-",
    body("a-z0-9!@#$%&*(_=+)^-", 50),
  ]),
  token(
    laravel,
    "session.laravel",
    "encrypted session",
    [laravelLead, body("A-Za-z0-9+/=%", 120, 8_000)],
    {
      check: ({ secret }) =>
        /"(?:mac|tag)":/.test(
          Buffer.from(secret.replaceAll("%3D", ""), "base64").toString("latin1"),
        ),
      example: (draw) => {
        const payload = {
          iv: `${draw.chars(base62Alphabet, 22)}==`,
          value: draw.chars(base62Alphabet, 172),
          mac: draw.chars(hexDigits, 64),
          tag: "",
        };
        return Buffer.from(JSON.stringify(payload)).toString("base64");
      },
    },
  ),
  token(iron, "session.iron", "sealed session", ["Fe26.2*", body("A-Za-z0-9*_.~-", 100, 6_000)]),
  token(phoenix, "session.phoenix", "signed session", [
    "SFMyNTY.",
    url64(10, 4_000),
    ".",
    url64(40, 90),
  ]),
  token(google, "session.google", "account session", ["g.a000", url64(80, 200)]),
  token(roblox, "session.roblox", "account session", [
    "WARNING:-DO-NOT-SHARE-THIS.",
    body("A-Za-z0-9_|.-", 100, 1_500),
  ]),
  token(proxmox, "session.proxmox", "ticket", [
    "PVE:",
    body("A-Za-z0-9._@-", 3, 60),
    ":",
    body("0-9A-F", 8),
    "::",
    body("A-Za-z0-9+/=", 300, 800),
  ]),
  token(cas, "session.cas", "ticket granting ticket", [
    choice("TGT-", "PGT-"),
    body("0-9", 1, 7),
    "-",
    url64(30, 140),
  ]),
  token(jupyter, "jupyter.token", "server token", ["token=", hex(48)], {
    notBefore: "A-Za-z0-9",
  }),
  cookie({
    id: "session.github",
    title: "GitHub session",
    source: "docs.github.com, GitHub subprocessors and cookies",
    name: "user_session|user_session_same_site",
    keywords: ["user_session"],
    value: "[A-Za-z0-9_-]{48}",
    example: (draw) => `Cookie: user_session=${draw.chars(base62Alphabet, 48)}`,
  }),
  cookie({
    id: "session.google-accounts",
    title: "Google sign-in session",
    source: "policies.google.com, Cookies: security",
    name: "__Host-GAPS",
    keywords: ["__host-gaps"],
    value: "1:[A-Za-z0-9_-]{40,90}:[A-Za-z0-9_-]{12,24}",
    example: (draw) =>
      `Cookie: __Host-GAPS=1:${draw.chars(base62Alphabet, 60)}:${draw.chars(base62Alphabet, 16)}`,
  }),
  cookie({
    id: "session.gitlab",
    title: "GitLab session",
    source: "docs.gitlab.com/api/admin/token, GitLab session cookies",
    name: "_gitlab_session(?:_[0-9a-f]{20,64}){0,1}",
    keywords: ["_gitlab_session"],
    value: "[0-9a-f]{32}",
    example: (draw) => `Cookie: _gitlab_session=${draw.chars(hexDigits, 32)}`,
  }),
  cookie({
    id: "session.grafana",
    title: "Grafana session",
    source: "grafana.com/docs, Configuration: login_cookie_name",
    name: "grafana_session",
    keywords: ["grafana_session"],
    value: "[0-9a-f]{32}",
    example: (draw) => `Cookie: grafana_session=${draw.chars(hexDigits, 32)}`,
  }),
  cookie({
    id: "session.gitea",
    title: "Gitea or Forgejo session",
    source: "docs.gitea.com, Configuration: session cookie name",
    name: "i_like_gitea|i_like_forgejo|gitea_incredible",
    keywords: ["i_like_gitea", "i_like_forgejo", "gitea_incredible"],
    value: "[0-9a-f]{16,64}",
    example: (draw) => `Cookie: i_like_gitea=${draw.chars(hexDigits, 16)}`,
  }),
  cookie({
    id: "session.oauth2-proxy",
    title: "OAuth2 Proxy session",
    source: "oauth2-proxy.github.io, Session storage",
    name: "_oauth2_proxy(?:_[0-9]){0,1}",
    keywords: ["_oauth2_proxy"],
    value: "[A-Za-z0-9_=|-]{60,4000}",
    example: (draw) =>
      `Cookie: _oauth2_proxy=${draw.chars(base62Alphabet, 200)}|1917283946|${draw.chars(base62Alphabet, 43)}=`,
  }),
  cookie({
    id: "session.shibboleth",
    title: "Shibboleth session",
    source: "shibboleth.atlassian.net, SP: sessions",
    name: "_shibsession_[0-9a-f]{20,120}",
    keywords: ["_shibsession_"],
    value: "_[0-9a-f]{32}",
    example: (draw) =>
      `Cookie: _shibsession_${draw.chars(hexDigits, 40)}=_${draw.chars(hexDigits, 32)}`,
  }),
  cookie({
    id: "session.linkedin",
    title: "LinkedIn session",
    source: "linkedin.com/legal, Cookie table: li_at",
    name: "li_at",
    keywords: ["li_at"],
    value: "AQE[A-Za-z0-9_-]{80,400}",
    example: (draw) => `Cookie: li_at=AQEDAR${draw.chars(base62Alphabet, 140)}`,
  }),
  cookie({
    id: "session.facebook",
    title: "Facebook session",
    source: "facebook.com/privacy/policies/cookies: xs",
    name: "xs",
    keywords: ["xs="],
    value:
      "\\d{1,3}(?:%3A|:)[A-Za-z0-9_-]{12,16}(?:%3A|:)\\d(?:%3A|:)\\d{9,11}[A-Za-z0-9%:_-]{0,80}",
    example: (draw) =>
      `Cookie: c_user=1000; xs=29%3A${draw.chars(base62Alphabet, 14)}%3A2%3A1764000000`,
  }),
  cookie({
    id: "session.spotify",
    title: "Spotify session",
    source: "spotify.com/legal/cookies-policy: sp_dc",
    name: "sp_dc",
    keywords: ["sp_dc"],
    value: "AQ[A-Za-z0-9_-]{100,220}",
    example: (draw) => `Cookie: sp_dc=AQ${draw.chars(base62Alphabet, 150)}`,
  }),
  cookie({
    id: "session.jetty",
    title: "Jetty or Jenkins session",
    source: "jetty.org/docs, Session id manager: worker name",
    name: "JSESSIONID(?:\\.[0-9a-f]{6,12}){0,1}",
    keywords: ["jsessionid"],
    value: "node[0-9]{1,3}[a-z0-9]{20,32}(?:\\.node[0-9]{1,3}){0,1}",
    example: (draw) =>
      `Cookie: JSESSIONID.8f2a91c4=node0${draw.chars("abcdefghijklmnopqrstuvwxyz0123456789", 26)}.node0`,
  }),
  cookie({
    id: "session.x",
    title: "X session",
    source: "help.x.com, Cookies: auth_token",
    name: "auth_token",
    keywords: ["auth_token"],
    value: "[0-9a-f]{40}",
    example: (draw) => `Cookie: auth_token=${draw.chars(hexDigits, 40)}`,
  }),
  cookie({
    id: "session.supabase",
    title: "Supabase session",
    source: "supabase.com/docs, Server-side auth: cookies",
    name: "sb-[a-z0-9]{20}-auth-token(?:\\.[0-9]){0,1}",
    keywords: ["sb-"],
    value: "base64-[A-Za-z0-9_=-]{60,4000}",
    example: (draw) =>
      `Cookie: sb-${draw.chars("abcdefghijklmnopqrst", 20)}-auth-token=base64-` +
      draw.chars(base62Alphabet, 300),
  }),
];
