import { rmdirSync, unlinkSync } from "node:fs";
import { AppError, defineTool, strictObject, type Tool, Type } from "#extension-api";
import { assertPlainFile, errorCode, inspectEntry, withFolder } from "./open-folder.ts";
import { parseFilePath } from "./parse-path.ts";

export function deleteFileTool(root: string): Tool {
  return defineTool({
    name: "delete_file",
    title: "Delete a file",
    description:
      "Deletes one file of the workspace for good. A folder is deleted only when empty_folder is true and it is empty.",
    annotations: { destructiveHint: true, idempotentHint: false, openWorldHint: false },
    input: strictObject({
      path: Type.String({ description: "Path relative to the workspace, such as notes/plan.md." }),
      empty_folder: Type.Optional(
        Type.Boolean({ default: false, description: "The path is an empty folder." }),
      ),
    }),
    run({ path, empty_folder }) {
      const { folders, name } = parseFilePath(path);
      withFolder(root, folders, { create: false }, (folder) => {
        const entry = folder.entry(name);
        const stats = inspectEntry(entry);
        if (stats === null) throw new AppError("NOT_FOUND", `${path} does not exist.`);
        if (stats.isDirectory() && empty_folder === true) return removeFolder(entry, path);
        assertPlainFile(stats, path);
        unlinkSync(entry);
      });
      return { content: [{ type: "text", text: `Deleted ${path}.` }] };
    },
  });
}

function removeFolder(entry: string, path: string): void {
  try {
    rmdirSync(entry);
  } catch (cause) {
    if (errorCode(cause) !== "ENOTEMPTY") throw cause;
    throw new AppError("CONFLICT", `${path} is not empty.`, { cause });
  }
}
