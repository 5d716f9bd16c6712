/** Words whose ending tells the case: `lösenordet`, `parolası`, `heslom`. */
const inflectedWords: ReadonlySet<string> = new Set([
  "lösenord", "passord", "adgangskode", "parola", "şifre", "sifre", "heslo", "hasło", "haslo",
  "jelszó", "jelszav", "salasana", "sandi", "lozinka", "geslo", "contrase", "senha", "kennwort",
  "passwort",
]); // prettier-ignore

/** Verbs and abbreviations too: only what stands right behind them counts. */
const shortWords: ReadonlySet<string> = new Set(["pass", "pwd", "pw", "token", "secret"]);

/** Of these, the ones that are verbs and nouns of other things. */
const vagueWords: ReadonlySet<string> = new Set(["pass", "token", "secret"]);

export const wordTraits = {
  inflected: inflectedWords,
  short: shortWords,
  vague: vagueWords,
} as const;
