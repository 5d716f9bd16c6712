import { plainWord, type ShellCommand, type ShellWord } from "../shell/shell-command.ts";
import type { RunContext } from "../rules/rule-context.ts";
import { talkers } from "./launched-rules.ts";
import { reportEscape } from "./report-escape.ts";

const wordLengthMax = 2_048;
const linesMax = 64;

/** `{lua:os.execute("rm -rf x")}`, `'|rm -rf x'`: a command after what another language puts before it. */
const inside =
  /(?:^|[!|"'`({=;:%]\s{0,4}|\b(?:sh|exec|shell|system|sy)\W{1,4})((?:\/(?:usr\/)?bin\/)?(?:rm\s+-\w{0,8}[rRf]\w{0,8}|shred\s+-\w{1,8}|mkfs\S{0,8})\s+[^"'`)}|;]{1,200})/;
const insideHint = /rm\s|shred|mkfs/;
/** A shell as a whole value: `--on-download-complete=/bin/sh`, `-- /bin/sh`, `'/bin/sh -i'`. */
const shellValue =
  /(?:^|[=!({"'|]\s{0,4})(\/(?:usr\/)?bin\/(?:ba|da|z|k)?sh(?:\s+-i)?)(?=$|["')}\s])/;
/** Programs and options that name a shell as a matter of course. */
const namesShell =
  /^(?:case|select|for|in|local|return|which|command|type|file|ls|stat|readlink|test|ln|cp|mv|cat|chmod|chown|chsh|usermod|useradd|adduser|docker\S*|podman|kubectl|env|tmux|screen|bazel|nix\S*|make|ssh|su|sudo|machinectl|systemd-nspawn|pkgbuild|brew|getent|grep|sed|awk|git|cmp|diff|ldd|strings|realpath|export|set|alias|shellcheck|shfmt|sh|bash|zsh|dash|wsl)$/;

/** What a program nobody knows may start: in its words, and on its standard input. */
export function judgeHidden(
  name: string,
  args: readonly ShellWord[],
  inputs: ShellCommand["inputs"],
  context: RunContext,
): void {
  if (talkers.has(name)) return;
  for (const { text } of args) if (text.length <= wordLengthMax) judgeWord(name, text, context);
  for (const { text } of inputs) judgeLines(text, context);
}

function judgeWord(name: string, text: string, context: RunContext): void {
  const script = insideHint.test(text) ? inside.exec(text)?.[1] : undefined;
  if (script !== undefined) context.languages.shell(plainWord(script), context);
  if (!text.includes("sh") || namesShell.test(name) || /shell/i.test(text)) return;
  const shell = shellValue.exec(text)?.[1];
  if (shell !== undefined) reportEscape(shell, context);
}

/** `tool <<< '!rm -rf x'`: how consoles start a program. */
const consoleLine =
  /^\s{0,8}(?:[:.]?!|shell\s|\.sy\s|pipe\s+\S{1,16}\s|sh\s+\S\s)\s{0,8}(\S.{0,500})$/;

function judgeLines(text: string, context: RunContext): void {
  for (const line of text.split("\n", linesMax)) {
    const script = consoleLine.exec(line)?.[1];
    if (script === undefined) continue;
    reportEscape(script, context);
    context.languages.shell(plainWord(script.replace(/\s\S$/, "")), context);
  }
}
