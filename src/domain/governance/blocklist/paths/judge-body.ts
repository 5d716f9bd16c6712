import { isDocument, judgeMutation } from "../calls/judge-graph.ts";
import type { Match } from "../categories.ts";
import { judgeName } from "../names/judge-name.ts";
import { nameWords } from "../names/name-rules.ts";

/** A longer body is a file, not a command. */
const bodyCharactersMax = 65_536;
const urlLengthMax = 4_096;

interface BodyRow {
  readonly methods: RegExp;
  /** On host, path and query, in lower case. */
  readonly target: RegExp;
  /** On the body, where the address alone says too little. */
  readonly body?: RegExp;
  readonly match: Match;
}

type Act = readonly [category: Match["category"], rule: string, what: string, soft?: true];

const row = (
  methods: RegExp,
  target: RegExp,
  [category, rule, what, soft]: Act,
  body?: RegExp,
): BodyRow => ({
  methods,
  target,
  match: { category, rule: `http.${rule}`, what, ...(soft && { soft }) },
  ...(body && { body }),
});

const writing = /^(?:POST|PUT|PATCH)$/;
const opensUp: Act = ["permission-widening", "everybody", "lets everybody in"];
const gives: Act = ["permission-widening", "rights", "gives an account more rights"];
const moves: Act = ["money-movement", "payment", "moves money"];
const ownsHost: Act = ["permission-widening", "host-access", "gives a container its host"];
const destroys: Act = ["cloud-destruction", "resource", "destroys cloud resources"];
const member =
  /\b(?:role|roles|permission|default_repository_permission|(?:group_)?access(?:_?level)?|privileges?)\W{1,8}(?:\w+ )?(?:admin|owner|maintain|superuser|root|50|40)/i;

/** Docker Engine API, ContainerCreate: `HostConfig`. */
const hostOwner = new RegExp(
  [
    '"Privileged"\\s*:\\s*true',
    '"(?:/|/etc|/root|/var/run/docker\\.sock):',
    '"Source"\\s*:\\s*"/(?:etc|root)?"',
    '"(?:PidMode|NetworkMode)"\\s*:\\s*"host"',
  ].join("|"),
);

