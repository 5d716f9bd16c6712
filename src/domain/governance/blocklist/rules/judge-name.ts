import { remembered } from "#domain/governance/remembered.ts";
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
  /^(?:money|funds|payment|payments|payout|payouts|transfer|refund|wire|invoice|balance|charge|crypto|coins|transaction|transactions|withdrawal|payroll)$/;
const cloudNouns =
  /^(?:instance|instances|cluster|clusters|bucket|buckets|vm|vms|server|servers|stack|namespace|deployment|environment|infrastructure|node|nodes|project|tenant|resource|resources)$/;
const guardNouns =
  /^(?:firewall|mfa|2fa|antivirus|audit|auditing|logging|security|protection|encryption|guardrail|guardrails|policy|alerts|monitoring)$/;
const rightsNouns =
  /^(?:permission|permissions|role|roles|admin|access|privilege|privileges|policy|acl)$/;

/** One of many, named by its id, that its owner deletes all day; the plural is another matter. */
const oneThing =
  /^(?:file|event|message|comment|note|task|card|label|reaction|reminder|bookmark|draft|line|lines|tag|cell|row_id|attachment|snippet|entity|entities|observations|relations|memory|session|tab|element|shape|node_id|page|block|item|issue|ticket|email|contact|thread|branch)$/;

interface NameRule {
  readonly category: Match["category"];
  readonly verb: RegExp;
  readonly noun?: RegExp;
  /** Nouns for which the verb is everyday work. */
  readonly except?: RegExp;
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
    verb: /^(?:send|transfer|create|execute|make|withdraw|issue|approve|wire|pay|fund|submit|release|capture)$/,
    noun: moneyNouns,
    what: "is named for moving money",
  },
  {
    category: "money-movement",
    verb: /^(?:place|buy|sell|trade)$/,
    noun: /^(?:order|orders|stock|stocks|shares|trade|position|asset|option)$/,
    what: "is named for moving money",
  },
  {
    category: "permission-widening",
    verb: /^(?:add|invite|promote)$/,
    noun: /^(?:collaborator|collaborators|admin|admins|administrator|owner|maintainer)$/,
    what: "is named for giving rights",
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
    except: /^(?:process|job|task|session|terminal|shell)$/,
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
    except: oneThing,
    what: "is named for deleting data",
  },
];

interface NameVerdict {
  readonly match: Match | null;
  readonly looksOnly: boolean;
  readonly searches: boolean;
  readonly words: readonly string[];
}

/** What a tool's name alone says, by whole words. Only for tools that declare nothing. */
export function judgeName(name: string): Match | null {
  return readName(name).match;
}

/** The tool's name says that it only looks. */
export function looksOnly(name: string): boolean {
  return readName(name).looksOnly;
}

/** The tool looks words up: `search_code`, `find_docs`. */
export function searchesOnly(name: string): boolean {
  return readName(name).searches;
}

/** The words of a tool's name, remembered. */
export function wordsOfTool(name: string): readonly string[] {
  return readName(name).words;
}

const readName = remembered((name): NameVerdict => {
  const words = wordsOf(name);
  const looks = lookers.test(words[0] ?? "") && !words.includes("and");
  const match = looks ? null : matchName(words);
  const reads = words.some((word) => readers.test(word));
  const writes = words.includes("write") || words.includes("edit");
  const searches = words.some((word) => /^(?:search|find|lookup|ask)$/.test(word));
  return { match, looksOnly: match === null && reads && !writes, searches, words };
});

function matchName(words: readonly string[]): Match | null {
  for (const rule of nameRules) {
    const verb = words.findIndex((word) => rule.verb.test(word));
    if (verb === -1) continue;
    const { except } = rule;
    if (except !== undefined && words.some((word) => except.test(word))) continue;
    const noun = rule.noun;
    if (noun !== undefined && !words.some((word, at) => at !== verb && noun.test(word))) continue;
    return { category: rule.category, rule: "name.words", what: rule.what };
  }
  return null;
}

/** A name that begins so only asks about what comes after. */
const lookers = /^(?:get|list|describe|count|retrieve|show|view)$/;

const readers =
  /^(?:read|get|list|search|find|view|glob|grep|fetch|stat|show|describe|directory|tree|info|ls|lsp|query|select)$/;
