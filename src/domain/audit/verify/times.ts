/** Times are read with microseconds: what has any was not written by a writer. */
export function isoText(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** To milliseconds, when that loses nothing; else the text stays and matches no hash. */
export function cutMicroseconds(time: string): string {
  return time.endsWith("000Z") ? `${time.slice(0, -4)}Z` : time;
}

/** The times of a seal. */
interface SealTimes {
  readonly first_at: string | null;
  readonly last_at: string | null;
  readonly sealed_at: string;
  readonly previous_commit_at: string | null;
}

/** A seal that was read with `isoText`, its times cut. */
export function cutSealTimes<Read extends SealTimes>(seal: Read): Read {
  return {
    ...seal,
    first_at: seal.first_at && cutMicroseconds(seal.first_at),
    last_at: seal.last_at && cutMicroseconds(seal.last_at),
    sealed_at: cutMicroseconds(seal.sealed_at),
    previous_commit_at: seal.previous_commit_at && cutMicroseconds(seal.previous_commit_at),
  };
}

const ownText = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;
const microsecondDigits = 6;
let last = { own: "", iso: "" };

/**
 * PostgreSQL's own text of a time in UTC, as a seal has it. The server writes it in a third of the
 * time of to_char, and rows of one millisecond share it.
 */
export function isoOfOwnText(text: string): string {
  if (text === last.own) return last.iso;
  const found = ownText.exec(text);
  if (found === null) return text;
  const micros = (found[3] ?? "").padEnd(microsecondDigits, "0");
  const iso = cutMicroseconds(`${found[1]}T${found[2]}.${micros}Z`);
  last = { own: text, iso };
  return iso;
}
