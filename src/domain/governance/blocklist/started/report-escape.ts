import type { ShellWord } from "../shell/shell-command.ts";
import { programName } from "../shell/unwrap-command.ts";
import { reportOpaque, type RuleContext } from "../rules/rule-context.ts";

const bareShell =
  /^(?:exec\s+|sudo\s+|-)?(?:\/(?:usr\/)?(?:local\/)?bin\/)?(?:ba|da|z|k|c|tc|a|fi)?sh(?:\s+-[a-z]{1,8}){0,4}(?:\s+\d?[<>]&?\S{1,32}){0,4}\s*#?$/;
const shellOfShell = /^(?:\/(?:usr\/)?bin\/)?(?:ba|da|z|k)?sh\s+-[a-z]*c\s+["']?([^]*?)["']?$/;
const textLengthMax = 256;

/**
 * `vim -c ':!/bin/sh'`: a shell that another program opens takes whatever comes next, and nobody
 * reads that.
 */
export function reportEscape(text: string, context: RuleContext): void {
  if (text.length > textLengthMax || !isEscape(text.trim())) return;
  reportOpaque(context, "shell.escape", "opens a shell from within another program");
}

function isEscape(text: string): boolean {
  const inner = shellOfShell.exec(text)?.[1];
  if (inner !== undefined) return isEscape(inner.trim());
  return text.split(";").some((part) => bareShell.test(part.trim()));
}

/** Programs that nobody starts a shell by, unless to hide it. */
const wrappers =
  /^(?:pkexec|pexec|nice|ionice|chrt|taskset|timeout|time|stdbuf|setarch|flock|strace|ltrace|valgrind|unshare|xargs|parallel|setsid|logsave|choom|cpulimit|softlimit|aa-exec|capsh|start-stop-daemon|busybox|toybox|ld\.so|perf|multitime|rlwrap|unbuffer|entr)$/;
const shells = new Set("sh bash dash zsh ksh csh tcsh ash fish".split(" "));

/** `timeout 7d /bin/sh`: the words as they stood, and what they come down to. */
export function reportWrappedShell(
  words: readonly ShellWord[],
  name: string,
  args: readonly ShellWord[],
  context: RuleContext,
): void {
  if (!shells.has(name) || args.some((word) => !/^-[ip]+$/.test(word.text))) return;
  const first = programName(words[0]?.text ?? "");
  if (wrappers.test(first))
    reportOpaque(context, "shell.escape", "opens a shell by another program");
}
