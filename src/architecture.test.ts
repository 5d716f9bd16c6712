import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const root = join(import.meta.dir, "..");
const layers = ["shared", "infra", "domain", "app", "entry"] as const;
const fileLinesMax = 400;
const folderFilesMax = 20;
const valueExportsMax = 5;
const columnsMax = 100;

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function load(): SourceFile[] {
  const paths = [...new Bun.Glob("{src,extensions}/**/*.ts").scanSync({ cwd: root })].sort();
  return paths.map((path) => {
    const text = readFileSync(join(root, path), "utf8");
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(
      (match) => match[1] ?? "",
    );
    return { path, text, imports };
  });
}

const files = load();
const production = files.filter(({ path }) => !/\.(test|anomaly\.test|contract)\.ts$/.test(path));

function layerOf(path: string): number {
  return layers.findIndex((layer) => path.startsWith(`src/${layer}/`));
}

function offenders(check: (file: SourceFile) => string | undefined, among = production): string[] {
  return among.flatMap((file) => {
    const problem = check(file);
    return problem === undefined ? [] : [`${file.path}: ${problem}`];
  });
}

describe("the architecture", () => {
  test("was scanned whole", () => {
    expect(files.length).toBeGreaterThan(150);
  });

  test("imports point down", () => {
    const problems = offenders(({ path, imports }) => {
      const own = layerOf(path);
      if (own === -1) return undefined;
      return imports.find((name) => {
        const layer = layers.findIndex((candidate) => name.startsWith(`#${candidate}/`));
        return layer > own || (own <= 2 && name.startsWith("#extensions/"));
      });
    });
    expect(problems).toEqual([]);
  });

  test("domains do not import each other", () => {
    const problems = offenders(({ path, imports }) => {
      const own = /^src\/domain\/([^/]+)\//.exec(path)?.[1];
      if (own === undefined) return undefined;
      return imports.find(
        (name) => name.startsWith("#domain/") && !name.startsWith(`#domain/${own}/`),
      );
    });
    expect(problems).toEqual([]);
  });

  test("extensions import one module of the product", () => {
    const problems = offenders(({ path, imports }) =>
      path.startsWith("extensions/")
        ? imports.find(
            (name) =>
              name.startsWith("#") && name !== "#extension-api" && !name.startsWith("#extensions/"),
          )
        : undefined,
    );
    expect(problems).toEqual([]);
  });

  test("relative imports stay inside a noun", () => {
    const problems = offenders(
      ({ path, imports }) =>
        imports.find((name) => {
          if (!name.startsWith(".")) return false;
          if (name.startsWith("../../")) return true;
          const target = relative(root, join(root, dirname(path), name));
          return layerOf(path) !== layerOf(target);
        }),
      production.filter(({ path }) => layerOf(path) !== -1),
    );
    expect(problems).toEqual([]);
  });

  test("files, folders and exports keep their budgets", () => {
    const long = offenders(
      ({ text }) => (text.split("\n").length > fileLinesMax ? "too long" : undefined),
      files,
    );
    const wide = offenders(({ text }) =>
      text
        .split("\n")
        .some(
          (line) =>
            line.length > columnsMax && !/https?:|"[^"]{60,}"|`[^`]{60,}`|\/[^/]{60,}\//.test(line),
        )
        ? "a line over 100 columns"
        : undefined,
    );
    const crowded = offenders(({ text }) => {
      const values = text.match(/^export (?:async )?(?:function|const|class) /gm) ?? [];
      return values.length > valueExportsMax ? `${values.length} value exports` : undefined;
    });
    const folders = Map.groupBy(files, ({ path }) => dirname(path));
    const full = [...folders]
      .filter(([, members]) => members.length > folderFilesMax)
      .map(([name]) => name);
    expect({ long, wide, crowded, full }).toEqual({ long: [], wide: [], crowded: [], full: [] });
  });

  test("only the chokepoints spawn, read the environment, or open a schema object", () => {
    const spawning = offenders(({ path, text }) =>
      /Bun\.spawn|node:child_process/.test(text) &&
      !/^src\/infra\/(processes|database\/embedded)\//.test(path)
        ? "spawns"
        : undefined,
    );
    const reading = offenders(({ path, text }) =>
      !path.includes("/test-servers/") &&
      /process\.env|Bun\.env|import\.meta\.env/.test(text) &&
      !path.startsWith("src/infra/config/")
        ? "reads the environment"
        : undefined,
    );
    const loose = offenders(({ path, text }) =>
      /Type\.Object\(/.test(text) && path !== "src/shared/schema.ts"
        ? "declares a loose object"
        : undefined,
    );
    expect({ spawning, reading, loose }).toEqual({ spawning: [], reading: [], loose: [] });
  });

  test("no default exports but extensions, no star exports, no placeholders", () => {
    const named = offenders(({ path, text }) =>
      /^export default/m.test(text) && !path.startsWith("extensions/") ? "default" : undefined,
    );
    expect(named).toEqual([]);
    const problems = offenders(
      ({ text }) =>
        /^export default|^export \*|\bTODO\b|\bFIXME\b|lorem ipsum|Your Project Name/im.exec(
          text,
        )?.[0],
    );
    expect(problems).toEqual([]);
  });
});
