import type { Detector } from "./measure.ts";

/** What many a project writes on its first afternoon: well-known beginnings and suspicious names. */
const expressions: Readonly<Record<string, RegExp>> = {
  "aws key": /AKIA[A-Z0-9]{16}/,
  "github token": /gh[opsu]_[A-Za-z0-9]{30,}/,
  "slack token": /xox[bp]-[\w-]{20,}/,
  "secret key": /sk[-_][\w-]{20,}/,
  "google key": /AIza[\w-]{35}/,
  jwt: /eyJ[\w-]{10,}\.[\w-]{10,}\./,
  "private key": /-----BEGIN [A-Z ]*PRIVATE KEY/,
  password: /(?:password|passwd|pwd)["']?\s{0,4}[:=]\s{0,4}\S{4,}/i,
  token: /(?:secret|token|api[_-]?key)["']?\s{0,4}[:=]\s{0,4}\S{8,}/i,
  "url password": /:\/\/[^\s/:]{1,80}:[^\s/@]{1,80}@/,
};

export const naive: Detector = ({ text }) => {
  const found = Object.entries(expressions).filter(([, expression]) => expression.test(text));
  return { kinds: found.map(([name]) => name), shown: [] };
};
