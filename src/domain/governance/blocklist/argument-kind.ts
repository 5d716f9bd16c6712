import { remembered } from "../remembered.ts";
import { wordsOf } from "./names/judge-name.ts";

/** How an argument's text is read. A guess reads softer than a declaration. */
export type Reading =
  "shell" | "script" | "sql" | "maybe-sql" | "path" | "url" | "git" | "powershell" | "text";

/** Argument names whose text is read though nobody declared it; by their last word. */
const guessed: Readonly<Record<string, Reading>> = {
  sql: "sql",
  statement: "maybe-sql",
  statements: "maybe-sql",
  q: "maybe-sql",
  query: "maybe-sql",
  queries: "maybe-sql",
  cypher: "maybe-sql",
  filter: "maybe-sql",
  where: "maybe-sql",
  cql: "maybe-sql",
  ddl: "maybe-sql",
  dml: "maybe-sql",
  command: "shell",
  commands: "shell",
  cmd: "shell",
  commandline: "shell",
  run: "script",
  script: "script",
  path: "path",
  paths: "path",
  file: "path",
  files: "path",
  filename: "path",
  attachment: "path",
  attachments: "path",
  directory: "path",
  folder: "path",
  source: "path",
  from: "path",
  to: "path",
  src: "path",
  dst: "path",
  dest: "path",
  target: "path",
  dir: "path",
  filepath: "path",
  destination: "path",
  url: "url",
  urls: "url",
  uri: "url",
};

/** Bodies are never read, whatever else their name holds. */
const bodies = /^(?:content|contents|text|body|message|description|prompt|title|comment)$/;

function guess(words: readonly string[]): Reading {
  const last = words.at(-1) ?? "";
  if (bodies.test(last)) return "text";
  if (Object.hasOwn(guessed, last)) return guessed[last] as Reading;
  return words[0] === "sql" ? "sql" : "text";
}

export const guessReading = remembered((name) => guess(wordsOf(name)));
