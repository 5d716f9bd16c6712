import { seededDraw } from "./draw.ts";
import { secretKinds } from "./kinds.ts";

/** A credential of a kind as its own example has it, for tests: the same for the same seed. */
export function drawExample(id: string, seed: number): string {
  const kind = secretKinds.find((candidate) => candidate.id === id);
  if (kind === undefined) throw new TypeError(`no kind ${id}`);
  return kind.example(seededDraw(seed));
}
