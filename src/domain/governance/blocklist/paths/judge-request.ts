import type { Match } from "../categories.ts";
import { judgeBody } from "./judge-body.ts";
import { requests } from "./request-rows.ts";

const requestLengthMax = 4_096;

/** Path segments that name one thing: a number, a UUID, a hash, a name with a digit. */
const oneThing =
  /^(?:\d+|[0-9a-f]{8,}(?:-[0-9a-f]{4,}){0,4}|(?:[a-z]*-)?(?=[a-z_]*\d)\w+|@?[\w.+-]+@[\w.-]+|\ufffc.*|\{.*\}|:\w+)$/i;

/** What is wrong with a request; a DELETE is at least asked about. */
export function judgeRequest(method: string, url: string, body = ""): Match | null {
  const verb = method.trim().toUpperCase();
  const asks = verb === "GET" || verb === "HEAD" || verb === "OPTIONS" || verb === "";
  if (asks) return judgeBody("GET", url, "");
  const target = url
    .slice(0, requestLengthMax)
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/[?#].*$/s, "");
  for (const { methods, target: pattern, match } of requests) {
    if (methods.test(verb) && pattern.test(target)) return match;
  }
  const said = judgeBody(verb, url, body);
  if (said !== null || verb !== "DELETE") return said;
  const segments = target
    .split("/")
    .slice(1)
    .filter((part) => part !== "");
  const whole =
    segments.length > 0 &&
    !segments.some((part, at) => at > 0 && oneThing.test(part) && !/^v\d+$/.test(part));
  const what = whole ? "deletes a whole collection" : "sends an HTTP DELETE";
  const local = /^(?:localhost|127\.0\.0\.1|\[::1\])/.test(target);
  // One thing of a program under development.
  if (local && !whole) return null;
  return {
    category: "delete-data",
    rule: whole ? "http.collection" : "http.delete",
    what,
    soft: !whole || local,
  };
}
