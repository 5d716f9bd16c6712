/** What one loop sleeps on: woken at once, or at the end of a turn of the event loop. */
export class Waker {
  #wake: (() => void) | undefined;
  #turnEnd: NodeJS.Immediate | undefined;

  /** Resolves when somebody wakes; what happened before the call does not count. */
  woken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /** One turn brings many rows: they go together. */
  wakeAtTurnEnd(): void {
    if (this.#turnEnd !== undefined || this.#wake === undefined) return;
    this.#turnEnd = setImmediate(() => {
      this.#turnEnd = undefined;
      this.wakeUp();
    });
  }
}
