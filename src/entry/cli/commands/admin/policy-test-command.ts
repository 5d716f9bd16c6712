import type { CommandFinding } from "#domain/governance/blocklist/explain-command.ts";
import { AppError } from "#shared/errors.ts";
import type { ArgumentSpecs, CommandContext, ParsedArguments } from "#entry/cli/command.ts";
import { openPolicyIfAny } from "./open-files.ts";

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
  const server = parsed.optionalText("server");
  const tool = parsed.optionalText("tool");
  const policy = await openPolicyIfAny(context);
  if (policy === null && (server ?? tool) !== undefined) {
    throw new AppError("NOT_SET_UP", "A server's tool is known to a profile, and there is none.");
  }
  const cwd = parsed.optionalText("cwd") ?? process.cwd();
  const explained = explainCommandCall({ policy, command, cwd, server, tool });
  context.out.document({ command, ...explained }, () => {
    const { findings, verdict } = explained;
    if (findings.length === 0) return "allow: the blocklist finds nothing in this command.";
    return [...findings.flatMap(linesOf), verdict].join("\n");
  });
}

function linesOf({ reaction, category, rule, what, remedy, exception }: CommandFinding) {
  const line = `${reaction.padEnd(4)} ${category} (${rule}): ${what}`;
  if (exception !== null) {
    const { id, until, reason } = exception;
    return [line, `     passes until ${until} by the exception ${id}: ${reason}`];
  }
  return reaction === "off" ? [line] : [line, `     ${remedy}`];
}
