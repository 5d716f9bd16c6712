/**
 * Values that stand behind the name of a credential and are something else by their form: found by
 * reading source code, manuals, localisation and style sheets of public packages.
 */
const forms = new RegExp(
  [
    // Numbers in hex, and the 20 bytes of an account or contract of Ethereum (EIP-55).
    "^-?0x(?:[0-9a-f]{1,8}[ul]{0,3}|[0-9a-f]{40})$",
    // Regions and zones of clouds.
    "^[a-z]{2}(?:-gov|-iso[a-f]?)?-[a-z]{4,9}-\\d[a-z]?$|" +
      "^(?:us|europe|asia|australia|(?:north|south)america|me|africa)-[a-z]+\\d{1,2}(?:-[a-f])?$",
    // Keys that a module holds: PKCS #11 addresses (RFC 7512) and their kin.
    "^(?:pkcs11|awskms|cloudkms|azurekms|yubikey|softkms|tpmkms):",
    // Parts of addresses, numbers behind the name of a list.
    "^\\?(?:\\w+=|[A-Za-z]+$)|^\\w{2,12}://|^[a-z]+-[a-z]+/\\d+$",
    // Patterns: `users.*`, `[0-9A-F]+`, `f{1,4}`, `hh?|hours`.
    "^[\\w.[\\]-]+\\.\\*(?:\\.|$)|^\\[[^\\]]{1,20}\\](?:[+*]|\\{\\d)|\\{\\d+,\\d*\\}",
    "^[a-z]+\\?(?:\\|\\w+)+$",
    // Variables and messages: `%{User-Password}`, `{$name}`, `@{name`.
    "^[%@]\\w*\\{|^\\{\\$|^\\.\\$\\w",
    // Classes of PHP, nodes of a device tree.
    "^(?:[A-Z]\\w+\\\\{1,2})+[A-Z]\\w+$|^[a-z]+@(?=\\d*[a-f])(?=[a-f]*\\d)[0-9a-f]{6,8}$",
    // Names of files, folders of a repository, patterns of them.
    "^=?[\\w.@-]+\\.(?:txt|conf|cfg|ini|pem|crt|key|p12|pfx|jks|json|ya?ml|toml|log|env)$",
    "^[a-z0-9.-]+(?:/[a-z0-9.-]+){2,}$|^[a-z-]+\\*$",
    // What configure fills in, formats of printf, an option's own options.
    "^@\\w+@$|%\\.\\d+[sd]|^%s[a-z]*$|^\\(?0x%|^[a-z]+,[a-z]+=|^[A-Za-z]+[\\]}]$",
    // Lists of numbers, locales.
    "^\\d+L?(?:,\\d+L?)+$|^[a-z]{2,3}(?:[-_][a-z]{4})?[-_](?:\\d{3}|[a-z]{2})$",
    // Quoted words, fractions, widths, hosts and versions in brackets.
    "^['\"][\\w-]+['\"]$|^\\d+/\\d+\\w*$|^\\d+(?:px|em|rem|%);|^\\(?\\d+(?:\\.\\d+){2,}[-(]",
    "^[A-Za-z_]+\\|(?:\\d+|\\w+=\\d+)$|^//[\\w.${}\\\\-]+/|[!=]==",
    // Security identifiers of Windows, kinds of OData, functions of Lisp, anchors of YAML.
    "^(?:SID:)?S-1-\\d+(?:-\\d+)*$|^#[a-z]\\w+(?:\\.\\w+)+$|^#'|^[&*][a-z]+(?:_[a-z]+)+$",
    // Groups of a highlighter, an end of an escape of groff.
    "^[a-z]+[.:-][a-z.:-]*\\$\\d$",
    // Numbers of issues, blanks of templates and of dates, names that end as a setting does.
    "^this\\.#?[\\w.#]+$|^#\\d+$|^#{2,}\\w+#{2,}$|^%[a-z_]+(?:\\.[a-z_]+)+%$|^YYYY-|^[a-z]+_(?:pwd|pass|passwd|password)$",
    // Halves of expressions: `!!own`, `'+t.secret+'`, `\\U$name`; sets of characters.
    "^!!|^'\\+[\\w$.]+\\+'$|^\\+[a-z_$]\\w{0,12},[\\w$.]+\\(|^\\\\{1,2}[a-z]{1,2}\\$|a-z(?:A-Z|0-9)",
    // Arrays of a shell, emphasis and globs, files with options, patterns, pieces of PHP.
    "^\\$\\w+\\[|^(?:\\*\\w+){2,}|^\\w+\\*\\*$|^[\\w-]+\\.(?:pem|key|crt|p12):|^/\\^|^'\\.\\$",
    // Types of Go, elements of a page.
    "^(?:\\[\\]|\\*){1,3}(?:[a-z]+|[a-z]*v\\d[a-z0-9]*)(?:\\.[a-z]\\w*)?$|^#[a-z][\\w-]*(?:pass|key|token|secret)[a-z]*$",
    // Completions of shells: `--secret=[file to read]`.
    "^-?\\[[A-Za-z]+$",
    // Fonts in manual pages, zeros behind a text in C, an entity whose end was cut off.
    "\\\\f[IBRP]|(?:\\\\0){2}|&(?:#\\d+|[aeioucny](?:acute|grave|circ|uml|cedil|tilde)|szlig|lt|gt|[rl]?[ds]?quo|quot)$",
  ].join("|"),
  "i",
);

