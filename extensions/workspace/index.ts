import { resolve } from "node:path";
import { defineExtension, defineToolServer, strictObject, Type } from "#extension-api";
import { deleteFileTool } from "./delete-file.ts";
import { listFilesTool } from "./list-files.ts";
import { readFileTool } from "./read-file.ts";
import { searchFilesTool } from "./search-files.ts";
import { writeFileTool } from "./write-file.ts";

const settings = strictObject({
  folder: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        "The one folder that the tools work in, relative to the folder that holds services. Default: .systemprompt/workspace.",
    }),
  ),
});

/** Files of one folder, as tools; the folder is all that its process can write. */
export const workspace = defineExtension({
  id: "workspace",
  version: "1.0.0",
  tools: {
    files: defineToolServer({
      title: "Workspace",
      instructions:
        "Tools for the files of one folder. All paths are relative to that folder. Links, devices and paths that leave it are refused.",
      settings,
      place({ folder }, base) {
        const path = resolve(base.projectFolder, folder ?? `${base.stateFolder}/workspace`);
        return { settings: { folder: path }, write: [path] };
      },
      open({ folder }) {
        const root = resolve(folder ?? ".");
        return [
          listFilesTool(root),
          readFileTool(root),
          writeFileTool(root),
          searchFilesTool(root),
          deleteFileTool(root),
        ];
      },
    }),
  },
});
