import type { JsonObject, JsonValue } from "#shared/json.ts";
import { isJsonObject } from "#shared/json.ts";
import type { AccessRule } from "../schemas/access-control.ts";
import { canonicalText } from "./hash-config.ts";
import type { ServicesConfig } from "./services-config.ts";

/** A change between two configurations in names and paths: fit for an audit row, free of values. */
export interface ServicesDiff {
  readonly servers: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    /** `files: limits.call_timeout_ms, env.MODE`. */
    readonly changed: readonly string[];
  };
  readonly rules: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** Dotted paths of governance settings that changed. */
  readonly governance: readonly string[];
  readonly settings: readonly string[];
  readonly extensions: readonly string[];
}

/** `before` is null for the first configuration. */
export function diffServices(before: ServicesConfig | null, after: ServicesConfig): ServicesDiff {
  const servers = (before?.mcp ?? {}) as unknown as JsonObject;
  const newServers = after.mcp as unknown as JsonObject;
  return {
    servers: {
      added: Object.keys(newServers)
        .filter((name) => !Object.hasOwn(servers, name))
        .toSorted(),
      removed: Object.keys(servers)
        .filter((name) => !Object.hasOwn(newServers, name))
        .toSorted(),
      changed: Object.keys(newServers)
        .toSorted()
        .flatMap((name) => {
          if (!Object.hasOwn(servers, name)) return [];
          const paths = changedPaths(servers[name], newServers[name]);
          return paths.length === 0 ? [] : [`${name}: ${paths.join(", ")}`];
        }),
    },
    rules: diffRules(before?.access_control.rules ?? [], after.access_control.rules),
    governance: changedPaths(before?.governance, after.governance),
    settings: changedPaths(before?.settings, after.settings),
    extensions: changedPaths(before?.extensions, after.extensions),
  };
}

/** One sentence for a log line or an audit row's reason. */
export function summarizeDiff(diff: ServicesDiff): string {
  const counts = [
    [diff.servers.added.length, "server added", "servers added"],
    [diff.servers.removed.length, "server removed", "servers removed"],
    [diff.servers.changed.length, "server changed", "servers changed"],
    [diff.rules.added.length, "rule added", "rules added"],
    [diff.rules.removed.length, "rule removed", "rules removed"],
    [diff.governance.length, "governance setting changed", "governance settings changed"],
    [diff.settings.length, "setting changed", "settings changed"],
    [diff.extensions.length, "extension setting changed", "extension settings changed"],
  ] as const;
  const words = counts
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  return words.length === 0 ? "nothing changed" : words.join(", ");
}

/** `allow role:admin mcp://workspace`, as diffs and messages write a rule. */
export function describeRule(rule: AccessRule): string {
  const suffix = rule.auto_approve === true ? " (auto-approve)" : "";
  return `${rule.access} ${rule.subject} ${rule.entity}${suffix}`;
}

function diffRules(before: readonly AccessRule[], after: readonly AccessRule[]) {
  const old = new Set(before.map(describeRule));
  const current = new Set(after.map(describeRule));
  return {
    added: [...current].filter((rule) => !old.has(rule)).toSorted(),
    removed: [...old].filter((rule) => !current.has(rule)).toSorted(),
  };
}

function changedPaths(before: unknown, after: unknown, prefix = ""): string[] {
  const [old, current] = [(before ?? {}) as JsonValue, (after ?? {}) as JsonValue];
  if (!isJsonObject(old) || !isJsonObject(current)) {
    return canonicalText(old) === canonicalText(current) ? [] : [prefix];
  }
  const keys = [...new Set([...Object.keys(old), ...Object.keys(current)])].toSorted();
  return keys.flatMap((key) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    const [a, b] = [old[key], current[key]];
    if (a === undefined || b === undefined) return a === b ? [] : leafPaths(a ?? b, path);
    return changedPaths(a, b, path);
  });
}

function leafPaths(value: JsonValue | undefined, path: string): string[] {
  if (!isJsonObject(value) || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, item]) => leafPaths(item, `${path}.${key}`));
}
