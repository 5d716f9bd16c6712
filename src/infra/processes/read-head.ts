import { closeSync, openSync, readSync } from "node:fs";

/** The first bytes of a file; fewer where it is shorter. */
export function readHead(file: string, bytesMax: number): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const buffer = Buffer.alloc(bytesMax);
    return buffer.subarray(0, readSync(descriptor, buffer));
  } finally {
    closeSync(descriptor);
  }
}
