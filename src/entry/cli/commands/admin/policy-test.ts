import type { ExplainedText } from "#app/governance/explain-line.ts";
import { AppError } from "#shared/errors.ts";
import { isJsonObject, type JsonObject } from "#shared/json.ts";
import type { CommandContext } from "#entry/cli/command.ts";
import { openPolicyIfAny } from "./open-files.ts";

/** The lines of a file, of a pipe that is named like one, or of standard input. */
async function readLines(file: string): Promise<readonly string[]> {
  if (file === "-") return (await Bun.stdin.text()).split("\n");
  const { readFile } = await import("node:fs/promises");
  try {
    return (await readFile(file, "utf8")).replace(/^\uFEFF/, "").split("\n");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "EISDIR") throw new AppError("USAGE", `${file} is a folder. Name a file.`);
    if (code === "EACCES") throw new AppError("FORBIDDEN", `The file ${file} may not be read.`);
    if (code !== "ENOENT" && code !== "ENOTDIR") throw cause;
    throw new AppError("NOT_FOUND", `There is no file ${file || '""'}.`);
  }
}

function refuseLine(number: number, problem: string, forms: string): AppError {
  return new AppError("INVALID_INPUT", `Line ${number}: ${problem}. Expected ${forms}.`, {
    details: { line: number },
  });
}

/** One line of input. No message repeats the line: it may hold a credential. */
function parseLine(line: string, number: number, forms: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw refuseLine(number, "not JSON", forms);
    throw cause;
  }
  if (!isJsonObject(value)) throw refuseLine(number, "not a JSON object", forms);
  return value;
}

/** `--jsonl`: needs no profile; knows a profile's added kinds and declared tools where there is one. */
export async function testLines(context: CommandContext, file: string): Promise<void> {
  const { explainLine, idOf, lineForms } = await import("#app/governance/explain-line.ts");
  const policy = await openPolicyIfAny(context);
  for (const [at, line] of (await readLines(file)).entries()) {
    if (line.trim() === "") continue;
    const parsed = parseLine(line, at + 1, lineForms);
    const explained = explainLine(parsed, policy);
    if (typeof explained === "string") throw refuseLine(at + 1, explained, lineForms);
    context.out.line(JSON.stringify({ ...idOf(parsed, policy), ...explained }));
  }
}

/** `--text`: one text, for people. */
export async function testText(context: CommandContext, text: string): Promise<void> {
  const { explainText } = await import("#app/governance/explain-line.ts");
  const explained = explainText(text, await openPolicyIfAny(context));
  context.out.document(explained, () => describeText(explained));
}

function describeText({ findings, unscannable }: ExplainedText): string {
  const found = findings.map(({ kind, masked }) => `deny ${kind}: ${masked}`);
  if (unscannable) found.push(`deny SECRET.UNSCANNABLE: ${unscannable.reason}`);
  if (found.length === 0) return "allow: no credential is found in this text.";
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  return [
    ...found,
    ...kinds.map((kind) => `     What to do: systemprompt admin policy kinds --kind ${kind}`),
  ].join("\n");
}
