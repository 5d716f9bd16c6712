import type { Match } from "../categories.ts";

const nameLengthMax = 256;

/** The words of a name: `dropTable`, `drop-table` and `DROP_TABLE` have the same two. */
export function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, nameLengthMax)
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

const schemaNouns =
  /^(?:table|tables|database|databases|db|schema|schemas|column|collection|index|keyspace)$/;
const diskNouns = /^(?:disk|disks|drive|partition|volume|device)$/;
const moneyNouns =
  /^(?:money|funds|payment|payments|payout|payouts|transfer|refund|wire|invoice|balance|charge|crypto|coins)$/;
const cloudNouns =
  /^(?:instance|instances|cluster|clusters|bucket|buckets|vm|vms|server|servers|stack|namespace|deployment|environment|infrastructure|node|nodes|project|tenant|resource|resources)$/;
const guardNouns =
  /^(?:firewall|mfa|2fa|antivirus|audit|auditing|logging|security|protection|encryption|guardrail|guardrails|policy|alerts|monitoring)$/;
const rightsNouns =
  /^(?:permission|permissions|role|roles|admin|access|privilege|privileges|policy|acl)$/;

interface NameRule {
  readonly category: Match["category"];
  readonly verb: RegExp;
  readonly noun?: RegExp;
  readonly what: string;
}

const nameRules: readonly NameRule[] = [
  {
    category: "wipe-disk",
    verb: /^(?:format|wipe|erase|partition)$/,
    noun: diskNouns,
    what: "is named for wiping a disk",
  },
  {
    category: "cloud-destruction",
    verb: /^(?:delete|destroy|terminate|teardown|remove)$/,
    noun: cloudNouns,
    what: "is named for destroying infrastructure",
  },
  {
    category: "drop-schema",
    verb: /^(?:drop|delete|remove)$/,
    noun: schemaNouns,
    what: "is named for dropping schema objects",
  },
  {
    category: "money-movement",
    verb: /^(?:send|transfer|create|execute|make|withdraw|issue|approve|wire|pay)$/,
    noun: moneyNouns,
    what: "is named for moving money",
  },
  {
    category: "disable-security",
    verb: /^(?:disable|deactivate|bypass|disarm|delete|remove)$/,
    noun: guardNouns,
    what: "is named for switching a protection off",
  },
  {
    category: "permission-widening",
    verb: /^(?:grant|elevate|escalate|assign)$/,
    noun: rightsNouns,
    what: "is named for giving rights",
  },
  { category: "force-push", verb: /^force$/, noun: /^push$/, what: "is named for forcing a push" },
  {
    category: "process-control",
    verb: /^(?:kill|shutdown|reboot|poweroff|halt)$/,
    what: "is named for stopping processes",
  },
  {
    category: "package-publish",
    verb: /^publish$/,
    noun: /^(?:package|release|crate|image)$/,
    what: "is named for publishing a package",
  },
  {
    category: "delete-data",
    verb: /^(?:delete|destroy|drop|truncate|purge|wipe|erase)$/,
    what: "is named for deleting data",
  },
];

interface NameVerdict {
  readonly match: Match | null;
  readonly looksOnly: boolean;
}

/** Names seen last; callers choose names, so they are bounded. */
const memoMax = 2_048;
const memo = new Map<string, NameVerdict>();

/** What a tool's name alone says, by whole words. Only for tools that declare nothing. */
export function judgeName(name: string): Match | null {
  return readName(name).match;
}

/** The tool's name says that it only looks. */
export function looksOnly(name: string): boolean {
  return readName(name).looksOnly;
}

function readName(name: string): NameVerdict {
  const known = memo.get(name);
  if (known !== undefined) return known;
  if (memo.size >= memoMax) memo.clear();
  const words = wordsOf(name);
  const match = matchName(words);
  const reads = words.some((word) => readers.test(word));
  const writes = words.includes("write") || words.includes("edit");
  const verdict = { match, looksOnly: match === null && reads && !writes };
  memo.set(name, verdict);
  return verdict;
}

function matchName(words: readonly string[]): Match | null {
  for (const rule of nameRules) {
    const verb = words.findIndex((word) => rule.verb.test(word));
    if (verb === -1) continue;
    const noun = rule.noun;
    if (noun !== undefined && !words.some((word, at) => at !== verb && noun.test(word))) continue;
    return { category: rule.category, rule: "name.words", what: rule.what };
  }
  return null;
}

const readers =
  /^(?:read|get|list|search|find|view|glob|grep|fetch|stat|show|describe|directory|tree|info|ls|lsp|query|select)$/;
