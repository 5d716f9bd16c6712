/** A longer line is a broken or hostile server (16 MiB; base64 images stay well under it). */
export const lineBytesMax = 16 * 1_024 * 1_024;

const newline = 0x0a;

export interface LineReader {
  /** Feeds what the child wrote; complete lines go to `onLine` at once. */
  push(chunk: Uint8Array): void;
}

/**
 * Cuts a byte stream into lines. A line over `lineBytesMax` calls `onOverflow` once and ends the
 * reading: what follows cannot be told apart from its remainder.
 */
export function createLineReader(
  onLine: (line: string) => void,
  onOverflow: () => void,
): LineReader {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let dead = false;
  const decoder = new TextDecoder("utf-8");
  const emit = (bytes: Uint8Array) => {
    const text = decoder.decode(bytes);
    for (const line of text.split("\n")) if (line !== "" && line !== "\r") onLine(line);
  };
  return {
    push(chunk) {
      if (dead) return;
      const end = chunk.lastIndexOf(newline);
      const head = end === -1 ? chunk.length : chunk.indexOf(newline);
      if (pendingBytes + head > lineBytesMax) {
        dead = true;
        pending = [];
        onOverflow();
        return;
      }
      if (end === -1) {
        pending.push(chunk);
        pendingBytes += chunk.length;
        return;
      }
      const complete = chunk.subarray(0, end);
      emit(pending.length === 0 ? complete : Buffer.concat([...pending, complete]));
      const rest = chunk.subarray(end + 1);
      // A copy: the chunk's buffer belongs to the pipe and may be used again.
      pending = rest.length === 0 ? [] : [rest.slice()];
      pendingBytes = rest.length;
    },
  };
}
