const pauseMs = 20;

/** Waits until a probe holds; past the deadline its last failure is the error. */
export async function eventually<T>(
  withinMs: number,
  probe: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (performance.now() > deadline) {
      throw new Error(`the condition did not hold within ${String(withinMs)} ms`);
    }
    await Bun.sleep(pauseMs);
  }
}
