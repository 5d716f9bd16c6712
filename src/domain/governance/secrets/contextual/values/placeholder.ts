import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { fillerWords } from "./vocabulary.ts";

/** `dbpass`, `mypassword`: filler words that are written together. */
function isJoined(run: string): boolean {
  // What can be covered from the start: one flag for each length.
  const covered = [true];
  effort.steps += run.length * run.length;
  for (let end = 2; end <= run.length; end += 1) {
    for (let start = 0; start <= end - 2; start += 1) {
      if (covered[start] === true && fillerWords.has(run.slice(start, end))) covered[end] = true;
    }
  }
  return covered[run.length] === true;
}

/** `wppassword`, `moodle_pass`: a word that says what it is. */
const namesItself = /(?:pass(?:word|wd|wort)?|pwd|pw|secret|token|key)$/i;

/** Nothing but words that people write where a credential would stand, or a name of one. */
export function isPlaceholder(value: string): boolean {
  if (namesItself.test(value)) return true;
  const runs = value.toLowerCase().match(/[a-z]+/g) ?? [];
  return runs.every((run) => fillerWords.has(run) || isJoined(run));
}
