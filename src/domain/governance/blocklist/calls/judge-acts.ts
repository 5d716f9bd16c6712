import type { JsonObject } from "#shared/json.ts";
import type { Match } from "../categories.ts";
import { judgeName, wordsOf } from "../names/judge-name.ts";
import { givesLittle } from "./judge-tool.ts";
import { type FieldRule, isAny, isObject, textOf, wordSet } from "./call-part.ts";

type Rule = FieldRule["judge"];

const actNames =
  /^(?:(?:\w+_)?(?:action|operation|tool|function|mutation)(?:_?(?:name|id|slug))?|endpoint_?name|recipient_?name|op|act|verb|method|command|sub_?command|api|rpc)$/i;
/** Names of an act where something else stands beside it. */
const halfNames = /^(?:name|service)$/;
const actText = /^[A-Za-z][\w.:/-]{1,63}$/;
const wordsMax = 8;
const looks = wordSet("search find lookup list get read describe show explain docs");
const httpMethod = /^(?:GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE)$/;
const requestNames = ["url", "uri", "endpoint", "path", "href"];

/** `{action: "delete"}`, `{tool: "delete_repository"}`: an act that the tool's name leaves open. */
const namesAct: Rule = (name, value, { members, verbs }) => {
  if (typeof value !== "string" || !actText.test(value)) return null;
  const isCall = name === "name" && holdsCall(members);
  const isService = name === "service" && typeof members["domain"] === "string";
  if (!(isCall || isService || actNames.test(name)) || isAny(verbs, looks)) return null;
  // A method in capitals or beside an address is HTTP's.
  if (/method|verb/i.test(name) && httpMethod.test(value)) return null;
  if (/method|verb/i.test(name) && requestNames.some((key) => key in members)) return null;
  const isAct = wordsOf(value).length > 1;
  const about = aboutNames.map((one) => members[one]).find((one) => typeof one === "string");
  const words = [value, ...(about === undefined ? verbs.slice(0, wordsMax) : wordsOf(about))];
  const match = judgeName(isAct ? value : words.join("_"));
  // What the tool's own name says is judged as such, or declared to be harmless.
  if (match === null || (!isAct && judgeName(verbs.join("_")) !== null)) return null;
  if (match.category === "permission-widening" && givesLittle(members)) return null;
  return { ...match, rule: "call.act" };
};

/** `{service: "payments", method: "create"}`: the act's object stands beside it. */
const aboutNames = ["service", "resource", "entity", "objectType", "object_type", "domain"];
const callNames = ["arguments", "args", "params", "parameters", "input"];

/** `{name, arguments}` as the protocols have it: an object, or JSON in a text. */
function holdsCall(members: JsonObject): boolean {
  return callNames.some((key) => {
    const given = members[key];
    return isObject(given) || (typeof given === "string" && given.trimStart().startsWith("{"));
  });
}

const pushes = wordSet("push ref refs reference branch branches");

const refspecNames = /^refspecs?$/i;
const forceNames = /^force(?:_?push|_?with_?lease)?$/i;

/** `{force: true}` on a branch. */
const forces: Rule = (name, value, { verbs }) => {
  if (refspecNames.test(name) && textOf(value).startsWith("+") && verbs.includes("push"))
    return forced;
  if (value !== true || !forceNames.test(name) || !isAny(verbs, pushes)) return null;
  return forced;
};

const forced: Match = { category: "force-push", rule: "call.force", what: "forces a push" };

/** A member that says it outright: `{is_destroy: true}`, `{refund: true}`. */
const sayings: readonly { readonly name: RegExp; readonly match: Match }[] = [
  {
    name: /^(?:is_?)?(?:destroy|destroy_all|delete_?all|permanent_?delete|hard_?delete|drop_?target)$/i,
    match: { category: "cloud-destruction", rule: "call.destroy", what: "destroys what it names" },
  },
  {
    name: /^(?:issue_?)?refund$/i,
    match: { category: "money-movement", rule: "call.refund", what: "moves money" },
  },
  {
    name: /^cancel_?at_?period_?end$/i,
    match: { category: "money-movement", rule: "call.cancel", what: "ends a contract", soft: true },
  },
  {
    name: /^(?:purge|purge_?everything)$/i,
    match: { category: "delete-data", rule: "call.purge", what: "deletes for good", soft: true },
  },
  {
    name: /^archived$/i,
    match: {
      category: "cloud-destruction",
      rule: "call.archive",
      what: "puts it away for everybody",
      soft: true,
    },
  },
];

const volumeNames = /^(?:volumes|remove_?volumes)$/i;
const resetNames = /^(?:mode|DeleteRequest)$/;

const saysSo: Rule = (name, value, { verbs }) => {
  if (value === true) {
    const said = sayings.find((one) => one.name.test(name));
    if (said !== undefined && !(said.match.rule === "call.archive" && isAny(verbs, looks)))
      return said.match;
    if (volumeNames.test(name) && isAny(verbs, downs)) {
      return { category: "delete-data", rule: "call.volumes", what: "deletes volumes", soft: true };
    }
  }
  if (value === "hard" && name === "mode" && verbs.includes("reset")) {
    return { category: "delete-data", rule: "call.reset-hard", what: "drops work", soft: true };
  }
  if (name !== "DeleteRequest" || !isObject(value)) return null;
  return {
    category: "delete-data",
    rule: "call.delete-request",
    what: "deletes items",
    soft: true,
  };
};

