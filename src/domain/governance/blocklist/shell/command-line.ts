import type { ShellWord } from "./shell-command.ts";

/** Options of cloud tools that take a value and may stand before the verb. */
const valued = new Set(
  (
    "-n --namespace --context --kube-context --kubeconfig --profile --region --project --output " +
    "--query --cluster --subscription -g --resource-group --zone --account --configuration --host " +
    "--config -R --repo -a --app --user --endpoint-url --org --location --stack --as --token " +
    "--server --log-level --color --cacert --address -C --cwd --filter --prefix --dir"
  ).split(" "),
);

/** A line longer than this says its verb early. */
const lineLengthMax = 8_192;

/** The words that are no options, in lower case, parted by single blanks. */
export function operandLine(args: readonly ShellWord[]): string {
  let line = "";
  let skip = false;
  for (const { text } of args) {
    if (line.length > lineLengthMax) break;
    const isOption = text.startsWith("-") && text.length > 1;
    if (!isOption && !skip) line = line === "" ? text : `${line} ${text}`;
    skip = isOption && valued.has(text);
  }
  return line.slice(0, lineLengthMax).toLowerCase();
}

/** All words, in lower case, parted by single blanks. */
export function wholeLine(args: readonly ShellWord[]): string {
  let line = "";
  for (const { text } of args) {
    if (line.length > lineLengthMax) break;
    line = line === "" ? text : `${line} ${text}`;
  }
  return line.slice(0, lineLengthMax).toLowerCase();
}
