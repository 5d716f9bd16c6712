import { closeSync, readSync } from "node:fs";
import { AppError, defineTool, oneOf, strictObject, type Tool, Type } from "#extension-api";
import { limits } from "./limits.ts";
import { openPlainFile, withFolder } from "./open-folder.ts";
import { parseFilePath } from "./parse-path.ts";

export const encodings = ["text", "base64"] as const;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function readFileTool(root: string): Tool {
  return defineTool({
    name: "read_file",
    title: "Read a file",
    description: `Returns the whole content of one file of the workspace, at most ${limits.fileBytesMax} bytes. Text is UTF-8; ask for base64 to read anything else.`,
    annotations: { readOnlyHint: true, openWorldHint: false },
    input: strictObject({
      path: Type.String({ description: "Path relative to the workspace, such as notes/plan.md." }),
      encoding: Type.Optional(oneOf(encodings, { default: "text" })),
    }),
    run({ path, encoding }) {
      const bytes = readBytes(root, path);
      const text = encoding === "base64" ? bytes.toString("base64") : decodeText(bytes, path);
      return { content: [{ type: "text", text }] };
    },
  });
}

function readBytes(root: string, path: string): Buffer {
  const { folders, name } = parseFilePath(path);
  return withFolder(root, folders, { create: false }, (folder) => {
    const { descriptor, stats } = openPlainFile(folder.entry(name), path);
    try {
      if (stats.size > limits.fileBytesMax) {
        throw new AppError(
          "PAYLOAD_TOO_LARGE",
          `${path} has ${stats.size} bytes; the limit is ${limits.fileBytesMax}.`,
        );
      }
      return readAll(descriptor, stats.size);
    } finally {
      closeSync(descriptor);
    }
  });
}

/** What the file held when it was opened; one that grows meanwhile is cut there. */
function readAll(descriptor: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const got = readSync(descriptor, bytes, length, size - length, null);
    if (got === 0) break;
    length += got;
  }
  return length === size ? bytes : bytes.subarray(0, length);
}

function decodeText(bytes: Buffer, path: string): string {
  try {
    const text = decoder.decode(bytes);
    if (!text.includes("\u0000")) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new AppError("INVALID_INPUT", `${path} is not UTF-8 text; read it with encoding base64.`);
}
