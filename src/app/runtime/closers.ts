/** What was opened, closed in reverse. One failing closer does not keep the others from running. */
export class Closers {
  readonly #closers: { readonly name: string; readonly close: () => Promise<void> | void }[] = [];

  defer(name: string, close: () => Promise<void> | void): void {
    this.#closers.push({ name, close });
  }

  /** Closes everything; the failures come back by name. */
  async closeAll(): Promise<readonly { readonly name: string; readonly error: unknown }[]> {
    const failures: { name: string; error: unknown }[] = [];
    for (let last = this.#closers.pop(); last !== undefined; last = this.#closers.pop()) {
      try {
        await last.close();
      } catch (error) {
        failures.push({ name: last.name, error });
      }
    }
    return failures;
  }
}
