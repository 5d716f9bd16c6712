import { inspect } from "node:util";

/** Every symmetric key here is 256 bits. */
export const keyBytes = 32;

/**
 * Key bytes that never print: a log line, a JSON document, a thrown error or a debugger's view of
 * this object holds the label and nothing else.
 */
export class SecretKey {
  readonly #bytes: Buffer;
  readonly label: string;

  /** Takes ownership of a copy; the caller may wipe what it passed. */
  constructor(label: string, bytes: Uint8Array) {
    if (bytes.length !== keyBytes) throw new RangeError(`A key has ${keyBytes} bytes.`);
    this.label = label;
    this.#bytes = Buffer.from(bytes);
  }

  /** The raw bytes, for the call that needs them now; not to be kept. */
  expose(): Uint8Array {
    return this.#bytes;
  }

  /** Overwrites the bytes. What the runtime copied elsewhere is out of reach. */
  wipe(): void {
    this.#bytes.fill(0);
  }

  toJSON(): string {
    return this.toString();
  }

  toString(): string {
    return `[key ${this.label}]`;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}
