/** The candidate nearest to a mistyped word, when it is near enough to be meant. */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const typed = word.toLowerCase();
  const within = Math.max(1, Math.floor(typed.length / 3));
  let best: string | undefined;
  let bestDistance = within + 1;
  for (const candidate of candidates) {
    const distance = editDistance(typed, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? [...candidates].find((candidate) => isPartOf(typed, candidate.toLowerCase()));
}

/** `timeout` and `timout` are meant as `call_timeout_ms`. */
function isPartOf(typed: string, candidate: string): boolean {
  if (typed.length < 4) return false;
  if (candidate.includes(typed)) return true;
  const words = candidate.split(/[^a-z0-9]+/);
  return typed.length >= 5 && words.some((word) => editDistance(typed, word) === 1);
}

/** Damerau–Levenshtein with adjacent transpositions (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let distance = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + cost,
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) {
        distance = Math.min(distance, (before[column - 2] ?? 0) + 1);
      }
      current.push(distance);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
