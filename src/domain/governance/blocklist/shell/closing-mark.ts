/** Here-documents that one substitution announces, and searches for an end that may fail. */
const documentsMax = 32;
const announced = /<<(-?)[ \t]{0,8}(?:'([^'\n]{1,64})'|"([^"\n]{1,64})"|\\?([\w.-]{1,64}))/y;

interface Document {
  readonly end: string;
  readonly stripTabs: boolean;
}

/**
 * Index of the mark that closes the one at `start`, past quotes, escapes and the texts of
 * here-documents, whose apostrophes and parentheses mean nothing; −1 if none does.
 */
export function closingMark(text: string, start: number, opens: string, closes: string): number {
  let open = 0;
  let quote = "";
  let left = documentsMax;
  let documents: Document[] = [];
  for (let at = start; at < text.length; at++) {
    const char = text[at] as string;
    if (char === "\\" && quote !== "'") at++;
    else if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === "<" && text[at + 1] === "<" && left > 0 && opens === "(") {
      const found = documentAt(text, at);
      if (found === null) {
        if (text[at + 2] === "<") at += 2;
        continue;
      }
      left -= 1;
      documents.push(found.document);
      at = found.end - 1;
    } else if (char === "\n" && documents.length > 0) {
      at = pastDocuments(text, at, documents);
      documents = [];
    } else if (char === "'" || char === '"') quote = char;
    else if (char === opens) open++;
    else if (char === closes && --open === 0) return at;
  }
  return -1;
}

function documentAt(text: string, at: number): { document: Document; end: number } | null {
  announced.lastIndex = at;
  const found = text[at + 2] === "<" ? null : announced.exec(text);
  if (found === null) return null;
  const end = found[2] ?? found[3] ?? found[4] ?? "";
  return { document: { end, stripTabs: found[1] === "-" }, end: at + found[0].length };
}

/** The last index of the last document's closing line; where none closes, nothing is skipped. */
function pastDocuments(text: string, from: number, documents: readonly Document[]): number {
  let at = from;
  for (const { end, stripTabs } of documents) {
    const closed = closingLine(text, at + 1, end, stripTabs);
    if (closed === -1) return at;
    at = closed;
  }
  return at;
}

function closingLine(text: string, from: number, end: string, stripTabs: boolean): number {
  for (let start = from; start <= text.length;) {
    const newline = text.indexOf("\n", start);
    const stop = newline === -1 ? text.length : newline;
    const line = text.slice(start, stop);
    if ((stripTabs ? line.replace(/^\t+/, "") : line) === end) return stop - 1;
    if (newline === -1) return -1;
    start = newline + 1;
  }
  return -1;
}
