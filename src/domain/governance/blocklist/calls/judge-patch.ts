import type { JsonObject } from "#shared/json.ts";
import { judgeWrite } from "../paths/judge-path.ts";
import { judgeDeleted, judgePlaced } from "../paths/judge-place.ts";
import type { RuleContext } from "../rules/rule-context.ts";

const patchNames = ["input", "patch", "diff"];
const filesMax = 256;
const patchFile =
  /^(?:\*\*\* (Add|Update|Delete) File: |\+\+\+ (?:b\/)?|\*\*\* Move to: )(\S[^\n\t]{0,1023})/gm;

/** The files that a patch adds, changes and deletes. */
export function judgePatch(members: JsonObject, at: (argument: string) => RuleContext): void {
  for (const name of patchNames) {
    const text = members[name];
    if (typeof text !== "string" || !/^(?:\*\*\* |\+\+\+ )/m.test(text)) continue;
    const context = at(name);
    let left = filesMax;
    for (const [, act, path = ""] of text.matchAll(patchFile)) {
      if (left-- === 0) break;
      const { cwd } = context;
      const match =
        judgeWrite(path, cwd) ??
        (act === "Delete" ? judgeDeleted(path, cwd) : judgePlaced(path, cwd));
      if (match !== null) context.report(match);
    }
  }
}
