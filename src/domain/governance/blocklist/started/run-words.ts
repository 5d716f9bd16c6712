import { plainWord, type ShellWord } from "../shell/shell-command.ts";
import type { CommandRule, RunContext } from "../rules/rule-context.ts";

export function runJoined(words: readonly ShellWord[], context: RunContext): void {
  if (words.length === 0) return;
  context.languages.shell(plainWord(words.map((word) => word.text).join(" ")), context);
}

/** Values of options whose text the program runs as a command. */
export const runJoinedOption =
  (option: RegExp): CommandRule =>
  ({ args }, context) => {
    for (const [at, { text }] of args.entries()) {
      const found = option.exec(text);
      if (found === null) continue;
      const joined = found[1];
      const script = joined === undefined || joined === "" ? args[at + 1] : plainWord(joined);
      if (script !== undefined) context.languages.shell(script, context);
    }
  };

/** All words, past the options, as one script. */
export const runWords =
  (valued: RegExp, skip = 0): CommandRule =>
  ({ args }, context) => {
    const rest = afterOptions(args, valued).slice(skip);
    runJoined(rest[0]?.text === "--" ? rest.slice(1) : rest, context);
  };

export function afterOptions(args: readonly ShellWord[], valued: RegExp): readonly ShellWord[] {
  let at = 0;
  while (args[at]?.text.startsWith("-")) at += valued.test((args[at] as ShellWord).text) ? 2 : 1;
  return args.slice(at);
}

export const afterWord =
  (verb: RegExp): CommandRule =>
  ({ args }, context) => {
    const at = args.findIndex((word) => verb.test(word.text));
    if (at !== -1)
      runJoined(
        args.slice(at + 1).filter((word) => !word.text.startsWith("-")),
        context,
      );
  };
