import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isAppError } from "#shared/errors.ts";
import type { JsonValue } from "#shared/json.ts";
import { strictObject, Type } from "#shared/schema.ts";
import { writeDefaultServices } from "../default-services.ts";
import { initHome } from "../find-home.ts";
import { loadProfile } from "../load-profile.ts";
import { loadServices, type ServicesKnowledge } from "../load-services.ts";
import { profilePaths } from "../paths.ts";
import { formatDiagnostic } from "../yaml/diagnostic.ts";

/**
 * One case file: `-- path --` and the text of a file, laid over the default services;
 * `-- without path --` removes one, `-- mode 666 path --` changes one, `-- env NAME=value --`
 * sets a variable, `-- expected --` holds the diagnostics. With `profile.yaml` or `secrets.yaml`
 * among the paths it is a case about a profile.
 */
export interface GoldenCase {
  readonly sections: readonly { readonly head: string; readonly body: string }[];
  readonly expected: readonly string[];
}

/** The search itself has its own tests: here a word stands for what it finds. */
function findMarked(value: JsonValue, pointer = ""): readonly { pointer: string; kind: string }[] {
  if (value === "CREDENTIAL") return [{ pointer, kind: "github.pat" }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    findMarked(item as JsonValue, `${pointer}/${key.replaceAll("/", "~1")}`),
  );
}

export const goldenKnowledge = {
  extensions: [
    {
      id: "workspace",
      tools: { files: { settings: strictObject({ folder: Type.Optional(Type.String()) }) } },
    },
    {
      id: "reports",
      config: strictObject({ keep_days: Type.Integer({ minimum: 1 }) }),
      tools: { daily: {}, weekly: {} },
    },
  ],
  categories: ["delete-data", "force-push", "wipe-disk"],
  rules: ["git.filter-branch", "git.push-force"],
  kinds: ["aws.access-key-id", "github.pat"],
  findSecrets: findMarked,
  today: "2026-11-21",
};

export function parseCase(text: string): GoldenCase {
  const parts = text.split(/^-- (.+) --\n/m).slice(1);
  const sections = [];
  for (let index = 0; index < parts.length; index += 2) {
    sections.push({ head: parts[index] ?? "", body: parts[index + 1] ?? "" });
  }
  const expected = sections.find((section) => section.head === "expected")?.body ?? "";
  return {
    sections: sections.filter((section) => section.head !== "expected"),
    expected: expected.split("\n").filter((line) => line !== ""),
  };
}

/** Lays the case out in a folder of its own and gives the loader's diagnostics. */
export function runCase(
  golden: GoldenCase,
  known: ServicesKnowledge = goldenKnowledge,
): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "golden-"));
  try {
    const isProfile = golden.sections.some(({ head }) => /^(profile|secrets)\.yaml$/.test(head));
    const lines = isProfile ? runProfile(folder, golden) : runServices(folder, golden, known);
    // The remedy of a mode names the file, and this folder's name is of the moment.
    return lines.map((line) => line.replaceAll(folder, "<folder>"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runServices(
  folder: string,
  golden: GoldenCase,
  known: ServicesKnowledge,
): readonly string[] {
  const services = join(folder, "services");
  writeDefaultServices(services);
  layOut(services, golden);
  const loaded = loadServices(services, known);
  const hasErrors = loaded.diagnostics.some(({ severity }) => severity === "error");
  if (hasErrors !== (loaded.config === null)) throw new Error("half-loaded");
  return loaded.diagnostics.map(formatDiagnostic);
}

function runProfile(folder: string, golden: GoldenCase): readonly string[] {
  const home = initHome(folder);
  const paths = profilePaths(home, "local");
  mkdirSync(paths.folder, { mode: 0o700 });
  writeFileSync(paths.profile, "server:\n  port: 8080\n", { mode: 0o600 });
  layOut(paths.folder, golden);
  try {
    loadProfile({ home, name: "local", env: environmentOf(golden) });
    return [];
  } catch (error) {
    if (isAppError(error)) return (error.details?.["lines"] ?? [error.message]) as string[];
    throw error;
  }
}

function environmentOf(golden: GoldenCase): Record<string, string> {
  return Object.fromEntries(
    golden.sections
      .map(({ head }) => /^env ([^=]+)=(.*)$/.exec(head))
      .flatMap((match) => (match ? [[match[1] ?? "", match[2] ?? ""] as const] : [])),
  );
}

function layOut(folder: string, golden: GoldenCase): void {
  for (const { head, body } of golden.sections) {
    const [word, first = "", second = ""] = head.split(" ");
    if (word === "without") rmSync(join(folder, first), { recursive: true });
    else if (word === "mode") chmodSync(join(folder, second), Number.parseInt(first, 8));
    else if (word === "folder") mkdirSync(join(folder, first), { recursive: true });
    else if (word === "long") writeFileSync(join(folder, first), "# long\n".repeat(200_000));
    else if (word === "bytes") writeFileSync(join(folder, first), Buffer.from(second, "hex"));
    else if (word !== "env") {
      mkdirSync(dirname(join(folder, head)), { recursive: true });
      writeFileSync(join(folder, head), body, { mode: 0o600 });
    }
  }
}
