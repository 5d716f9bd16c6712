import type { JsonValue } from "#shared/json.ts";
import type { Match } from "../categories.ts";
import { type FieldRule, isAny, isObject, textOf, wordSet } from "./call-part.ts";

type Rule = FieldRule["judge"];

const changes = wordSet(
  "update edit set change modify patch make configure put toggle write manage alter enable disable",
);
const people = wordSet(
  "member members membership memberships user users collaborator collaborators role roles",
  "permission permissions access invite invitation org organization team teams group share",
  "sharing acl admin",
);
const gives = wordSet(
  "add invite set update manage create assign put grant change share promote write upsert",
);

const everybody =
  /^(?:anyone|anyone_?with_?(?:the_?)?link|public|public-read(?:-write)?|all_?users|all_?authenticated_?users|everyone|authenticated-read|anonymous|world|\*)$/i;
const audienceNames =
  /^(?:type|grantee|grantee_?type|principal|members?|audience|link_?(?:access|sharing|visibility)|sharing|share_?with|visibility|acl|access|access_?type|general_?access|canned_?acl|scope)$/i;
const rightNames =
  /^(?:roles?|permissions?|permission_?level|access_?level|privileges?|org_?role|role_?name|role_?id|groups?|group_?name)$/i;
const strongRight =
  /^(?:admin\w*|owner|maintain(?:er)?|super_?(?:user|admin)|root|manager|organizer|file_?organizer|40|50|cluster-admin|(?:\w+ ){1,3}(?:admin\w*|owners?)|.*[/.]?(?:owner|admin))$/i;
/** Members that switch a protection off where they are false. */
const protections =
  /^(?:enforce_?admins|protected|deletion_?protection|(?:enable_?|require_?)?(?:mfa|2fa|two_?factor\w*|encryption|audit\w*|logging|ssl|tls|rls)(?:_?enabled)?|require_\w+|block_?public_?\w+|restrict_?public_\w+|ignore_?public_acls|verify_?(?:ssl|tls)|secret_?scanning|branch_?protection|termination_?protection|.*destructive_requires_name|disable_?api_?termination)$/i;

const openNames = /^(?:private|(?:is_?)?public)$/i;

/** What lets everybody in: `{type: "anyone"}`, `{visibility: "public"}`, `{private: false}`. */
const opens: Rule = (name, value, { verbs }) => {
  const match: Match = {
    category: "permission-widening",
    rule: "call.everybody",
    what: "lets everybody in",
  };
  if (name === "private" && value === false && isAny(verbs, changes)) return match;
  if (/^(?:is_?)?public$/i.test(name) && value === true && isAny(verbs, changes)) return match;
  if (typeof value !== "string" || !audienceNames.test(name) || !everybody.test(value)) return null;
  if (/^(?:scope|visibility|access)$/i.test(name)) {
    return isAny(verbs, changes) || /^public-|^all|^an(?:y|on)|^everyone/i.test(value)
      ? match
      : null;
  }
  if (name === "type") return /^anyone/i.test(value) ? match : null;
  return /^(?:members?|principal)$/i.test(name) && value === "public" ? null : match;
};

/** An account that becomes administrator: GitHub's roles, GitLab's 40 and 50, clouds' `…/owner`. */
const promotes: Rule = (name, value, { words, verbs }) => {
  if (!rightNames.test(name)) return null;
  const rights = Array.isArray(value) ? (value as readonly JsonValue[]).slice(0, 32) : [value];
  const isStrong = (one: JsonValue) =>
    (typeof one === "string" || typeof one === "number") && strongRight.test(String(one));
  if (!rights.some(isStrong) || !isAny(words, people) || !isAny(verbs, gives)) return null;
  return {
    category: "permission-widening",
    rule: "call.rights",
    what: "gives administrator rights",
  };
};

const unguards: Rule = (name, value, { verbs }) => {
  if (value !== false && value !== null) return null;
  if (!protections.test(name)) return null;
  if (!isAny(verbs, changes) && !name.endsWith("destructive_requires_name")) return null;
  return {
    category: "disable-security",
    rule: "call.protection-off",
    what: `switches ${name} off`,
    soft: true,
  };
};

const guards = wordSet(
  "ruleset rulesets protection policy policies rule rules security waf firewall zone setting",
);
const guardNames =
  /^(?:ssl|tls|waf|security_level|always_use_https|firewall|mfa|2fa|bot_\w+|audit\w*|encryption)$/i;

const authNames = /^(?:auth|authentication|authorization)_?(?:type|mode|method)?$/i;
const stateNames = /^(?:value|state|status)$/i;
const guardStates = /^(?:enforcement|protection|ssl|waf|mfa)$/i;

/** `{enforcement: "disabled"}`, `{setting: "ssl", value: "off"}`. */
const turnsOff: Rule = (name, value, { members, words, verbs }) => {
  if (authNames.test(name)) {
    if (!/^(?:none|anonymous|disabled|public)$/i.test(textOf(value)) || !isAny(verbs, changes))
      return null;
    return {
      category: "disable-security",
      rule: "call.protection-off",
      what: "lets calls in unnamed",
      soft: true,
    };
  }
  if (typeof value !== "string" || !/^(?:off|disabled?|none|inactive)$/i.test(value)) return null;
  const said = [members["setting"], members["name"], members["key"]].find(
    (one) => typeof one === "string",
  );
  const isGuard =
    stateNames.test(name) && said !== undefined
      ? guardNames.test(said)
      : guardStates.test(name) && isAny(words, guards);
  if (!isGuard || !isAny(verbs, changes)) return null;
  return {
    category: "disable-security",
    rule: "call.protection-off",
    what: `switches ${said ?? name} off`,
    soft: true,
  };
};

