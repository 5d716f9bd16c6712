import { base62Alphabet } from "../formats/characters.ts";
import type { SecretKind } from "../kind.ts";
import { cookie, isRandomValue } from "./cookies.ts";

const hex = "0123456789abcdef";
const lower = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Cookies that a framework or server sets for who has signed in. */
export const frameworkSessionKinds: readonly SecretKind[] = [
  cookie({
    id: "session.django",
    title: "Django session",
    source: "docs.djangoproject.com, How to use sessions; Cryptographic signing",
    name: "sessionid",
    keywords: ["sessionid"],
    value: "[a-z0-9]{32}|\\.{0,1}[A-Za-z0-9_-]{20,4000}:[A-Za-z0-9]{6}:[A-Za-z0-9_-]{27,43}",
    example: (draw) => `Cookie: theme=dark; sessionid=${draw.chars(lower, 32)}`,
  }),
  cookie({
    id: "session.express",
    title: "Express session",
    source: "expressjs.com, express-session and cookie-session",
    name: "connect\\.sid|express:sess|express\\.sid|koa\\.sess|koa:sess",
    keywords: ["connect.sid", "express:sess", "express.sid", "koa.sess", "koa:sess"],
    value:
      "s(?::|%3A|%3a)[A-Za-z0-9_-]{20,64}\\.(?:[A-Za-z0-9+/_-]|%2[BbFf]){27,60}|" +
      "eyJ[A-Za-z0-9+/=_-]{20,4000}",
    example: (draw) =>
      `Cookie: connect.sid=s%3A${draw.chars(base62Alphabet, 32)}.${draw.chars(base62Alphabet, 43)}`,
  }),
  cookie({
    id: "session.php",
    title: "PHP session",
    source: "php.net/manual, session.sid_length and session.name",
    name: "PHPSESSID|phpsessid",
    keywords: ["phpsessid"],
    value: "[A-Za-z0-9,-]{22,128}",
    example: (draw) => `Set-Cookie: PHPSESSID=${draw.chars(lower, 26)}; path=/`,
  }),
  cookie({
    id: "session.java",
    title: "Java servlet session",
    source: "jakarta.ee/specifications/servlet, Session tracking",
    name: "JSESSIONID|jsessionid",
    keywords: ["jsessionid"],
    value: "[A-Za-z0-9._!~-]{20,160}",
    example: (draw) => `Cookie: JSESSIONID=${draw.chars("0123456789ABCDEF", 32)}`,
  }),
  cookie({
    id: "session.spring",
    title: "Spring session",
    source: "docs.spring.io/spring-session, DefaultCookieSerializer",
    name: "SESSION",
    keywords: ["session=", 'session"', "session\t"],
    value: "[A-Za-z0-9+/]{48}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    example: (draw) => `Cookie: SESSION=${draw.chars(base62Alphabet, 48)}`,
  }),
  cookie({
    id: "session.flask",
    title: "Flask session",
    source: "flask.palletsprojects.com, Sessions; itsdangerous, URL safe timed serializer",
    name: "session",
    keywords: ["session=", 'session"', "session\t", "session'"],
    value: "(?:eyJ|\\.eJ)[A-Za-z0-9_-]{8,4000}\\.[A-Za-z0-9_-]{6,8}\\.[A-Za-z0-9_-]{27,86}",
    example: (draw) =>
      `Cookie: session=eyJ1c2VyX2lkIjo${draw.chars("012345678", 5)}.aZ${draw.chars(base62Alphabet, 4)}` +
      `.${draw.chars(base62Alphabet, 27)}`,
  }),
  cookie({
    id: "session.rails",
    title: "Rails session",
    source: "guides.rubyonrails.org, Securing Rails applications: encrypted cookies",
    name: "_{0,1}[a-z0-9_]{0,40}_session",
    keywords: ["_session=", '_session"', "_session\t"],
    value: "(?:[A-Za-z0-9+/=-]|%[23][0-9A-Fa-f]){60,4000}",
    check: (candidate) => candidate.secret.includes("--") && isRandomValue(candidate),
    example: (draw) =>
      `Cookie: _session=${draw.chars(base62Alphabet, 160)}--${draw.chars(base62Alphabet, 16)}` +
      `--${draw.chars(base62Alphabet, 22)}%3D%3D`,
  }),
  cookie({
    id: "session.aspnet",
    title: "ASP.NET session or authentication cookie",
    source: "learn.microsoft.com/aspnet, Session state; Forms authentication",
    name: "ASP\\.NET_SessionId|\\.ASPXAUTH|\\.AspNet\\.ApplicationCookie",
    keywords: ["asp.net_sessionid", ".aspxauth", ".aspnet.applicationcookie"],
    value: "[a-z0-5]{24}|[A-Za-z0-9_-]{64,4000}",
    example: (draw) => `Cookie: .ASPXAUTH=${draw.chars("0123456789ABCDEF", 160)}`,
  }),
  cookie({
    id: "session.aspnet-core",
    title: "ASP.NET Core authentication cookie",
    source: "learn.microsoft.com/aspnet/core, Data protection: authenticated payloads",
    name: "\\.AspNetCore\\.[A-Za-z0-9._]{3,40}",
    keywords: [".aspnetcore."],
    value: "CfDJ8[A-Za-z0-9_-]{60,4000}",
    example: (draw) =>
      `Cookie: .AspNetCore.Identity.Application=CfDJ8${draw.chars(base62Alphabet, 200)}`,
  }),
  cookie({
    id: "session.nextauth",
    title: "Auth.js session",
    source: "authjs.dev, Cookies: session token",
    name: "(?:next-auth|authjs)\\.session-token(?:\\.[0-9]){0,1}",
    keywords: ["next-auth.session-token", "authjs.session-token"],
    value: "[A-Za-z0-9_.-]{32,4000}",
    example: (draw) =>
      `Cookie: __Secure-next-auth.session-token=${draw.chars(hex, 8)}-${draw.chars(hex, 4)}-4` +
      `${draw.chars(hex, 3)}-a${draw.chars(hex, 3)}-${draw.chars(hex, 12)}`,
  }),
  cookie({
    id: "session.better-auth",
    title: "Better Auth session",
    source: "better-auth.com/docs, Cookies",
    name: "better-auth\\.session_(?:token|data)",
    keywords: ["better-auth.session_"],
    value: "(?:[A-Za-z0-9+/=_.-]|%[23][0-9A-Fa-f]){32,4000}",
    example: (draw) =>
      `Cookie: better-auth.session_token=${draw.chars(base62Alphabet, 32)}.${draw.chars(base62Alphabet, 43)}%3D`,
  }),
  cookie({
    id: "session.wordpress",
    title: "WordPress session",
    source: "developer.wordpress.org, wp_generate_auth_cookie",
    name: "wordpress_(?:logged_in|sec)_[0-9a-f]{32}",
    keywords: ["wordpress_logged_in_", "wordpress_sec_"],
    value:
      "[A-Za-z0-9._@-]{1,60}(?:%7C|\\|)[0-9]{10}(?:%7C|\\|)" +
      "[A-Za-z0-9]{40,50}(?:%7C|\\|)[0-9a-f]{64}",
    example: (draw) =>
      `Cookie: wordpress_logged_in_${draw.chars(hex, 32)}=ann%7C1917283946%7C` +
      `${draw.chars(base62Alphabet, 43)}%7C${draw.chars(hex, 64)}`,
  }),
  cookie({
    id: "session.drupal",
    title: "Drupal session",
    source: "api.drupal.org, SessionConfiguration",
    name: "S{1,2}ESS[0-9a-f]{32}",
    keywords: [
      "sess0",
      "sess1",
      "sess2",
      "sess3",
      "sess4",
      "sess5",
      "sess6",
      "sess7",
      "sess8",
      "sess9",
      "sessa",
      "sessb",
      "sessc",
      "sessd",
      "sesse",
      "sessf",
    ],
    value: "[A-Za-z0-9%,_-]{40,80}",
    example: (draw) => `Cookie: SESS${draw.chars(hex, 32)}=${draw.chars(base62Alphabet, 43)}`,
  }),
  cookie({
    id: "session.codeigniter",
    title: "CodeIgniter session",
    source: "codeigniter.com/user_guide, Session library",
    name: "ci_session",
    keywords: ["ci_session"],
    value: "[0-9a-v]{32,40}",
    example: (draw) => `Cookie: ci_session=${draw.chars(hex, 40)}`,
  }),
  cookie({
    id: "session.odoo",
    title: "Odoo session",
    source: "odoo.com/documentation, Web controllers: session_id",
    name: "session_id",
    keywords: ["session_id=", 'session_id"', "session_id\t"],
    value: "[0-9a-f]{40}|[A-Za-z0-9_-]{84}",
    example: (draw) => `Cookie: session_id=${draw.chars(hex, 40)}`,
  }),
  cookie({
    id: "session.typo3",
    title: "TYPO3 session",
    source: "docs.typo3.org, Session handling",
    name: "(?:be|fe)_typo_user",
    keywords: ["be_typo_user", "fe_typo_user"],
    value: "[0-9a-f]{32,64}",
    example: (draw) => `Cookie: be_typo_user=${draw.chars(hex, 32)}`,
  }),
  cookie({
    id: "session.meteor",
    title: "Meteor login token",
    source: "docs.meteor.com, Accounts",
    name: "meteor_login_token|Meteor\\.loginToken",
    keywords: ["meteor_login_token", "meteor.logintoken"],
    value: "[A-Za-z0-9_-]{43}",
    example: (draw) => `Cookie: meteor_login_token=${draw.chars(base62Alphabet, 43)}`,
  }),
];
