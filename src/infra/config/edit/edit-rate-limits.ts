import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseDocument } from "yaml";
import { AppError } from "#shared/errors.ts";
import { configInvalid } from "../config-invalid.ts";
import { governanceSchema } from "../schemas/governance.ts";
import { checkNode } from "../yaml/check-node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";

/** One setting under `rate_limits`: `["multipliers", "user"]`. */
export interface RateSetting {
  readonly path: readonly string[];
  readonly value: number;
}

/** The governance file that `services/` names in its root file. */
export function governanceFile(services: string): string {
  const root = parseDocument(readFileSync(join(services, "config", "config.yaml"), "utf8"));
  const named = root.get("governance");
  if (typeof named !== "string") {
    throw new AppError("CONFIG_INVALID", "config/config.yaml names no governance file.");
  }
  return join(services, "config", named);
}

/**
 * Changes settings of a governance file and keeps its comments. The result is checked before it
 * replaces the file in one step. Gives whether anything changed.
 */
export function editRateLimits(file: string, settings: readonly RateSetting[]): boolean {
  const before = readFileSync(file, "utf8");
  const after = changeRateLimits(before, settings, basename(file));
  if (after === before) return false;
  const mode = statSync(file).mode & 0o777;
  // Ends in no name that a glob of the root file matches.
  const next = `${file}.${process.pid}.new`;
  try {
    writeFileSync(next, after, { flag: "wx", mode });
    chmodSync(next, mode);
    renameSync(next, file);
  } finally {
    rmSync(next, { force: true });
  }
  return true;
}

/** The same on text: pure. Throws CONFIG_INVALID when the result would not be a governance file. */
export function changeRateLimits(
  text: string,
  settings: readonly RateSetting[],
  shown: string,
): string {
  assertGovernance(text, shown);
  const document = parseDocument(text);
  for (const { path, value } of settings) {
    const whole = ["rate_limits", ...path];
    if (document.getIn(whole) !== value) document.setIn(whole, value);
  }
  const result = document.toString({ lineWidth: 0, flowCollectionPadding: false });
  assertGovernance(result, shown);
  return result;
}

function assertGovernance(text: string, shown: string): void {
  const { root, findings } = parseYaml(text);
  const all = root === null ? findings : [...findings, ...checkNode(governanceSchema, root)];
  if (all.length === 0) return;
  throw configInvalid(
    `The file ${shown}`,
    all.map((finding) => ({ file: shown, ...finding })),
  );
}
