import { defineTool, oneOf, strictObject, type Tool, Type } from "#extension-api";
import { limits } from "./limits.ts";
import { parsePath } from "./parse-path.ts";
import { type FoundEntry, listFolder, walkFolder } from "./walk-folder.ts";

export function listFilesTool(root: string): Tool {
  return defineTool({
    name: "list_files",
    title: "List files",
    description: `Lists one folder of the workspace, or everything below it when recursive is true; at most ${limits.listEntriesMax} entries. What is marked refused (links, devices) cannot be opened.`,
    annotations: { readOnlyHint: true, openWorldHint: false },
    input: strictObject({
      path: Type.Optional(
        Type.String({ default: ".", description: "Folder relative to the workspace." }),
      ),
      recursive: Type.Optional(Type.Boolean({ default: false })),
    }),
    output: strictObject({
      entries: Type.Array(
        strictObject({
          path: Type.String(),
          type: oneOf(["file", "folder", "refused"]),
          bytes: Type.Integer(),
        }),
      ),
      truncated: Type.Boolean(),
    }),
    run({ path, recursive }) {
      const names = parsePath(path ?? ".");
      const source = recursive === true ? walkFolder(root, names) : listFolder(root, names);
      const entries: FoundEntry[] = [];
      let truncated = false;
      for (const entry of source) {
        truncated = entries.length === limits.listEntriesMax;
        if (truncated) break;
        entries.push(entry);
      }
      const lines = entries.map(describe);
      if (truncated)
        lines.push(`(more than ${limits.listEntriesMax} entries, list a folder below)`);
      const text = lines.length === 0 ? "The folder is empty." : lines.join("\n");
      return {
        content: [{ type: "text", text }],
        structuredContent: { entries: entries.map((entry) => ({ ...entry })), truncated },
      };
    },
  });
}

function describe(entry: FoundEntry): string {
  if (entry.type === "folder") return `${entry.path}/`;
  return entry.type === "file" ? `${entry.path} (${entry.bytes} bytes)` : `${entry.path} (refused)`;
}