const downs = wordSet("down remove delete rm prune stop");

const scales = wordSet("scale update set patch resize scaling autoscaling");

const formationNames = /^(?:dyno|formation)$/i;
const countNames =
  /^(?:replicas|desired_?(?:count|capacity|size)|max_?(?:size|instances)|instance_?count|node_?count|count)$/i;

const scalesToNothing: Rule = (name, value, { verbs }) => {
  // Heroku's `web=0:standard-1x`.
  const formation = formationNames.test(name) && /^\w+=0(?::|$)/.test(textOf(value));
  if (formation && isAny(verbs, scales)) return stopsAll;
  return value === 0 && countNames.test(name) && isAny(verbs, scales) ? stopsAll : null;
};

const stopsAll: Match = {
  category: "cloud-destruction",
  rule: "call.scale-down",
  what: "stops every copy",
  soft: true,
};

const ends = wordSet("kill terminate stop signal");

const processNames = /^(?:pid|process_?id)$/i;

/** Process 1 is the machine's first; 0 and -1 mean all of a group, of a user. */
const killsAll: Rule = (name, value, { verbs }) => {
  if (!processNames.test(name) || !/^(?:-1|0|1)$/.test(textOf(value)) || !isAny(verbs, ends)) {
    return null;
  }
  return { category: "process-control", rule: "call.kill", what: "stops the machine's processes" };
};

const setters = wordSet("set update change config configure");
const guardKeys =
  /(?:blocked|allowed|denied|disallowed|sandbox|approval|permission|guard|read_?only|safe_?mode|trust)/i;

const settingNames = /^(?:key|setting|name|option)$/;

/** The tool's own limits: `set_config_value {key: "blockedCommands", value: []}`. */
const loosens: Rule = (name, value, { members, verbs }) => {
  if (!settingNames.test(name) || typeof value !== "string") return null;
  if (!("value" in members) || !isAny(verbs, setters) || !guardKeys.test(value)) return null;
  return {
    category: "governance-tampering",
    rule: "call.own-limits",
    what: "changes the tool's own limits",
  };
};

const mailRules = wordSet(
  "filter filters rule rules forward forwarding autoforward inbox vacation",
);

const forwardNames = /^(?:forward|forward_?to|forwarding\w*|auto_?forward\w*|redirect_?to)$/i;

/** A rule of a mailbox that sends everything on. */
const forwards: Rule = (name, value, { verbs }) => {
  if (!forwardNames.test(name)) return null;
  if (value === false || value === null || !isAny(verbs, mailRules)) return null;
  return { category: "exfiltration", rule: "call.mail-forward", what: "sends mail on to somebody" };
};

const secretKinds = /^secrets?$/i;

const kindNames = /^(?:kind|resource|resource_?(?:type|kind))$/i;
const clusters = wordSet("kubectl kubernetes k8s resources resource");

/** Kubernetes' secrets, asked for by kind. */
const readsSecret: Rule = (name, value, { words, members }) => {
  if (typeof value !== "string" || !secretKinds.test(value)) return null;
  if (!kindNames.test(name) || !isAny(words, clusters)) return null;
  if (!("name" in members) && !/yaml|json/.test(textOf(members["output"]))) return null;
  return { category: "credential-access", rule: "call.secret", what: "reads a secret", soft: true };
};

const scriptNames = /^(?:function|script|expression|code|js|javascript)$/i;

/** A script of a page that sends what the browser keeps. */
const takesCookies: Rule = (name, value) => {
  if (typeof value !== "string" || !scriptNames.test(name)) return null;
  if (!/document\.cookie|(?:local|session)Storage\b|indexedDB/.test(value)) return null;
  if (
    !/\bfetch\(|XMLHttpRequest|sendBeacon|new Image\b|\.src\s*=|location(?:\.href)?\s*=/.test(value)
  )
    return null;
  return {
    category: "exfiltration",
    rule: "call.browser-state",
    what: "sends what a browser keeps",
  };
};

const deletesBranch = wordSet("delete remove");
const mainBranch =
  /^(?:refs\/heads\/|heads\/)?(?:main|master|trunk|develop|production|prod|release(?:[/-].*)?)$/i;

const branchNames = /^(?:branch|branch_?name|ref|name)$/i;

const removesMain: Rule = (name, value, { verbs }) => {
  if (typeof value !== "string" || !branchNames.test(name)) return null;
  if (!mainBranch.test(value) || !verbs.includes("branch") || !isAny(verbs, deletesBranch))
    return null;
  return { category: "force-push", rule: "call.main-branch", what: "deletes the main branch" };
};

/** The first act that a list of calls names stands for all of them. */
export const actRules: readonly FieldRule[] = [
  { about: [actNames, halfNames], judge: namesAct },
  { about: [refspecNames, forceNames], judge: forces },
  { about: [...sayings.map(({ name }) => name), volumeNames, resetNames], judge: saysSo },
  { about: [formationNames, countNames], judge: scalesToNothing },
  { about: [processNames], judge: killsAll },
  { about: [settingNames], judge: loosens },
  { about: [forwardNames], judge: forwards },
  { about: [kindNames], judge: readsSecret },
  { about: [scriptNames], judge: takesCookies },
  { about: [branchNames], judge: removesMain },
];
