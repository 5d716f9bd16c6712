import type { ShellWord } from "./shell-command.ts";

export interface CommandLine {
  /** The words that are no options, in lower case. */
  readonly operands: string;
  /** All words, in lower case. */
  readonly all: string;
}

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

export function lineOf(args: readonly ShellWord[]): CommandLine {
  let operands = "";
  let all = "";
  let skip = false;
  for (const { text } of args) {
    if (all.length > lineLengthMax) break;
    all = all === "" ? text : `${all} ${text}`;
    const isOption = text.startsWith("-") && text.length > 1;
    if (!isOption && !skip) operands = operands === "" ? text : `${operands} ${text}`;
    skip = isOption && valued.has(text);
  }
  return { operands: operands.toLowerCase(), all: all.toLowerCase() };
}