const hostRights = /^(?:privileged|host_?pid|host_?network|host_?ipc)$/i;
const hostModes = /^(?:pid|pid_?mode|ipc_?mode|userns_?mode)$/i;
const mountNames = /^(?:volumes?|binds?|mounts?|host_?path)$/i;

/** Containers that may do what their host may: Docker's and Kubernetes' own members. */
const ownsHost: Rule = (name, value) => {
  const match: Match = {
    category: "permission-widening",
    rule: "call.host-access",
    what: "gives a container its host",
  };
  if (value === true && hostRights.test(name)) return match;
  if (value === "host" && hostModes.test(name)) return match;
  if (!mountNames.test(name)) return null;
  return sourcesOf(value).some((source) => hostFolder.test(source)) ? match : null;
};

const hostFolder =
  /^\/(?:etc|root|boot|proc|sys|dev|var\/run\/docker\.sock|run\/docker\.sock)?(?:\/?$|:)/;

function sourcesOf(value: JsonValue): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return (value as readonly JsonValue[]).slice(0, 32).flatMap(sourcesOf);
  if (!isObject(value)) return [];
  const { source, Source, host, path } = value;
  const named = [source, Source, host, path].filter((one) => typeof one === "string");
  return [...named, ...Object.keys(value).slice(0, 32)];
}

const wholeNet = new Set<JsonValue>(["0.0.0.0/0", "::/0"]);
const netWords = wordSet(
  "access cidr network port open expose ingress firewall security authorize allow allowlist whitelist rule rules",
);

const opensNet: Rule = (_name, value, { words }) => {
  const values = Array.isArray(value) ? (value as readonly JsonValue[]).slice(0, 32) : [value];
  if (!values.some((one) => wholeNet.has(one))) return null;
  if (!isAny(words, netWords)) return null;
  return {
    category: "permission-widening",
    rule: "call.open-network",
    what: "lets every address in",
  };
};

const hostPath = new RegExp(
  "\\bhostPath[\"']?:\\s*(?:\\{\\s*)?[\"']?path[\"']?:\\s*[\"']?" +
    "/(?:etc|root|proc|var/run/docker\\.sock)?[\"']?\\s*(?:[,}\\n]|$)",
);

/** Documents that say who may do what: IAM policies, Kubernetes manifests. */
const documents: readonly { readonly text: RegExp; readonly what: string }[] = [
  {
    text: /"Effect"\s*:\s*"Allow"(?=[^]{0,2000}"Principal"\s*:\s*(?:"\*"|\{\s*"AWS"\s*:\s*"\*"))/,
    what: "lets everybody in",
  },
  {
    text: /"Principal"\s*:\s*(?:"\*"|\{\s*"AWS"\s*:\s*"\*")(?=[^]{0,2000}"Effect"\s*:\s*"Allow")/,
    what: "lets everybody in",
  },
  {
    text: /"Effect"\s*:\s*"Allow"[^{}]{0,400}"Action"\s{0,16}:\s{0,16}(?:\[\s{0,16})?"\*(?::\*)?"/,
    what: "allows everything",
  },
  {
    text: /\barn:aws:iam::aws:policy\/(?:AdministratorAccess|PowerUserAccess|IAMFullAccess)\b/,
    what: "gives administrator rights",
  },
  {
    text: /\bkind:\s*ClusterRoleBinding\b(?=[^]{0,2000}\bcluster-admin\b)/,
    what: "gives cluster rights",
  },
  {
    text: /\bprivileged["']?:\s*true\b|\bhost(?:PID|Network|IPC)["']?:\s*true\b/,
    what: "gives a pod its host",
  },
  {
    text: hostPath,
    what: "gives a pod its host",
  },
];
const documentNames =
  /^(?:policy|policy_?(?:document|arn|json)|policies|bucket_?policy|manifest|manifests|yaml|resource|definition|content|spec|inline_?policy|bindings?)$/i;
const documentWords = wordSet(
  "policy policies iam role bucket kubernetes kubectl k8s resource resources manifest apply acl",
);
const documentCharactersMax = 65_536;

const widens: Rule = (name, value, { words }) => {
  if (!documentNames.test(name) || !isAny(words, documentWords)) return null;
  const text = typeof value === "string" ? value : isObject(value) ? JSON.stringify(value) : "";
  if (text === "" || text.length > documentCharactersMax) return null;
  const found = documents.find((row) => row.text.test(text));
  if (found === undefined) return null;
  return { category: "permission-widening", rule: "call.policy", what: found.what };
};

/** What an argument says of rights and protections, whatever the tool is called. */
export const rightsRules: readonly FieldRule[] = [
  { about: [openNames, audienceNames], judge: opens },
  { about: [rightNames], judge: promotes },
  { about: [protections], judge: unguards },
  { about: [authNames, stateNames, guardStates], judge: turnsOff },
  { about: [hostRights, hostModes, mountNames], judge: ownsHost },
  { about: [], judge: opensNet },
  { about: [documentNames], judge: widens },
];
