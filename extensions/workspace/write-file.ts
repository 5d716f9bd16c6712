import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { AppError, defineTool, oneOf, strictObject, type Tool, Type } from "#extension-api";
import { limits } from "./limits.ts";
import { assertPlainFile, inspectEntry, type OpenFolder, withFolder } from "./open-folder.ts";
import { parseFilePath } from "./parse-path.ts";
import { encodings } from "./read-file.ts";

export function writeFileTool(root: string): Tool {
  return defineTool({
    name: "write_file",
    title: "Write a file",
    description: `Creates or replaces one file of the workspace, at most ${limits.fileBytesMax} bytes; missing folders are made. The old content stays whole until the new one is complete.`,
    annotations: { destructiveHint: true, idempotentHint: true, openWorldHint: false },
    input: strictObject({
      path: Type.String({ description: "Path relative to the workspace, such as notes/plan.md." }),
      content: Type.String({ description: "The new content, whole." }),
      encoding: Type.Optional(oneOf(encodings, { default: "text" })),
      create_only: Type.Optional(
        Type.Boolean({ default: false, description: "Refuse to replace a file that exists." }),
      ),
    }),
    run({ path, content, encoding, create_only }) {
      const bytes = encode(content, encoding ?? "text");
      const { folders, name } = parseFilePath(path);
      withFolder(root, folders, { create: true }, (folder) => {
        const existing = inspectEntry(folder.entry(name));
        if (existing !== null) assertPlainFile(existing, path);
        if (existing !== null && create_only === true) {
          throw new AppError("CONFLICT", `${path} exists already.`);
        }
        replaceFile(folder, name, bytes);
      });
      return { content: [{ type: "text", text: `Wrote ${bytes.length} bytes to ${path}.` }] };
    },
  });
}

const base64Pattern = /^[A-Za-z0-9+/]*={0,2}$/;

function encode(content: string, encoding: (typeof encodings)[number]): Buffer {
  if (encoding === "base64" && (content.length % 4 !== 0 || !base64Pattern.test(content))) {
    throw new AppError("INVALID_INPUT", "The content is not base64.");
  }
  const bytes = Buffer.from(content, encoding === "base64" ? "base64" : "utf8");
  if (bytes.length <= limits.fileBytesMax) return bytes;
  throw new AppError(
    "PAYLOAD_TOO_LARGE",
    `The content has ${bytes.length} bytes; the limit is ${limits.fileBytesMax}.`,
  );
}

/** A reader sees the old file or the new one. A rename replaces a link, it never follows it. */
function replaceFile(folder: OpenFolder, name: string, bytes: Buffer): void {
  const temporary = folder.entry(`.write-${crypto.randomUUID()}`);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const descriptor = openSync(temporary, flags, 0o644);
  try {
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(descriptor, bytes, written);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, folder.entry(name));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
