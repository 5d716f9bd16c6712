import { resolve } from "node:path";
import type { CommandFinding } from "#domain/governance/blocklist/explain-command.ts";
import { AppError } from "#shared/errors.ts";
import type { ArgumentSpecs, CommandContext, ParsedArguments } from "#entry/cli/command.ts";
import { openFilesIfAny } from "./open-files.ts";

/** What belongs to `--command`. */
export const commandArguments: ArgumentSpecs = {
  command: {
    type: "string",
    placeholder: "TEXT",
    description: "A shell command; prints what is found in it and how a call with it is answered",
  },
  cwd: {
    type: "string",
    placeholder: "DIR",
    description: "The folder it runs in; absent: the present one",
  },
  server: {
    type: "string",
    placeholder: "S",
    description: "Judge it as an argument of this server's tool",
  },
  tool: {
    type: "string",
    placeholder: "T",
    description: "The tool; without --server a target such as hook://Bash",
  },
};

export async function testCommand(
  context: CommandContext,
  parsed: ParsedArguments,
  command: string,
): Promise<void> {
  const { explainCommandCall } = await import("#app/governance/explain-command-call.ts");
  const { explainText, maskFindings } = await import("#app/governance/explain-line.ts");
  const { maskText } = await import("#domain/governance/secrets/mask.ts");
  const server = parsed.optionalText("server");
  const files = await openFilesIfAny(context);
  const known = Object.keys(files?.config.mcp ?? {});
  if (server !== undefined && !known.includes(server)) throw unknownServer(known);
  const policy = files?.policy ?? null;
  const cwd = resolve(parsed.optionalText("cwd") ?? "");
  const tool = parsed.optionalText("tool");
  const explained = explainCommandCall({ policy, command, cwd, server, tool });
  const findings = maskFindings(explained.findings, policy);
  const { findings: secrets } = explainText(command, policy);
  const shown = maskText(command, policy?.everyKind);
  context.out.document({ command: shown, ...explained, findings, secrets }, () =>
    [
      ...(findings.length === 0
        ? ["allow: the blocklist finds nothing in this command."]
        : [...findings.flatMap(linesOf), explained.verdict]),
      ...secrets.map(({ kind, masked }) => `It carries a credential, ${kind} (${masked}): deny.`),
    ].join("\n"),
  );
}

function unknownServer(known: readonly string[]): AppError {
  const there = known.length === 0 ? "none; tools are known to a profile" : known.join(", ");
  return new AppError("NOT_FOUND", `There is no such tool server. There are: ${there}.`);
}

function linesOf({ reaction, category, rule, what, remedy, exception }: CommandFinding) {
  const line = `${reaction.padEnd(4)} ${category} (${rule}): ${what}`;
  if (exception !== null) {
    const { id, until, reason } = exception;
    return [line, `     passes until ${until} by the exception ${id}: ${reason}`];
  }
  return reaction === "off" ? [line] : [line, `     ${remedy}`];
}
