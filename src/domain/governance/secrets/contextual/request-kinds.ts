import type { SecretKind } from "../kind.ts";
import { requestFinders } from "./requests.ts";
import { contextual, drawPassword } from "./row.ts";

const endSession = "End the session or revoke the token, and let the tool hold its own credential.";
const changeIt = "Change the password, and let the tool hold its own credential.";

/** What requests carry in their headers and addresses. */
export const requestKinds: readonly SecretKind[] = [
  contextual({
    id: "generic.bearer-token",
    title: "Bearer token of a request",
    source: "RFC 6750, section 2.1",
    severity: "high",
    remedy: endSession,
    keywords: ["bearer"],
    find: requestFinders.bearer,
    example: (draw) => `Authorization: Bearer ${drawPassword(draw)}`,
  }),
  contextual({
    id: "generic.basic-auth",
    title: "User and password of a request, in base-64",
    source: "RFC 7617, section 2",
    severity: "high",
    remedy: changeIt,
    keywords: ["basic"],
    find: requestFinders.basic,
    example: (draw) =>
      `Authorization: Basic ${Buffer.from(`app:${drawPassword(draw)}`).toString("base64")}`,
  }),
  contextual({
    id: "generic.basic-pair",
    title: "User and password of a request, before they are encoded",
    source: "RFC 7617, section 2",
    severity: "high",
    remedy: changeIt,
    keywords: [
      "btoa(", "b64encode(", "base64encode(", "base64_encode(", "base64.encode", "encodetostring(",
      "encode64(", "encode_base64(", "buffer.from(", "getbytes(",
    ], // prettier-ignore
    find: requestFinders.plainPair,
    example: (draw) => `"Basic " + btoa("app:${drawPassword(draw)}")`,
  }),
  contextual({
    id: "generic.registry-auth",
    title: "User and password of a registry, in base-64",
    source: "docs.docker.com/reference/cli/docker/login; docs.npmjs.com, npmrc",
    severity: "high",
    remedy: changeIt,
    keywords: ['"auth', "_auth"],
    find: requestFinders.encodedPair,
    example: (draw) => `_auth=${Buffer.from(`app:${drawPassword(draw)}`).toString("base64")}`,
  }),
  contextual({
    id: "generic.authorization",
    title: "Credentials in an authorization header",
    source: "RFC 9110, section 11.6.2",
    severity: "high",
    remedy: endSession,
    keywords: ["authorization"],
    find: requestFinders.authorization,
    example: (draw) => `Authorization: Token ${drawPassword(draw)}`,
  }),
  contextual({
    id: "generic.session-cookie",
    title: "Session cookie",
    source: "RFC 6265, section 4.2",
    severity: "high",
    remedy: endSession,
    keywords: ["cookie"],
    find: requestFinders.sessionCookie,
    example: (draw) => `Cookie: lang=en; sessionid=${drawPassword(draw)}`,
  }),
  contextual({
    id: "generic.query-key",
    title: "Key in the query of a URL",
    source: "RFC 3986, section 3.4; OWASP, information exposure through query strings",
    severity: "high",
    remedy: endSession,
    keywords: ["?key=", "&key=", "?auth=", "&auth="],
    find: requestFinders.queryKey,
    example: (draw) => `https://api.internal/v1/items?key=${drawPassword(draw)}`,
  }),
];
