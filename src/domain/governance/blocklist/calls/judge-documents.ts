import type { JsonObject, JsonValue } from "#shared/json.ts";
import type { Match } from "../categories.ts";
import { type CallPart, isAny, isList, isObject, wordSet } from "./call-part.ts";

/** Members that say something to a store of documents or keys. */
export const documentMembers =
  /^(?:filter|query|where|selector|conditions|criteria|q|match|deleteMany|delete_many|updateMany|update_many|pipeline|stages|aggregation|command|commands|cmd|document|script|lua|parameter)$/;

const filterNames = [
  "filter",
  "query",
  "where",
  "selector",
  "conditions",
  "criteria",
  "q",
  "match",
];
const removes = wordSet("delete remove destroy purge");
const overwrites = wordSet("update replace");
const many = wordSet("many documents rows records multi all bulk");
const stores = wordSet("mongo mongodb cosmos documentdb firestore couchdb document documents");

function deletesAll(what: string): Match {
  return { category: "delete-data", rule: "call.every-document", what };
}

/** What a filter of a document store leaves open: nothing said, or a condition that always holds. */
function isOpen(filter: JsonValue | undefined): boolean {
  if (filter === undefined || filter === null) return true;
  if (typeof filter === "string") return /^\s*(?:\{\s*\}\s*)?$/.test(filter);
  if (!isObject(filter)) return false;
  return Object.entries(filter).every(([name, value]) => holdsAlways(name, value));
}

function holdsAlways(name: string, value: JsonValue): boolean {
  if (!isObject(value)) return false;
  const [[operator, bound] = []] = Object.entries(value);
  if (operator === "$exists") return name === "_id" && bound === true;
  if (operator === "$ne") return bound === null;
  return operator === "$regex" && (bound === "" || bound === ".*");
}

/** Whether a filter names what shall go; null where there is none. */
export function filters(members: JsonObject): boolean | null {
  const name = filterNames.find((one) => Object.hasOwn(members, one));
  if (name === undefined) return null;
  const filter = members[name];
  const isFilter =
    isObject(filter) || (typeof filter === "string" && filter.trim().startsWith("{"));
  return isFilter ? !isOpen(filter) : null;
}

/** MongoDB's operations as tools bring them: filters, pipelines, command documents. */
export function judgeDocuments(part: CallPart): void {
  const { members, words, verbs } = part;
  const name = filterNames.find((one) => Object.hasOwn(members, one));
  if (name !== undefined && isObject(members[name]) && isOpen(members[name])) {
    if (isAny(verbs, removes)) part.at(name).report(deletesAll("deletes every document"));
    else if (isAny(verbs, overwrites) && (isAny(verbs, many) || members["multi"] === true)) {
      part.at(name).report(deletesAll("overwrites every document"));
    }
  }
  for (const act of ["deleteMany", "delete_many", "updateMany", "update_many"]) {
    const given = members[act];
    if (isObject(given) && isOpen(given["filter"]))
      part.at(act).report(deletesAll("changes every document"));
  }
  for (const list of ["pipeline", "stages", "aggregation"]) judgePipeline(list, part);
  // A command document is no other program's: its first member is its name.
  if (isObject(members["command"])) judgeCommand("command", part);
  if (!isAny(words, stores) && !("collection" in members)) return;
  for (const one of filterNames) if (runsScript(members[one])) reportScript(part, one);
  for (const one of ["command", "cmd", "document"]) judgeCommand(one, part);
}

function judgePipeline(name: string, { members, at }: CallPart): void {
  const stages = members[name];
  const isText = typeof stages === "string" && /["']\$(?:out|merge)["']\s*:/.test(stages);
  if (!isText && !isList(stages)) return;
  const writes =
    !isList(stages) ||
    stages.some((stage) => isObject(stage) && ("$out" in stage || "$merge" in stage));
  if (!writes) return;
  const what = "writes its result over a collection";
  at(name).report({ category: "delete-data", rule: "call.pipeline-out", what });
}

function runsScript(filter: JsonValue | undefined): boolean {
  return isObject(filter) && ("$where" in filter || "$function" in filter);
}

function reportScript({ at }: CallPart, name: string): void {
  const what = "runs a script in the database";
  at(name).report({ category: "opaque-command", rule: "call.server-script", what });
}

function does(category: Match["category"], what: string, soft?: true): Match {
  return { category, rule: "call.store-command", what, ...(soft && { soft }) };
}

/** The first member of a command document is its name (MongoDB manual, database commands). */
const commands: Readonly<Record<string, Match>> = {
  dropDatabase: does("drop-schema", "drops a database"),
  drop: does("drop-schema", "drops a collection"),
  dropIndexes: does("drop-schema", "drops indexes", true),
  shutdown: does("process-control", "stops the database"),
  killOp: does("process-control", "ends an operation"),
  killAllSessions: does("process-control", "ends all sessions"),
  replSetReconfig: does("cloud-destruction", "changes the replicas"),
  setParameter: does("disable-security", "changes the server", true),
  dropUser: does("permission-widening", "drops an account"),
  dropAllUsersFromDatabase: does("permission-widening", "drops accounts"),
  createUser: does("permission-widening", "makes an account"),
  updateUser: does("permission-widening", "changes an account"),
  grantRolesToUser: does("permission-widening", "gives rights"),
  eval: does("opaque-command", "runs a script in the database"),
};

function judgeCommand(name: string, { members, at }: CallPart): void {
  const given = members[name];
  const document = isObject(given) ? given : parsed(given);
  if (document === null) return;
  const [first = ""] = Object.keys(document);
  const match = Object.hasOwn(commands, first) ? commands[first] : undefined;
  if (match !== undefined) at(name).report(match);
  const { deletes } = document;
  if (first === "delete" && isList(deletes)) {
    if (deletes.some((one) => isObject(one) && isOpen(one["q"]) && one["limit"] !== 1)) {
      at(name).report(deletesAll("deletes every document"));
    }
  }
}

const documentCharactersMax = 16_384;

function parsed(text: JsonValue | undefined): JsonObject | null {
  if (typeof text !== "string" || !/^\s*\{/.test(text)) return null;
  const named = /^\s*\{\s*["']?(\w{1,64})["']?\s*:/.exec(text.slice(0, documentCharactersMax));
  return named === null ? null : { [named[1] as string]: 1 };
}
