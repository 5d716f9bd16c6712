import { remembered } from "#domain/governance/remembered.ts";
import type { GovernedCall } from "#shared/governed-call.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import { judgeFields } from "./calls/judge-fields.ts";
import { judgePatch } from "./calls/judge-patch.ts";
import { judgeArgv, judgeShell } from "./judge-shell.ts";
import { judgeRequest } from "./paths/judge-request.ts";
import { judgeName, wordsOfTool } from "./names/judge-name.ts";
import { judgeSql } from "./sql/judge-sql.ts";
import type { RuleContext } from "./rules/rule-context.ts";

const methodNames = ["method", "httpMethod", "http_method", "verb", "requestMethod"];
const urlNames = ["url", "uri", "endpoint", "path", "href"];

/** Says which argument the next findings are about. */
export type ReportAt = (argument: string) => RuleContext;

/** Arguments that say something only together: a method and an address, an argument vector. */
export function judgeSiblings(call: GovernedCall, members: JsonObject, at: ReportAt): void {
  const { kind, name, server = "" } = call.entity;
  const traits = traitsOf(kind === "tool" ? `${server}\n${name}` : "\n");
  const { verbs, words } = traits;
  const says = Object.keys(members).some(saysSomething);
  if (says) judgeAddress(members, verbs, at);
  const argv = members["argv"];
  if (isTextList(argv) && members["command"] === undefined) judgeArgv(argv, at("argv"));
  if (kind !== "tool") return;
  judgeFields({ members, words, verbs, at });
  if (says) judgePatch(members, at);
  if (server !== "hook" && (says || traits.migrates)) judgeTool(traits, members, at);
}

interface Traits {
  readonly verbs: readonly string[];
  /** The tool's words, then its server's. */
  readonly words: readonly string[];
  /** The program that its arguments go on to. */
  readonly program: string | undefined;
  readonly migrates: boolean;
}

const traitsOf = remembered((key): Traits => {
  const [server = "", name = ""] = key.split("\n");
  const verbs = wordsOfTool(name);
  const own = wordsOfTool(server);
  const asked = [...own, ...verbs].find((word) => programs.test(word));
  const program = asked === undefined ? undefined : (aliases[asked] ?? asked);
  const migrates = program !== undefined && migrators.test(program);
  return { verbs, words: [...verbs, ...own], program, migrates };
});

/** Members that mean something together with others, or hold a language of their own. */
const saysSomething = remembered((name): boolean => sayingNames.test(name));
const sayingNames =
  /(?:path|url|uri|endpoint|route|href)$|^(?:code|script|javascript|js|source|new_source|apexCode|apex|anonymousBody|module|input|text|data|keys|line|args|command|force|patch|diff)$/i;

const bodyNames = ["body", "data", "json", "payload", "params", "input", "form"];
/** Objects that clients put a request's method and body into, beside its address. */
const optionNames = ["options", "init", "config", "opts"];

function judgeAddress(members: JsonObject, verbs: readonly string[], at: ReportAt): void {
  const url = firstText(members, urlNames) ?? addressLike(members);
  if (url === null) return;
  const options = optionNames.map((name) => members[name]).find((value) => isJsonObject(value));
  const from = [members, ...(isJsonObject(options) ? [options] : [])];
  const method = from.map((one) => textIn(one, methodNames)).find((text) => text !== null);
  const verb = method ?? methodOf(verbs);
  if (verb === null) return;
  const request = judgeRequest(verb, members[url] as string, bodyOf(from));
  if (request !== null) at(url).report(request);
}

/** `dockerAPIPath`, `request_url`: only beside a method. */
function addressLike(members: JsonObject): string | null {
  if (firstText(members, methodNames) === null) return null;
  const name = Object.keys(members).find((one) => /(?:path|url|uri|endpoint|route)$/i.test(one));
  return name === undefined ? null : firstText(members, [name]);
}

