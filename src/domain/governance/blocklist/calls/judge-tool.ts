import { isJsonObject, type JsonObject, type JsonValue } from "#shared/json.ts";
import type { Match } from "../categories.ts";
import { judgeDeleted, judgePlaced, judgeSent } from "../paths/judge-place.ts";
import { judgeRecursive } from "../paths/judge-recursive.ts";
import { unknownFolder } from "../paths/resolve-path.ts";
import { guessReading } from "../argument-kind.ts";
import { judgeName, wordsOfTool } from "../names/judge-name.ts";
import { isAny, wordSet } from "./call-part.ts";
import { filters } from "./judge-documents.ts";

/** Programs whose whole document has an undo. */
const editors = wordSet(
  "figma blender unity godot unreal photoshop sketch excalidraw tldraw miro canva freecad ableton maya",
  "houdini illustrator penpot drawio mermaid slides powerpoint",
);
const libraries = wordSet(
  "team library project projects file files account workspace organization",
);
const fileWords = wordSet(
  "delete remove destroy purge trash erase wipe rm unlink file files directory directories folder folders",
  "path paths dir tree multiple many batch bulk or and fs filesystem desktop local s3 recursive item",
);
const keyWords = wordSet(
  "delete remove del destroy key keys value entry item redis cache kv store memory",
);
const pathLengthMax = 1_024;

/** What a tool's name says, less what its arguments narrow to everyday work. */
export function judgeToolName(name: string, server: string, input: JsonValue): Match | null {
  const match = judgeName(name);
  if (isAny(wordsOfTool(server), editors) && !isAny(wordsOfTool(name), libraries)) return null;
  if (match === null || !isJsonObject(input)) return match;
  if (input["dryRun"] === true || input["dry_run"] === true) return null;
  if (match.category === "permission-widening" && givesLittle(input)) return null;
  if (match.category !== "delete-data") return match;
  const words = wordsOfTool(name);
  const isOnly = (known: ReadonlySet<string>) => words.every((word) => known.has(word));
  if (filters(input) === true || (namesOneKey(input) && isOnly(keyWords))) return null;
  return pathsOf(input).length > 0 && isOnly(fileWords) ? null : match;
}

/** A reader, a member, a guest. */
export function givesLittle(members: JsonObject): boolean {
  const given = ["role", "permission", "access_level", "access"].map((one) => members[one]);
  return given.some((one) => typeof one === "string" && mild.test(one));
}

const mild = /^(?:reader?|viewer?|read-?only|commenter|member|guest|pull|triage|10|20)$/i;

/** `delete {key: "session:42"}` of a store; a pattern means many. */
function namesOneKey({ key, recurse, recursive }: JsonObject): boolean {
  if (recurse === true || recursive === true) return false;
  return typeof key === "string" && key !== "" && !/[*?]/.test(key);
}

function pathsOf(members: JsonObject): readonly string[] {
  return (
    Object.entries(members)
      .filter(([name]) => guessReading(name) === "path")
      .flatMap(([, value]) => (Array.isArray(value) ? (value as readonly JsonValue[]) : [value]))
      .filter((value) => typeof value === "string")
      // An id is no path: `files_delete {file: "F0123"}`.
      .filter((value) => isPath(value) && (/[./\\~]/.test(value) || "path" in members))
  );
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
const moves = wordSet("move rename mv");
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
  if (/^\/dev\/null$/.test(path) && isAny(words, moves)) {
    const what = "moves a file to nowhere";
    return { category: "recursive-delete", rule: "call.move-away", what };
  }
  if (isAny(words, deletes)) {
    if (members["recursive"] !== true && !isAny(words, trees)) return judgeDeleted(path, cwd);
    const folder = cwd ?? unknownFolder;
    return judgeRecursive(path, { cwd: folder, workspace: folder });
  }
  if (sendsFiles(name)) return judgeSent(path, cwd);
  return isAny(words, writes) ? judgePlaced(path, cwd) : null;
}