/** `"AKIA$random"`, `"app-$suffix"`: the rest is filled in. */
const filledIn = /^(?:[A-Z]{2,6}|[\w-]{0,24}[_-])\$[A-Za-z_]{3,}[-_./:]?$/;

/** What a bundler appends to a name that is taken. */
const programName = /^[A-Za-z]*[a-z][A-Z][a-z]+[A-Z][A-Za-z]*\$\d$|[a-z](?:Token|Key)\$\d$/;
/** `_cipher_set_key_256z`: a function of C. */
const functionName = /^_[a-z\d]+(?:_[a-z\d]+){2,}$/;
/** The end of a sentence in groff: `accessed\&`. */
const escaped = /^[a-z\u00c0-\u1fff]{3,20}\\?&\.?$/;
/** `KX_SRP`, `WSDL4J_JAR`: a constant. */
const constant = /^(?=(?:\D*\d){0,2}\D*$)[A-Z]{2}[A-Z0-9]*(?:_(?:[A-Z0-9]|v\d)+)+$/;

/** Names that say what they are of: `identitytoolkit#ResetPasswordResponse`. */
const namesItself = /^\??[A-Za-z_\-./:#]+$/;
const credentialWord = /[a-z#/:.](?:Password|Passwd|Token|Secret)(?![a-z])/;
const nameLengthMin = 16;

export function isOrdinaryForm(value: string): boolean {
  if (
    forms.test(value) ||
    programName.test(value) ||
    filledIn.test(value) ||
    escaped.test(value) ||
    functionName.test(value) ||
    constant.test(value)
  )
    return true;
  return value.length >= nameLengthMin && namesItself.test(value) && credentialWord.test(value);
}

const letter = "[\\p{L}\\p{M}]";
const foreignWord = new RegExp(
  `^[(¿¡]?${letter}+(?:\\\\?['’ʹʼ\u05be\`,|/-]${letter}+)*['’)]?[:.!?,。：！？．…-]{0,3}$`,
  "u",
);
const ending = new RegExp(`^\\d{1,9}-${letter}{1,4}$`, "u");
/** Chinese, Japanese and Korean are written without blanks: a value of them is a sentence. */
const unspaced = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{3}/;
/** Ideographic comma and full stop, their full-width kin, corner brackets. */
const wideStops = /[\u3001\u3002\u300c-\u300f\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]/;

/**
 * A word of another language, with what ends a label or a sentence: `Jelszó`, `Parolă:`,
 * `l'utilisateur`. The letters alone would make two classes of characters.
 */
export function isForeignWord(value: string): boolean {
  if (!/[^A-Za-z0-9]/.test(value)) return false;
  if (unspaced.test(value) && (wideStops.test(value) || !/\w{6}|(?:\d\D*){3}/.test(value)))
    return true;
  if (/\d/.test(value)) return ending.test(value) && /[^\x00-\x7f]/.test(value);
  return /[^\x00-\x7f]|[a-z]\\?['|,][a-z]|'[:.!?]*$/i.test(value) && foreignWord.test(value);
}
