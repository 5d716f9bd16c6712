/** How far aligned columns push a value away from its name. */
const gapMax = 40;

export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

export function skipBlanks(text: string, from: number): number {
  let at = from;
  const limit = from + gapMax;
  while (at < limit && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

export function textBefore(text: string, at: number, length: number): string {
  return text.slice(Math.max(0, at - length), at);
}

/** The rest of the line holds nothing more, or a comment. */
export function endsLine(text: string, at: number): boolean {
  const next = skipBlanks(text, at);
  const character = text.charAt(next);
  return character === "" || character === "\n" || character === "\r" || character === "#";
}

export function startsLine(text: string, nameStart: number): boolean {
  let at = nameStart;
  const limit = Math.max(0, nameStart - gapMax);
  // Bullets and the marks of comments: settings stand behind them too.
  while (at > limit && /[ \t\-"'*#;>]/.test(text.charAt(at - 1))) at -= 1;
  // `env[DB_PASSWORD] = …` of a pool of PHP.
  if (
    text.charAt(at - 1) === "[" &&
    /(?:^|\n)(?:env|php_\w{2,20})\[$/.test(text.slice(Math.max(0, at - 32), at))
  )
    return true;
  return at === 0 || text.charAt(at - 1) === "\n" || text.charAt(at - 1) === "\r";
}
