import type { Match } from "../categories.ts";
import { type CallPart, isAny, isList, textOf, wordSet } from "./call-part.ts";

const stores = wordSet("redis valkey keydb dragonfly upstash memorystore elasticache");
const lineMax = 4_096;

interface Row {
  readonly line: RegExp;
  readonly match: Match;
}

const row = (line: RegExp, category: Match["category"], what: string, soft?: true): Row => ({
  line,
  match: { category, rule: "call.keyspace", what, ...(soft && { soft }) },
});

/** Commands of Redis' reference that empty, stop, move or open a server. */
const rows: readonly Row[] = [
  row(/^flush(?:all|db)\b/i, "delete-data", "empties a database"),
  row(
    /^(?:swapdb|script flush|function flush|cluster (?:reset|flushslots)|debug)\b/i,
    "delete-data",
    "changes the whole server",
  ),
  row(
    /^(?:slaveof|replicaof)\s+(?!no\s+one)/i,
    "exfiltration",
    "copies the data to another server",
  ),
  row(/^(?:slaveof|replicaof)\s+no\s+one/i, "cloud-destruction", "ends the replication", true),
  row(/^migrate\b/i, "exfiltration", "moves keys to another server"),
  row(/^config\s+(?:set|rewrite|resetstat)\b/i, "disable-security", "changes the server"),
  row(/^module\s+(?:load|loadex|unload)\b/i, "opaque-command", "loads a program into the server"),
  row(/^acl\s+(?:setuser|deluser|load)\b/i, "permission-widening", "changes who may do what"),
  row(/^(?:shutdown|failover|client\s+(?:kill|pause))\b/i, "process-control", "stops the server"),
  row(/^(?:un)?link\s+\*|^del\s+\*/i, "delete-data", "deletes by a pattern"),
  row(
    /\bredis\.p?call\(\s*["'](?:flush(?:all|db)|config|shutdown|debug|slaveof|replicaof|acl|module)/i,
    "delete-data",
    "runs a dangerous command in a script",
  ),
  row(
    /\bredis\.p?call\(\s*["']keys["'][^]{0,200}redis\.p?call\(\s*["'](?:del|unlink)/i,
    "delete-data",
    "deletes by a pattern",
  ),
];

/** Settings that nothing but Redis has: where it writes what it holds. */
const bare = /^config\s+set\s+(?:dir|dbfilename|requirepass|protected-mode|slave-read-only)\b/i;

function judgeBare({ members, at }: CallPart): void {
  const { command } = members;
  if (typeof command !== "string" || !bare.test(command.trim())) return;
  const what = "changes the server";
  at("command").report({ category: "disable-security", rule: "call.keyspace", what });
}

/** A command of Redis, in one text or parted into a word and its arguments. */
export function judgeKeyspace(part: CallPart): void {
  const { members, words } = part;
  if (!isAny(words, stores)) return judgeBare(part);
  const said = part.verbs.filter((word) => !stores.has(word)).join(" ");
  for (const { line, match } of rows) {
    // The tool's own name is the command: `config_set`, `client_kill`.
    if (/ /.test(said) && line.test(said)) part.at("").report(match);
  }
  const { args, arguments: rest } = members;
  const more = joined(isList(args) ? args : isList(rest) ? rest : []);
  for (const name of ["command", "cmd", "script", "lua", "query", "commands", "pipeline"]) {
    for (const line of linesOf(members[name])) {
      const whole = `${line} ${more}`.trim().slice(0, lineMax);
      for (const { line: pattern, match } of rows)
        if (pattern.test(whole)) part.at(name).report(match);
    }
  }
}

const linesMax = 256;

function linesOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return [];
  const items = (value as readonly unknown[]).slice(0, linesMax);
  const isOne = items.every((item) => typeof item === "string" && !/\s/.test(item));
  if (isOne) return [items.join(" ")];
  return items.map((item) => (Array.isArray(item) ? joined(item) : textOf(item)));
}

function joined(list: readonly unknown[]): string {
  return list.slice(0, linesMax).map(textOf).join(" ");
}
