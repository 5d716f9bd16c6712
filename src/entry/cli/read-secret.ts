import { AppError } from "#shared/errors.ts";

const interruptKey = "\u0003";
const endKey = "\u0004";
const deleteKeys: readonly string[] = ["\u007f", "\b"];

/**
 * Reads a value that must not be in the process list, the shell's history or on the screen: from
 * standard input, less one line end, or from a prompt that echoes nothing.
 */
export async function readSecret(prompt: string, bytesMax: number): Promise<string> {
  if (process.stdin.isTTY) return readHidden(prompt);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of Bun.stdin.stream()) {
    bytes += chunk.length;
    if (bytes > bytesMax + 2) {
      throw new AppError("INVALID_INPUT", `The value is longer than ${bytesMax} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

async function readHidden(prompt: string): Promise<string> {
  process.stderr.write(`${prompt}: `);
  process.stdin.setRawMode(true);
  process.stdin.setEncoding("utf8");
  try {
    let value = "";
    for await (const text of process.stdin as AsyncIterable<string>) {
      for (const key of text) {
        if (key === "\r" || key === "\n" || key === endKey) return value;
        if (key === interruptKey) throw new AppError("USAGE", "Interrupted; nothing was stored.");
        value = deleteKeys.includes(key) ? value.slice(0, -1) : value + key;
      }
    }
    return value;
  } finally {
    process.stdin.setRawMode(false);
    process.stdin.pause();
    process.stderr.write("\n");
  }
}
