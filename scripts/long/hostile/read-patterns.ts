/** Runs every pattern of the blocklist over long texts made for it, and says before each which. */
import { writeSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../e2e/executable.ts";
import { findPatterns } from "./find-patterns.ts";
import { longTexts } from "./long-texts.ts";

const folder = join(projectRoot, "src/domain/governance/blocklist");
const length = Number(process.argv[2]);

for (const { at, pattern } of await findPatterns(folder)) {
  writeSync(1, `${at}\n`);
  for (const text of longTexts(pattern, length)) {
    pattern.lastIndex = 0;
    if (pattern.global) text.replaceAll(pattern, "");
    else pattern.test(text);
  }
}
