import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import { findForeignWriter } from "../file-trust.ts";
import { parseYamlText, readYamlFile, type YamlFile } from "../read-yaml-file.ts";

/** Far over any installation; a glob that meets more was not meant. */
export const serviceFilesMax = 1_000;

/** Texts by path relative to the services folder; they win over the disk. */
export type FileTexts = ReadonlyMap<string, string>;

/** What `services/` holds: the disk, with texts that are not written yet laid over it. */
export class ServiceFiles {
  readonly #folder: string;
  readonly #texts: FileTexts;
  readonly #judged = new Set<string>();

  constructor(folder: string, texts: FileTexts) {
    this.#folder = folder;
    this.#texts = texts;
  }

  /** `services/mcp/files.yaml`: how a path is called in diagnostics. */
  shown(path: string): string {
    return posix.join(basename(this.#folder), path);
  }

  read(path: string): YamlFile {
    const text = this.#texts.get(path);
    if (text !== undefined) return parseYamlText(text, this.shown(path));
    return readYamlFile(join(this.#folder, path), this.shown(path), (file, stats) =>
      findForeignWriter(file, stats),
    );
  }

  /** Why the folder of a file is not trusted: whoever may write in it may add files to a glob. */
  folderProblem(path: string): string | undefined {
    const folder = join(this.#folder, dirname(path));
    if (this.#judged.has(folder)) return undefined;
    this.#judged.add(folder);
    const stats = statSync(folder, { throwIfNoEntry: false });
    const problem = stats && findForeignWriter(folder, stats);
    return problem && `its folder ${problem}`;
  }

  /** The files that a reference names, sorted; `*` stands in the last part only. */
  match(reference: string): readonly string[] {
    if (!reference.includes("*")) return [reference];
    const folder = posix.dirname(reference);
    const pattern = globPattern(posix.basename(reference));
    const names = new Set(this.#list(folder));
    for (const path of this.#texts.keys()) {
      if (posix.dirname(path) === folder) names.add(posix.basename(path));
    }
    return [...names]
      .filter((name) => !name.startsWith(".") && pattern.test(name))
      .toSorted()
      .map((name) => posix.join(folder, name));
  }

  #list(folder: string): readonly string[] {
    const path = join(this.#folder, folder);
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats?.isDirectory() === true ? readdirSync(path) : [];
  }
}

function globPattern(glob: string): RegExp {
  const parts = glob.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`);
}
