import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { Match } from "../categories.ts";
import { judgeDeleted, judgePlaced, judgeSent } from "../paths/judge-place.ts";
import { judgeRecursive } from "../paths/judge-recursive.ts";
import { unknownFolder } from "../paths/resolve-path.ts";
import { judgeName, wordsOfTool } from "../rules/judge-name.ts";
import { isAny, wordSet } from "./call-part.ts";
import { filters } from "./judge-documents.ts";

const pathNames =
  /^(?:path|paths|file|files|file_?path|file_?paths|filename|file_?name|directory|dir|folder|folder_?path|directory_?path|target|source|uri)$/i;
const pathLengthMax = 1_024;

/** What a tool's name says, less what its arguments narrow to everyday work. */
export function judgeToolName(name: string, input: JsonValue): Match | null {
  const match = judgeName(name);
  if (match === null || !isJsonObject(input)) return match;
  if (input["dryRun"] === true || input["dry_run"] === true) return null;
  if (match.category !== "delete-data") return match;
  if (filters(input) === true || namesOneKey(input) || pathsOf(input).length > 0) return null;
  return match;
}

/** `delete {key: "session:42"}` of a store; a pattern means many. */
function namesOneKey({ key }: JsonObject): boolean {
  return typeof key === "string" && key !== "" && !/[*?]/.test(key);
}

function pathsOf(members: JsonObject): readonly string[] {
  return Object.entries(members)
    .filter(([name]) => pathNames.test(name))
    .flatMap(([, value]) => (Array.isArray(value) ? (value as readonly JsonValue[]) : [value]))
    .filter((value) => typeof value === "string")
    .filter((value) => isPath(value));
}

/** A text of several lines is a file's content, not its name. */
export function isPath(text: string): boolean {
  return text !== "" && text.length <= pathLengthMax && !text.includes("\n");
}

const deletes = wordSet("delete remove rm rmdir unlink trash erase");
const trees = wordSet("directory directories dir folder folders tree rmdir recursive");
const writes = wordSet(
  "write edit create append insert replace update save copy move rename patch put str",
);
const sends = wordSet("send upload share post attach email mail publish forward reply draft");

/** What such a tool is given, it reads. */
export function sendsFiles(name: string): boolean {
  return isAny(wordsOfTool(name), sends);
}

/** What a tool does to a path by its own name: deletes, writes or sends it. */
export function judgeToolPath(
  name: string,
  path: string,
  members: JsonObject,
  cwd: string | null,
): Match | null {
  const words = wordsOfTool(name);
  if (isAny(words, deletes)) {
    if (members["recursive"] !== true && !isAny(words, trees)) return judgeDeleted(path, cwd);
    const folder = cwd ?? unknownFolder;
    return judgeRecursive(path, { cwd: folder, workspace: folder });
  }
  if (sendsFiles(name)) return judgeSent(path, cwd);
  return isAny(words, writes) ? judgePlaced(path, cwd) : null;
}
