import { asciiCount, type Atom, type CharSet, emptySet, type Item } from "./pattern-tree.ts";

/** A pattern that cannot be measured, and why. */
export class PatternProblem extends Error {}

const wordChars = /\w/;
const spaceChars = /\s/;
const digitChars = /\d/;
const classEscapes: Readonly<Record<string, RegExp>> = {
  w: wordChars,
  s: spaceChars,
  d: digitChars,
};
const controlEscapes: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

/** Reads a regular expression's source into a tree; throws PatternProblem for what it cannot. */
export function readPattern(source: string): readonly Item[][] {
  const reader = new PatternReader(source);
  return reader.read();
}

class PatternReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): readonly Item[][] {
    const options = this.#options();
    if (this.#at < this.#source.length) throw new PatternProblem("has a ) without its (");
    return options;
  }

  #options(): Item[][] {
    const options: Item[][] = [[]];
    while (this.#at < this.#source.length && this.#peek() !== ")") {
      if (this.#peek() === "|") {
        this.#at += 1;
        options.push([]);
      } else options.at(-1)?.push(this.#item());
    }
    return options;
  }

  #peek(): string {
    return this.#source[this.#at] ?? "";
  }

  #item(): Item {
    const atom = this.#atom();
    const before = this.#at;
    const item = this.#quantify(atom);
    // A lazy quantifier tries the same places in another order.
    if (this.#at > before && this.#peek() === "?") this.#at += 1;
    return item;
  }

  #quantify(atom: Atom): Item {
    const sign = this.#peek();
    if (sign === "*" || sign === "+" || sign === "?") {
      this.#at += 1;
      return { atom, min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : Infinity };
    }
    const bounds = /^\{(\d{1,9})(,?)(\d{0,9})\}/.exec(this.#source.slice(this.#at));
    if (bounds === null) return { atom, min: 1, max: 1 };
    const [text, low = "0", comma, high = ""] = bounds;
    this.#at += text.length;
    const max = comma === "" ? Number(low) : high === "" ? Infinity : Number(high);
    return { atom, min: Number(low), max };
  }

  #atom(): Atom {
    const character = this.#peek();
    this.#at += 1;
    switch (character) {
      case "(":
        return this.#group();
      case "[":
        return { type: "set", chars: this.#class() };
      case "\\":
        return this.#escape();
      case ".":
        return { type: "set", chars: membersOf(/[^\n\r]/) };
      case "^":
      case "$":
        return { type: "edge" };
      case "*":
      case "+":
      case "?":
        throw new PatternProblem("has a quantifier with nothing before it");
      default:
        return { type: "set", chars: single(character) };
    }
  }

  #group(): Atom {
    const head = /^\?(?:<[=!]|[=!:]|<[A-Za-z]|.?)/.exec(this.#source.slice(this.#at))?.[0] ?? "";
    this.#at += head.length;
    if (head.startsWith("?<") && head !== "?<=" && head !== "?<!") {
      throw new PatternProblem("has a named group; write (…)");
    }
    if (!["", "?:", "?=", "?!", "?<=", "?<!"].includes(head)) {
      throw new PatternProblem("has a group that is not known; write (?:…)");
    }
    const options = this.#options();
    if (this.#peek() !== ")") throw new PatternProblem("has a ( without its )");
    this.#at += 1;
    if (head === "" || head === "?:") return { type: "group", capture: head === "", options };
    return { type: "look", behind: head.includes("<"), options };
  }

  #escape(): Atom {
    const letter = this.#peek();
    this.#at += 1;
    if (/[1-9k]/.test(letter)) throw new PatternProblem("has a back reference");
    if (letter === "b" || letter === "B") return { type: "edge" };
    return { type: "set", chars: escaped(letter) };
  }

  #class(): CharSet {
    const body = /^(\^?)((?:\\[^]|[^\]\\])*)\]/.exec(this.#source.slice(this.#at));
    if (body === null) throw new PatternProblem("has a [ without its ]");
    const [text, negated = "", inside = ""] = body;
    this.#at += text.length;
    for (const [, letter = ""] of inside.matchAll(/\\([^])/g)) escaped(letter);
    return membersOf(new RegExp(`[${negated}${inside}]`));
  }
}

function escaped(letter: string): CharSet {
  const lower = letter.toLowerCase();
  const named = Object.hasOwn(classEscapes, lower) ? classEscapes[lower] : undefined;
  if (named !== undefined) return membersOf(letter === lower ? named : inverse(named));
  if (Object.hasOwn(controlEscapes, letter)) return single(controlEscapes[letter] ?? "");
  if (letter === "" || /[A-Za-z0-9]/.test(letter)) {
    throw new PatternProblem(`has the escape \\${letter}, which is not known here`);
  }
  return single(letter);
}

function inverse(set: RegExp): RegExp {
  return new RegExp(`[^${set.source}]`);
}

function single(character: string): CharSet {
  const chars = emptySet();
  chars[Math.min(character.charCodeAt(0), asciiCount)] = 1;
  return chars;
}

/** Any letter outside of ASCII stands for all of them. */
function membersOf(set: RegExp): CharSet {
  const chars = emptySet();
  for (let code = 0; code < asciiCount; code += 1) {
    if (set.test(String.fromCharCode(code))) chars[code] = 1;
  }
  if (set.test("\u5b57") || /[^\0-\x7f]/.test(set.source)) chars[asciiCount] = 1;
  return chars;
}
