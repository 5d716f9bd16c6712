import { chmodSync, closeSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { isMissingFile } from "./missing-file.ts";

export const logFileBytesMax = 10 * 1024 * 1024;
export const logFilesMax = 5;

/** An append-only file, 0600, rotated at 10 MB; `name.log.1` is the newest of the old ones. */
export class LogFile {
  readonly #path: string;
  readonly #bytesMax: number;
  #descriptor: number;
  #bytes: number;

  constructor(path: string, bytesMax = logFileBytesMax) {
    this.#path = path;
    this.#bytesMax = bytesMax;
    this.#descriptor = openSync(path, "a", 0o600);
    chmodSync(path, 0o600);
    this.#bytes = statSync(path).size;
  }

  write(line: string): void {
    const bytes = Buffer.from(`${line}\n`, "utf8");
    if (this.#bytes + bytes.length > this.#bytesMax && this.#bytes > 0) this.#rotate();
    writeSync(this.#descriptor, bytes);
    this.#bytes += bytes.length;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** The old descriptor is closed last: after a failure its number would be another file's. */
  #rotate(): void {
    rmSync(`${this.#path}.${logFilesMax - 1}`, { force: true });
    for (let number = logFilesMax - 2; number >= 1; number--) {
      moveIfPresent(`${this.#path}.${number}`, `${this.#path}.${number + 1}`);
    }
    moveIfPresent(this.#path, `${this.#path}.1`);
    const old = this.#descriptor;
    this.#descriptor = openSync(this.#path, "a", 0o600);
    this.#bytes = 0;
    closeSync(old);
  }
}

function moveIfPresent(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!isMissingFile(error)) throw error;
  }
}
