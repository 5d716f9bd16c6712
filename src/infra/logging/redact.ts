import { spelledValueCharsMin, spellingsOf } from "#shared/secrets/secret-spellings.ts";

/** Names whose values never reach a log, whatever they hold. */
const secretName =
  /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|password|passwd|pwd|secret|token|access_token|refresh_token|client_secret|api_?key|private_key|master_key|credential|database_url)$/i;

export const redacted = "[redacted]";

/** Masks values known to be secret in this process, then what a search takes for a credential. */
export class Redactor {
  readonly #values = new Set<string>();
  #pattern: RegExp | null = null;
  #mask: (text: string) => string = (text) => text;

  /** Remembers a secret and its common encodings. Values under 6 characters are ignored. */
  add(value: string): void {
    if (value.length < spelledValueCharsMin) return;
    const known = this.#values.size;
    for (const form of spellingsOf(value)) this.#values.add(form);
    if (this.#values.size > known) this.#pattern = null;
  }

  /** Takes the search for credentials that nobody here knows; the last one given counts. */
  searchBy(mask: (text: string) => string): void {
    this.#mask = mask;
  }

  text(text: string): string {
    return this.#mask(this.#withoutValues(text));
  }

  #withoutValues(text: string): string {
    if (this.#values.size === 0) return text;
    this.#pattern ??= new RegExp([...this.#values].sort(longestFirst).map(escape).join("|"), "g");
    return text.replace(this.#pattern, redacted);
  }

  /** A copy that is safe to write: by name, then by value; errors become message and code. */
  value(value: unknown, depth = 0): unknown {
    if (typeof value === "string") return this.text(value);
    if (value === null || typeof value !== "object") return plain(value);
    if (depth > 6) return "[deep]";
    if (value instanceof Error) return this.value(describeError(value), depth + 1);
    if (Array.isArray(value)) return value.slice(0, 100).map((item) => this.value(item, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        secretName.test(name) && item !== null && item !== undefined
          ? redacted
          : this.value(item, depth + 1),
      ]),
    );
  }
}

function describeError(error: Error): Record<string, unknown> {
  const code = "code" in error ? error.code : undefined;
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === "string" ? { code } : {}),
    ...(error.cause === undefined ? {} : { cause: error.cause }),
    stack: error.stack?.split("\n").slice(1, 6).join("\n"),
  };
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return undefined;
  return value;
}

function longestFirst(a: string, b: string): number {
  return b.length - a.length;
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
