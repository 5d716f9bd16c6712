import type { Name } from "../names.ts";
import { isBlank, startsLine } from "../values/blanks.ts";
import { isLeetWord } from "../values/chosen-word.ts";
import type { Value } from "../values/read-value.ts";
import { isAmongSettings } from "./setting-line.ts";

/** `NAME=value` of a shell, a Dockerfile, systemd: capitals, or after `export`, `ENV`, `ARG`. */
export const environmentName = /^[A-Z][A-Z0-9_]*$/;

function isEnvironmentLine(text: string, name: Name): boolean {
  if (environmentName.test(name.text) && name.text.length > 4) return true;
  const before = text.slice(Math.max(0, name.start - 12), name.start);
  return /(?:export|env|arg|set|setx|-e|--env|environment=["']?) $/i.test(before);
}

export function isFlag(name: Name): boolean {
  const first = name.text.charCodeAt(0);
  if (first !== 45 && first !== 47) return false;
  // `-DUSE_PSK` of a compiler.
  return !/^-D[A-Z_]/.test(name.text);
}

/** `Server=…;Database Password=…;`: the part before ends with a semicolon, or this one does. */
function isInConnectionString(text: string, name: Name, value: Value): boolean {
  if (value.start !== name.end + 1 || !/^(?:[;,]|$)/.test(text.charAt(value.end))) return false;
  const before = text.slice(Math.max(0, name.start - 80), name.start);
  return /=[^=;\n]{1,60};[ \w:]{0,24}$|\b(?:user|uid|login)=\S{1,40}[ ]$|\w=[^=,;\s]{1,60},$/i.test(
    before,
  );
}

/** How firmly a value without quotes stands behind its name; null where code stands there. */
export function bareSyntax(
  text: string,
  name: Name,
  value: Value,
  separator: string,
): Value | null {
  const written = text.slice(value.start, value.end);
  if (isFlag(name)) return { ...value, syntax: "line" };
  // `X-Auth-Key: …` of a request.
  if (separator === ":" && /^x-\w/i.test(name.text)) return { ...value, syntax: "line" };
  if (isInConnectionString(text, name, value)) return { ...value, syntax: "line" };
  // `let PW=VB;const Z=…`: what a minifier leaves.
  if (/^[\w$.]+;(?:const|let|var|return|function|if|for)$/.test(written)) return null;
  const isGlued = value.start === name.end + 1;
  if (separator === "=" && isGlued && isEnvironmentLine(text, name)) {
    // A call, an index, an argument with a name: `AZURE_SECRET=response['secret'],`.
    if (/[A-Za-z_]{2}[([]$|^[A-Za-z_.]+,$/.test(written)) return null;
    if (/^[A-Za-z_][\w.]*\([A-Za-z_.]*$/.test(written)) return null;
    return { ...value, syntax: "line" };
  }
  // `host=… password=…` of an inventory or of libpq.
  const isAlone =
    /[\s"']|^$/.test(text.charAt(name.start - 1)) && /[\s"']|^$/.test(text.charAt(value.end));
  if (separator === "=" && isGlued && isAlone && !/[([{]/.test(written)) {
    return { ...value, syntax: "line" };
  }
  // `arn:…:secret:…`: the name is a part of another.
  // `!MD5:!PSK:!RC4` of a list of ciphers.
  if (separator === ":" && /[:!+]/.test(text.charAt(name.start - 1))) return null;
  // `;a.password=e.toString()`: code.
  if (/^[A-Za-z_$][\w$.]*[([]/.test(written) && /[?&;]/.test(text.charAt(name.start - 1))) {
    return null;
  }
  // A parameter of a URL or of a connection string.
  if (separator === "=" && /[?&;]/.test(text.charAt(name.start - 1)))
    return { ...value, syntax: "line" };
  // `pw[0] = swap64 (word);` of the GNU style.
  if (separator === "=" && /^ \(\w/.test(text.slice(value.end, value.end + 3))) return null;
  // A call, an index, a tuple: code.
  if (/[([{]/.test(written) || /[([{\\]/.test(text.charAt(value.end))) return null;
  if (!value.isLast || !startsLine(text, name.start)) return value;
  const digits = written.replace(/\D/g, "").length;
  const isSpacedEquals =
    separator === "=" &&
    text.charAt(name.end + 1) !== "?" &&
    isBlank(text.charCodeAt(value.start - 1));
  const mayBeCode =
    digits < 2 &&
    !isLeetWord(written) &&
    /^[\w$.]+$/.test(written) &&
    !(digits === 1 && isAmongSettings(text, name));
  return isSpacedEquals && mayBeCode ? value : { ...value, syntax: "line" };
}