/** `http_post`, `send_put_request`: the tool's name says the method. */
function methodOf(verbs: readonly string[]): string | null {
  if (!verbs.some((word) => /^(?:https?|request|requests|rest|api|fetch|curl)$/.test(word)))
    return null;
  return verbs.find((word) => /^(?:post|put|patch|delete)$/.test(word)) ?? null;
}

function textIn(members: JsonObject, names: readonly string[]): string | null {
  const name = firstText(members, names);
  return name === null ? null : (members[name] as string);
}

function bodyOf(from: readonly JsonObject[]): string {
  for (const members of from) {
    const name = bodyNames.find((one) => Object.hasOwn(members, one));
    const value = name === undefined ? undefined : members[name];
    if (typeof value === "string") return value;
    if (typeof value === "object" && value !== null) return JSON.stringify(value);
  }
  return "";
}

/** Programs that a tool server may be named for: its arguments go on to the program's own. */
const programs =
  /^(?:git|terraform|tofu|kubectl|kubernetes|helm|docker|podman|pulumi|aws|gcloud|az|heroku|npm|gh|glab|psql|k8s|tf|flyway|liquibase|alembic|prisma)$/;
const aliases: Readonly<Record<string, string>> = {
  kubernetes: "kubectl",
  k8s: "kubectl",
  tf: "terraform",
};
const runs = /^(?:execute|exec|run|eval|evaluate|interpret)$/;

function judgeTool(traits: Traits, members: JsonObject, at: ReportAt): void {
  const { verbs: words, words: all, program } = traits;
  if (program !== undefined) judgeProgram(program, words, members, at);
  judgeTyped(all, members, at);
  judgeModule(members, at);
  judgeApex(members, at);
  judgeLibrary(all, members, at);
  const codeAt = codeName(all, members);
  const code = codeAt === null ? null : members[codeAt];
  if (codeAt === null || typeof code !== "string") return;
  const magic = cellMagic.exec(code);
  if (magic !== null) return judgeShell(code.slice(magic[0].length), at(codeAt), false);
  if (!words.some((word) => runs.test(word))) return;
  const { language: given, languageId } = members;
  const said = typeof given === "string" ? given : languageId;
  const named = typeof said === "string" ? [said.toLowerCase()] : all;
  if (named.some((word) => shells.test(word))) return judgeShell(code, at(codeAt));
  const found = named.find((word) => /^(?:python|node|javascript|ruby|php|perl)$/.test(word));
  const language = found === "javascript" ? "node" : found;
  judgeArgv([language ?? "python", option(language), code], at(codeAt));
}

