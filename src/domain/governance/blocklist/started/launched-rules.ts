import { plainWord, type ShellCommand, type ShellWord } from "../shell/shell-command.ts";
import { type Argv, programName } from "../shell/unwrap-command.ts";
import { reportEscape } from "./report-escape.ts";
import type { RunContext } from "../rules/rule-context.ts";

/** Programs whose words are texts for people or patterns to look for. */
export const talkers: ReadonlySet<string> = new Set(
  (
    "echo printf git gh glab hub grep egrep fgrep zgrep rg ag ack findstr select-string jq yq awk " +
    "claude codex gemini aider goose llm sgpt aichat ollama tldr cheat man apropos whatis info wall " +
    "logger notify-send say osascript figlet cowsay toilet gum glow write-output write-host jira linear " +
    "systemprompt bd task taskwarrior curl http wget test [ [[ : true false alias export declare readonly local set"
  ).split(" "),
);
/** Options whose value is a text. */
const textOption =
  /^(?:-m|-d|-t|--?(?:message|title|body|description|desc|notes?|comment|text|subject|reason|name|label|prompt|data\S*|summary|pattern|grep|filter|search|query))$/;

/** Lists of words for a program that starts them: `-wrapper sh,-c,'rm -rf x'`. */
const commaScript = /^(?:\/bin\/)?(?:ba|da|z|k)?sh,-c,(.+)$/s;

const shellName = /^(?:\S*\/)?(?:ba|da|z|k|mk|a)?sh$/;
const scriptFlag = /^-[a-zA-Z]*c$/;
/** A script inside one word: an option's value, or all of it. */
const scriptWord =
  /^(?:-[A-Za-z])?(?:[\w:.-]{1,64}=){0,2}\s*["']?((?:sudo\s+|\/(?:usr\/)?s?bin\/){0,2}(?:(?:ba|da|z|k)?sh\s+-[a-zA-Z]*c\s|rm\s+-\w*[rRf]|shred\s+-|mkfs\S*\s|wipefs\s|dd\s+(?:if|of)=)[^]*)$/;
/** What a program that nobody knows may be asked to start. */
const dangerous = /^(?:\/(?:usr\/)?s?bin\/)?(?:rm|shred|wipefs|mkfs\S*|dd|rimraf)$/;
const wordsMax = 128;

/** `aa-exec -- rm -rf x`, `dmsetup ls --exec 'sh -c "…"'`: commands among another one's words. */
export function judgeLaunched(argv: Argv, context: RunContext, known: boolean): void {
  const { name, args } = argv;
  if (args.length === 0 || args.length > wordsMax || talkers.has(name)) return;
  const launches = !known || launchers.test(name);
  for (const [at, word] of args.entries()) {
    const next = args[at + 1];
    const { text } = word;
    if (
      next !== undefined &&
      text.endsWith("sh") &&
      shellName.test(text) &&
      scriptFlag.test(next.text)
    ) {
      const script = args[at + 2];
      if (script !== undefined) context.languages.shell(script, context);
      if (script !== undefined && !opensShells.test(name)) reportEscape(script.text, context);
      return;
    }
    if (launches && next !== undefined && startsDangerous(word, next)) {
      return context.languages.program(args.slice(at), context, null);
    }
    const parted = text.includes("sh,-c,") ? commaScript.exec(text)?.[1] : undefined;
    if (parted !== undefined) context.languages.shell(plainWord(parted), context);
    if (!text.includes(" ") || textOption.test(args[at - 1]?.text ?? "")) continue;
    const script = scriptWord.exec(word.text)?.[1];
    if (script === undefined) continue;
    context.languages.shell(plainWord(script), context);
    if (!opensShells.test(name)) reportEscape(script, context);
  }
}

const launchers = /^(?:nsenter|launchctl|systemd-nspawn|cgexec|ip|open|at)$/;

/** Programs that people open a shell by. */
const opensShells =
  /^(?:docker\S*|podman|nerdctl|kubectl|oc|k|ssh|mosh|heroku|fly|flyctl|aws|gcloud|az|su|runuser|nix\S*|tmux|screen|lxc|multipass|vagrant|wsl|devcontainer|toolbox|distrobox|script|env|poetry|pipenv)$/;

const passwordFile =
  /(?:^|[\s=@"'(<{:]|file:\/\/|\.\.)\/etc\/(?:g?shadow|master\.passwd)-?(?=$|[\s"')},;])/;
/** Programs that look at a file from outside, and those whose words are texts. */
const outside =
  /^(?:ls|stat|file|du|find|fd|readlink|dirname|basename|test|\[|\[\[|chmod|chown|echo|printf|git|gh|glab|grep|egrep|fgrep|rg|ag|claude|codex|gemini|systemprompt|linear|jira)$/;

/** Programs that take names of files, or scripts, on their standard input. */
const archivers = /^(?:cpio|pax|tar|xargs|parallel|zip|rsync)$/;
const consoles =
  /^(?:terraform|tofu|jshell|jjs|jrunscript|irb|pry|r|octave|ftp|tftp|sftp|smbclient|nc|ncat)$/;

function namesFile({ text }: ShellWord): boolean {
  return text.includes("/etc/") && passwordFile.test(text);
}

/** Whatever program is asked to read the password file. */
export function reportPasswords(command: ShellCommand, context: RunContext): void {
  const { words, inputs, pipedFrom } = command;
  const piped = pipedFrom?.words ?? [];
  if (!words.some(namesFile) && !piped.some(namesFile) && !inputs.some(namesFile)) return;
  const name = programName(words[0]?.text ?? "");
  if (outside.test(name)) return;
  const isNamed =
    words.some(namesFile) ||
    (archivers.test(name) && piped.some(namesFile)) ||
    (consoles.test(name) && inputs.some(namesFile));
  if (!isNamed) return;
  const what = "names a file that holds credentials";
  context.report({ category: "credential-access", rule: "path.credential-file", what });
}

function startsDangerous(word: ShellWord, next: ShellWord): boolean {
  return dangerous.test(word.text) && /^-\w|^(?:if|of)=|^\//.test(next.text);
}
