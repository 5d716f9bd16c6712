import { extensions } from "#extensions/index.ts";
import { readFrame } from "#infra/processes/confinement/launch-spec.ts";
import { findToolServer } from "./find-tool-server.ts";
import { decodeToolSettings } from "./place-tool-server.ts";
import { prepareTools } from "./tool-server/handle-request.ts";
import { serveLines } from "./tool-server/serve-lines.ts";

/**
 * The hidden verb `tool-server <extension>/<server>`: reads its settings as one framed document
 * from standard input, then speaks MCP there until the input ends.
 */
export async function runToolServer(words: readonly string[]): Promise<number> {
  const { id, extension, definition } = findToolServer(extensions, words[0] ?? "");
  const tools = await definition.open(decodeToolSettings(id, definition, readFrame(0)));
  const server = {
    name: id.replace("/", "."),
    title: definition.title,
    version: extension.version,
    ...(definition.instructions === undefined ? {} : { instructions: definition.instructions }),
    tools: prepareTools(tools),
  };
  const output = new LineWriter();
  await serveLines(server, { input: Bun.stdin.stream(), write: (text) => output.write(text) });
  await output.finish();
  return 0;
}

/** Answers of one tick leave in one system call. */
class LineWriter {
  readonly #sink = Bun.stdout.writer();
  #waiting = "";

  write(text: string): void {
    if (this.#waiting === "") setImmediate(() => this.#flush());
    this.#waiting += text;
  }

  async finish(): Promise<void> {
    this.#flush();
    await this.#sink.end();
  }

  #flush(): void {
    if (this.#waiting === "") return;
    void this.#sink.write(this.#waiting);
    this.#waiting = "";
    void this.#sink.flush();
  }
}
