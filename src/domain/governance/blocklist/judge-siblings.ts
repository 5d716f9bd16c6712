import type { GovernedCall } from "#shared/governed-call.ts";
import type { JsonObject, JsonValue } from "#shared/json.ts";
import { judgeArgv, judgeShell } from "./judge-shell.ts";
import { judgeRequest } from "./paths/judge-request.ts";
import { wordsOfTool } from "./rules/judge-name.ts";
import type { RuleContext } from "./rules/rule-context.ts";

const methodNames = ["method", "httpMethod", "http_method", "verb", "requestMethod"];
const urlNames = ["url", "uri", "endpoint", "path", "href"];

/** Arguments that say something only together: a method and an address, an argument vector. */
export function judgeSiblings(call: GovernedCall, members: JsonObject, context: RuleContext): void {
  const method = textOf(members, methodNames);
  const url = method === null ? null : textOf(members, urlNames);
  const request = method === null || url === null ? null : judgeRequest(method, url);
  if (request !== null) context.report(request);
  const argv = members["argv"];
  if (isTextList(argv) && members["command"] === undefined) judgeArgv(argv, context);
  if (call.entity.kind === "tool") judgeTool(call, members, context);
}

/** Programs that a tool server may be named for: its arguments go on to the program's own. */
const programs =
  /^(?:git|terraform|tofu|kubectl|kubernetes|helm|docker|podman|pulumi|aws|gcloud|az|heroku|npm|gh|psql|redis)$/;
const runs = /^(?:execute|exec|run|eval|evaluate|interpret)$/;

function judgeTool(call: GovernedCall, members: JsonObject, context: RuleContext): void {
  const { name, server } = call.entity;
  if (server === "hook") return;
  const words = wordsOfTool(name);
  const program = [server ?? "", words[0] ?? ""].find((word) => programs.test(word));
  if (program !== undefined) judgeProgram(program, words, members, context);
  const code = members["code"];
  if (typeof code !== "string" || !words.some((word) => runs.test(word))) return;
  const language = [...words, server ?? ""].find((word) =>
    /^(?:python|node|ruby|php|perl)$/.test(word),
  );
  judgeArgv([language ?? "python", option(language), code], context);
}

function option(language: string | undefined): string {
  if (language === "php") return "-r";
  return language === undefined || language === "python" ? "-c" : "-e";
}

function judgeProgram(
  program: string,
  words: readonly string[],
  members: JsonObject,
  context: RuleContext,
): void {
  const verbs = words.filter(
    (word) => word !== program && !/^(?:run|command|execute|exec)$/.test(word),
  );
  const { args, command, force } = members;
  if (isTextList(args) && typeof command !== "string") {
    judgeArgv([program, ...verbs, ...args], context);
  } else if (force === true && program === "git") judgeArgv(["git", ...verbs, "--force"], context);
  else if (typeof command === "string" && !command.trim().startsWith(program)) {
    judgeShell(`${program} ${command}`, context, false);
  }
}

function textOf(members: JsonObject, names: readonly string[]): string | null {
  for (const name of names) {
    const value = Object.hasOwn(members, name) ? members[name] : undefined;
    if (typeof value === "string") return value;
  }
  return null;
}

function isTextList(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((v) => typeof v === "string");
}
