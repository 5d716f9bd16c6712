/** Thrown when the program, not its user, is wrong. */
export class AssertionFailure extends Error {
  override readonly name = "AssertionFailure";
}

/** States what must hold. A failure is a bug: it becomes INTERNAL at the border. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/** Closes a switch over a union: a new member becomes a type error here. */
export function assertNever(value: never): never {
  throw new AssertionFailure(`unexpected member ${JSON.stringify(value)}`);
}
