import type { Route } from "./route.ts";

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export type Matched = Match | { readonly allow: readonly string[] } | undefined;

interface Pattern {
  readonly segments: readonly string[];
  readonly route: Route;
}

const noParams: Readonly<Record<string, string>> = {};

/** Compiles a table of routes: exact paths by one look-up, patterns segment by segment. */
export function compileRoutes(routes: readonly Route[]): (method: string, path: string) => Matched {
  const exact = new Map<string, Match>();
  const patterns: Pattern[] = [];
  for (const route of routes) {
    const key = `${route.method} ${route.path}`;
    if (exact.has(key)) throw new Error(`route declared twice: ${key}`);
    exact.set(key, { route, params: noParams });
    if (route.path.includes("{")) patterns.push({ segments: route.path.split("/"), route });
  }
  return (method, path) =>
    exact.get(`${method} ${path}`) ??
    matchPattern(patterns, method, path) ??
    otherMethods(routes, patterns, path);
}

function matchPattern(
  patterns: readonly Pattern[],
  method: string,
  path: string,
): Match | undefined {
  const segments = path.split("/");
  for (const { segments: expected, route } of patterns) {
    if (route.method !== method) continue;
    const params = matchSegments(expected, segments);
    if (params) return { route, params };
  }
  return undefined;
}

/** What the path would answer to; undefined when there is nothing at it. */
function otherMethods(
  routes: readonly Route[],
  patterns: readonly Pattern[],
  path: string,
): Matched {
  const segments = path.split("/");
  const allow = new Set(routes.filter((route) => route.path === path).map((route) => route.method));
  for (const { segments: expected, route } of patterns) {
    if (matchSegments(expected, segments)) allow.add(route.method);
  }
  return allow.size > 0 ? { allow: [...allow] } : undefined;
}

/** A parameter is one segment of unreserved characters: no decoding, so no second reading of a path. */
const segmentPattern = /^[A-Za-z0-9._~-]{1,128}$/;

function matchSegments(
  expected: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (expected.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (let index = 0; index < expected.length; index++) {
    const part = expected[index] as string;
    const segment = segments[index] as string;
    if (!part.startsWith("{")) {
      if (part !== segment) return undefined;
      continue;
    }
    if (!segmentPattern.test(segment)) return undefined;
    params[part.slice(1, -1)] = segment;
  }
  return params;
}
