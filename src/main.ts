import { processStreams } from "#entry/cli/print-output.ts";
import { runCli } from "#entry/cli/run.ts";

/** Words that only the executable itself types: it re-executes itself as launcher and tool server. */
const hidden: Readonly<Record<string, (words: readonly string[]) => Promise<number>>> = {
  launch: async (words) => (await import("#infra/processes/launcher.ts")).runLauncher(words),
  "tool-server": async (words) =>
    (await import("#app/extensions/tool-server.ts")).runToolServer(words),
};

const argv = process.argv.slice(2);
const word = argv[0] ?? "";
const run = Object.hasOwn(hidden, word) ? hidden[word] : undefined;
process.exitCode = run ? await run(argv.slice(1)) : await runCli(argv, processStreams);
