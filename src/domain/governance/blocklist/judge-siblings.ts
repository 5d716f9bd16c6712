import type { GovernedCall } from "#shared/governed-call.ts";
import type { JsonObject, JsonValue } from "#shared/json.ts";
import { judgeArgv, judgeShell } from "./judge-shell.ts";
import { judgeRequest } from "./paths/judge-request.ts";
import { wordsOfTool } from "./rules/judge-name.ts";
import type { RuleContext } from "./rules/rule-context.ts";

const methodNames = ["method", "httpMethod", "http_method", "verb", "requestMethod"];
const urlNames = ["url", "uri", "endpoint", "path", "href"];

/** Says which argument the next findings are about. */
export type ReportAt = (argument: string) => RuleContext;

/** Arguments that say something only together: a method and an address, an argument vector. */
export function judgeSiblings(call: GovernedCall, members: JsonObject, at: ReportAt): void {
  judgeAddress(members, at);
  const argv = members["argv"];
  if (isTextList(argv) && members["command"] === undefined) judgeArgv(argv, at("argv"));
  if (call.entity.kind === "tool") judgeTool(call, members, at);
}

function judgeAddress(members: JsonObject, at: ReportAt): void {
  const method = firstText(members, methodNames);
  const url = method === null ? null : firstText(members, urlNames);
  if (method === null || url === null) return;
  const request = judgeRequest(members[method] as string, members[url] as string);
  if (request !== null) at(url).report(request);
}

/** Programs that a tool server may be named for: its arguments go on to the program's own. */
const programs =
  /^(?:git|terraform|tofu|kubectl|kubernetes|helm|docker|podman|pulumi|aws|gcloud|az|heroku|npm|gh|psql|redis)$/;
const runs = /^(?:execute|exec|run|eval|evaluate|interpret)$/;

function judgeTool(call: GovernedCall, members: JsonObject, at: ReportAt): void {
  const { name, server } = call.entity;
  if (server === "hook") return;
  const words = wordsOfTool(name);
  const program = [server ?? "", words[0] ?? ""].find((word) => programs.test(word));
  if (program !== undefined) judgeProgram(program, words, members, at);
  const code = members["code"];
  if (typeof code !== "string" || !words.some((word) => runs.test(word))) return;
  const { language: said } = members;
  const named = typeof said === "string" ? [said.toLowerCase()] : [...words, server ?? ""];
  if (named.some((word) => shells.test(word))) return judgeShell(code, at("code"));
  const language = named.find((word) => /^(?:python|node|ruby|php|perl)$/.test(word));
  judgeArgv([language ?? "python", option(language), code], at("code"));
}

const shells = /^(?:bash|sh|shell|zsh)$/;

function option(language: string | undefined): string {
  if (language === "php") return "-r";
  return language === undefined || language === "python" ? "-c" : "-e";
}

function judgeProgram(
  program: string,
  words: readonly string[],
  members: JsonObject,
  at: ReportAt,
): void {
  const verbs = words.filter(
    (word) => word !== program && !/^(?:run|command|execute|exec)$/.test(word),
  );
  const { args, command, force } = members;
  if (isTextList(args) && typeof command !== "string") {
    judgeArgv([program, ...verbs, ...args], at("args"));
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