/** Code against a service's own library: `octokit.repos.delete(…)`, `db.users.drop()`. */
function judgeLibrary(words: readonly string[], members: JsonObject, at: ReportAt): void {
  const name = firstText(members, ["code", "script", "javascript", "js"]);
  if (name === null) return;
  const text = (members[name] as string).slice(0, codeCharactersMax);
  // Whatever it calls has a parenthesis.
  if (!text.includes("(")) return;
  const context = at(name);
  if (words.some((word) => /^(?:mongo|mongodb|mongosh)$/.test(word)))
    judgeSql(text, context.report);
  for (const found of text.matchAll(libraryCall)) {
    const match = judgeName(`${found[1]}_${found[2]}`);
    if (match !== null) context.report({ ...match, rule: "call.library" });
  }
  const isGroovy = words.some((word) => /^(?:groovy|jenkins)$/.test(word));
  if (isGroovy && /\.(?:delete|doDelete|doSafeExit|doExit|execute)\s*\(/.test(text)) {
    const what = "runs a script that deletes or stops";
    context.report({ category: "delete-data", rule: "call.groovy", what, soft: true });
  }
  for (const found of text.matchAll(clientCall)) {
    const match = judgeRequest(found[1] ?? "", found[2] ?? "");
    if (match !== null) context.report(match);
  }
  for (const found of text.matchAll(requestCall)) {
    const match = judgeRequest(found[1] ?? "", found[2] ?? "");
    if (match !== null) context.report(match);
  }
}

const codeCharactersMax = 65_536;
const libraryCall =
  /\b(?:sdk|client|api|octokit|stripe|cloudflare|github|gitlab|slack|drive|gmail|s3|ec2|k8s)(?:\.\w{1,40}){0,3}?\.(\w{1,40})\.(\w{1,40})\(/g;
const clientCall =
  /\b(?:requests|httpx|axios|session|http|got|ky|superagent)\.(delete|put|patch|post)\(\s*f?["'`](https?:[^"'`\n]{1,512})["'`]/g;
const requestCall =
  /\bmethod\s*:\s*["'`](\w{3,7})["'`]\s*,\s*(?:url|path)\s*:\s*["'`]([^"'`\n]{1,512})["'`]/g;

/** Salesforce's `delete [SELECT Id FROM Account]`. */
function judgeApex(members: JsonObject, at: ReportAt): void {
  const name = firstText(members, ["apexCode", "apex", "anonymousBody"]);
  if (name === null) return;
  if (!/\bdelete\s+\[|\bDatabase\.(?:delete|emptyRecycleBin)\b/i.test(members[name] as string))
    return;
  at(name).report({ category: "delete-data", rule: "call.apex", what: "deletes records" });
}

/** A notebook's `!rm …` and `%%bash`. */
const cellMagic = /^\s*(?:!|%%(?:bash|sh|script \S+)\s*\n)/;

function codeName(words: readonly string[], members: JsonObject): string | null {
  const inCell = words.some((word) => /^(?:cell|notebook|jupyter|kernel|code)$/.test(word));
  return firstText(members, inCell ? ["code", "source", "new_source"] : ["code"]);
}

/** Ansible's modules that run a line. */
function judgeModule(members: JsonObject, at: ReportAt): void {
  const { module: name, args } = members;
  if (typeof name !== "string" || typeof args !== "string") return;
  if (/(?:^|\.)(?:shell|command|raw|script|win_shell|win_command)$/.test(name))
    judgeShell(args, at("args"));
}

const terminals = /^(?:process|term|terminal|shell|repl|pty|tmux|console|ssh|iterm)$/;

/** What is typed into a running shell or interpreter. */
function judgeTyped(words: readonly string[], members: JsonObject, at: ReportAt): void {
  if (!words.some((word) => terminals.test(word))) return;
  const name = firstText(members, ["input", "text", "data", "keys", "line"]);
  if (name === null) return;
  const typed = members[name] as string;
  judgeShell(typed, at(name), false);
  if (typed.includes("(")) judgeArgv(["python", "-c", typed], at(name));
}

const shells = /^(?:bash|sh|shell|zsh)$/;

function option(language: string | undefined): string {
  if (language === "php") return "-r";
  return language === undefined || language === "python" ? "-c" : "-e";
}

/** Tools of these are named for the program's own verbs: `migrate_reset`, `clean`. */
const migrators = /^(?:flyway|liquibase|alembic|prisma)$/;

function judgeProgram(
  program: string,
  words: readonly string[],
  members: JsonObject,
  at: ReportAt,
): void {
  const verbs = words.filter(
    (word) =>
      word !== program &&
      !/^(?:run|command|execute|exec|cli|args|call|tf|k8s|kubernetes)$/.test(word),
  );
  const { args, command, force } = members;
  if (isTextList(args) && typeof command !== "string") {
    judgeArgv([program, ...verbs, ...args], at("args"));
  } else if (typeof args === "string" && typeof command !== "string") {
    judgeShell([program, ...verbs, args].join(" "), at("args"), false);
  } else if (migrators.test(program) && command === undefined) {
    judgeArgv([program, ...verbs], at(""));
  } else if (force === true && program === "git") {
    judgeArgv(["git", ...verbs, "--force"], at("force"));
  } else if (typeof command === "string" && !command.trim().startsWith(program)) {
    judgeShell(`${program} ${command}`, at("command"), false);
  }
}

function firstText(members: JsonObject, names: readonly string[]): string | null {
  const isText = (name: string) =>
    Object.hasOwn(members, name) && typeof members[name] === "string";
  return names.find(isText) ?? null;
}

function isTextList(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((v) => typeof v === "string");
}
