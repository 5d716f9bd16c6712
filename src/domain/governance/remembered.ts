/** Names repeat from call to call; callers choose some of them, so number and length are bounded. */
const namesMax = 2_048;
export const rememberedLengthMax = 128;

/**
 * The same function, which answers from memory for the names it was asked last. An answer that
 * `mayKeep` refuses is not kept, and neither is its name.
 */
export function remembered<Answer>(
  read: (name: string) => Answer,
  mayKeep: (answer: Answer, name: string) => boolean = () => true,
): (name: string) => Answer {
  const answers = new Map<string, Answer>();
  return (name) => {
    if (name.length > rememberedLengthMax) return read(name);
    const known = answers.get(name);
    if (known !== undefined) return known;
    const answer = read(name);
    if (!mayKeep(answer, name)) return answer;
    if (answers.size >= namesMax) answers.clear();
    answers.set(name, answer);
    return answer;
  };
}

/** As `remembered`, for each owner apart and as long as the owner lives. */
export function rememberedFor<Owner extends object, Answer>(
  read: (name: string, owner: Owner) => Answer,
  mayKeep?: (answer: Answer, name: string) => boolean,
): (name: string, owner: Owner) => Answer {
  const readers = new WeakMap<Owner, (name: string) => Answer>();
  return (name, owner) => {
    let reader = readers.get(owner);
    if (reader === undefined) {
      reader = remembered((one) => read(one, owner), mayKeep);
      readers.set(owner, reader);
    }
    return reader(name);
  };
}