/** Requests that the address, the query or the body makes dangerous. */
const rows: readonly BodyRow[] = [
  row(
    writing,
    /\/repos\/[^/?]+\/[^/?]+\/?$|\/projects\/[^/?]+\/?$/,
    opensUp,
    /"private"\s*:\s*false|"visibility"\s*:\s*"public"|(?:^|&)(?:private=false|visibility=public)/i,
  ),
  row(/^PUT$/, /\/(?:orgs|teams)\/[^/]+\/memberships\/[^/]+\/?$/, gives),
  row(
    writing,
    /\/(?:members|memberships|collaborators|invitations|users|teams|roles|permissions|share|directoryroles)\b|\/orgs\/[^/]+\/?$/,
    gives,
    member,
  ),
  row(/^POST$/, /\/(?:repos|projects)\/[^/]+(?:\/[^/]+)?\/(?:transfer|archive)\/?$/, [
    "cloud-destruction",
    "repository",
    "takes a repository away",
    true,
  ]),
  row(
    /^POST$/,
    /\/repos\/[^/]+\/[^/]+\/keys\/?$|\/projects\/[^/]+\/deploy_keys\/?$|\/user\/keys\/?$/,
    ["permission-widening", "key", "adds a key that may log in"],
  ),
  row(
    writing,
    /drive\/v\d\/files\/[^/]+\/permissions|\/permissions\b|\/createlink\b|\/sharing\b/,
    opensUp,
    /"?(?:type|scope)"?\s*[:=]\s*"?(?:anyone|anonymous|domain)\b/i,
  ),
  row(
    writing,
    /:setiampolicy\b|\/iam\b|\/acl\b|[?&](?:acl|policy)\b/,
    opensUp,
    /\ballUsers\b|\ballAuthenticatedUsers\b|public-read|"Principal"\s*:\s*(?:"\*"|\{)/,
  ),
  row(/^PUT$/, /roleassignments\//, gives),
  row(/^POST$/, /:setiampolicy\b/, gives, /roles\/(?:owner|editor)\b/),
  row(/^POST$/, /\/containers\/create\b/, ownsHost, hostOwner),
  row(/^POST$/, /\/(?:containers|volumes|images|networks|system|build)\/prune\b/, [
    "delete-data",
    "prune",
    "deletes what no container uses",
  ]),
  row(
    /^(?:GET|POST)$/,
    /slack\.com\/api\/(?:admin\.[\w.]*(?:delete|remove|setadmin|setowner|archive)\w*|conversations\.(?:archive|kick)|files\.delete|users\.admin\.setinactive|team\.\w*delete)\b/,
    ["delete-data", "slack", "takes something away from a team"],
  ),
  row(/^POST$/, /slack\.com\/api\/chat\.delete\b/, [
    "delete-data",
    "slack",
    "deletes a message",
    true,
  ]),
  row(
    /^(?:GET|POST)$/,
    /amazonaws\.com.{0,1024}?[?&]action=(?:create(?:accesskey|loginprofile)|attach\w+policy|put\w+policy)/,
    gives,
  ),
  row(
    writing,
    /\/(?:settings|protection|rulesets?|security|firewall|waf|permissions|mfa)(?:\/|$)/,
    ["disable-security", "guard", "switches a protection off", true],
    /"(?:enabled|enforcement|value|state|status)"\s*:\s*(?:false|"(?:off|disabled|inactive)")/i,
  ),
  row(
    /^(?:PATCH|PUT|POST)$/,
    /\/formation(?:\/|$)/,
    ["cloud-destruction", "scale-down", "stops every copy", true],
    /"quantity"\s*:\s*0\b/,
  ),
  row(
    writing,
    /\/(?:messagerules|forwardingaddresses|autoforwarding|filters|inboxrules)\b/,
    ["exfiltration", "mail-forward", "sends mail on to somebody"],
    /"(?:forward\w*|redirectTo)"\s*:/i,
  ),
  row(/^(?:PUT|POST)$/, /\/guilds\/[^/]+\/bans\b/, [
    "permission-widening",
    "account",
    "takes an account's rights",
    true,
  ]),
  row(/^POST$/, /\/(?:_all|\*|[^/]+)\/_close\b|\/eviction\/?$/, [
    "process-control",
    "close",
    "takes something out of service",
    true,
  ]),
  row(
    /^POST$/,
    /\/update\b/,
    ["delete-data", "search-query", "deletes documents by a query"],
    /"delete"\s*:\s*\{\s*"query"/,
  ),
  row(/^POST$/, /amazonaws\.com\/[^?]*\?delete(?:=|&|$)/, [
    "delete-data",
    "objects",
    "deletes objects",
  ]),
  row(
    /^POST$/,
    /alpaca\.markets\/v\d\/orders|mercury\.com\/.*\/transactions|paystack\.co\/transfer/,
    moves,
  ),
  row(writing, /\/runs\/?$/, destroys, /"is-?_?destroy"\s*:\s*true/i),
  row(
    writing,
    /\/refs\b/,
    ["force-push", "reference", "deletes a remote branch"],
    /"newObjectId"\s*:\s*"0{40}"/,
  ),
  row(/^PUT$/, /\/v1\/agent\/(?:leave|force-leave|maintenance)\b/, [
    "process-control",
    "shutdown",
    "stops a service",
  ]),
  row(
    writing,
    /\/dnssec\b/,
    ["disable-security", "guard", "switches a protection off", true],
    /disabled/,
  ),
  row(
    /^POST$/,
    /\/api\/v1\/namespaces\/[^/]+\/pods\b|\/deployments\b|\/daemonsets\b/,
    ownsHost,
    /"privileged"\s*:\s*true|"host(?:PID|Network|IPC)"\s*:\s*true/,
  ),
  row(
    writing,
    /\/_cluster\/(?:settings|reroute)\b/,
    ["disable-security", "search-cluster", "lets a cluster lose data"],
    /destructive_requires_name|accept_data_loss/,
  ),
  row(
    /^(?:POST|PUT)$/,
    /\/(?:api\/v2\/delete|v3\/kv\/deleterange|dodelete|dowipeout\w*|doshutdown|safeexit|exit)\b/,
    ["delete-data", "act", "deletes what it names"],
  ),
  row(
    /^POST$/,
    /\/script(?:text)?\/?$/,
    ["opaque-command", "script-console", "runs a script on the server", true],
    /\bscript=/,
  ),
  row(/^POST$/, /\/containers\/[^/]+\/kill\b/, [
    "process-control",
    "container",
    "stops a container",
    true,
  ]),
  row(/^POST$/, /\/transfers?\/(?:create|authorization\/create|execute|confirm)\b/, moves),
  row(
    /^(?:GET|POST)$/,
    /amazonaws\.com(?:\.cn)?[/?].{0,1024}?[?&]?action=(?:delete|terminate|deregister|disable|stop|remove|schedulekeydeletion)\w*/,
    destroys,
  ),
  row(
    /^POST$/,
    /amazonaws\.com/,
    destroys,
    /\bAction=(?:Delete|Terminate|Deregister|Disable|Stop|Remove|ScheduleKeyDeletion)\w*/,
  ),
  row(
    /^POST$/,
    /amazonaws\.com/,
    gives,
    /\bAction=(?:Attach(?:User|Role|Group)Policy|Put(?:User|Role|Group)Policy|CreateAccessKey|AddUserToGroup|CreateLoginProfile|AuthorizeSecurityGroupIngress)\b/,
  ),
  row(
    /^POST$/,
    /\/(?:refunds?|payouts?|transfers?|disbursements?|charges|capture|withdraw)(?:\.json)?\/?(?:\?|$)/,
    moves,
  ),
  row(/^PUT$/, /^registry\.npmjs\.org\/|^crates\.io\/api\/v1\/crates\/new/, [
    "package-publish",
    "publish",
    "publishes a package",
  ]),
  row(/^POST$/, /^upload\.pypi\.org\/|\/api\/v1\/gems\/?$/, [
    "package-publish",
    "publish",
    "publishes a package",
  ]),
  row(
    /^POST$/,
    /\/(?:droplets|servers|instances|machines)\/[^/]+\/(?:actions?|delete|destroy|stop)\b/,
    destroys,
    /power_?off|shutdown|rebuild|destroy|delete|terminate|stop|^$/i,
  ),
  row(
    /^POST$/,
    /\/(?:instances|virtualmachines|clusters|vms)\/[^/]+\/(?:stop|poweroff|deallocate|reset)\b/,
    destroys,
  ),
  row(/^POST$/, /\/users\/[^/]+\/lifecycle\/(?:deactivate|suspend|delete)\b/, [
    "permission-widening",
    "account",
    "takes an account's rights",
    true,
  ]),
  row(
    /^POST$/,
    /\/purge_cache\b/,
    ["delete-data", "purge", "empties a whole cache", true],
    /purge_everything"?\s*:\s*true/i,
  ),
  row(
    /^(?:PUT|PATCH)$/,
    /\/scale\/?$|\/deployments\/[^/]+\/?$/,
    ["cloud-destruction", "scale-down", "stops every copy", true],
    /"replicas"\s*:\s*0\b/,
  ),
  row(/^(?:POST|PUT|PATCH)$/, /\/clusterrolebindings\b/, gives, /cluster-admin/),
  row(
    /^GET$/,
    /\/api\/v1\/(?:namespaces\/[^/]+\/)?secrets(?:\/|\?|$)|\/v1\/(?:secret|kv)\/data\//,
    ["credential-access", "secret", "reads a secret", true],
  ),
];

const local = /^(?:localhost|127\.0\.0\.1|\[::1\])/;

/** `…/messages/batchDelete`, `…:purge`: the act that a path ends in. */
function lastSegment(url: string): string {
  const path = url
    .slice(0, urlLengthMax)
    .replace(/[?#].*$/s, "")
    .split("/")
    .slice(3);
  const things = path.filter((part) => !/\d/.test(part));
  const verb = things.at(-1) ?? "";
  // `/orders/7/cancel`: the act stands behind what it is done to.
  if (nameWords.verbs.has(verb) && things.length > 1) return `${verb}_${things.at(-2)}`;
  const last = /[/:.]([\w-]{4,40})\/?(?:\?.*)?$/.exec(url.slice(0, urlLengthMax))?.[1] ?? "";
  return /\d/.test(last) ? "" : last;
}

/** What is wrong with a request whose address alone does not say it. */
export function judgeBody(verb: string, url: string, body: string): Match | null {
  const target = url
    .slice(0, urlLengthMax)
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "");
  const text = body.length > bodyCharactersMax ? "" : body;
  for (const { methods, target: pattern, body: wanted, match } of rows) {
    if (!methods.test(verb) || !pattern.test(target)) continue;
    if (wanted === undefined || wanted.test(text)) return match;
  }
  const named = verb === "POST" && !local.test(target) ? lastSegment(url) : "";
  const act = named === "" ? null : judgeName(named);
  if (act !== null) return { ...act, rule: "http.act", soft: true };
  const isGraph = target.includes("graphql") || isDocument.test(text);
  return verb === "POST" && isGraph && text.includes("mutation") ? judgeMutation(text) : null;
}
