import type { Span } from "#domain/governance/secrets/kind.ts";
import { effort } from "#domain/governance/secrets/linear/effort.ts";
import { textBefore } from "../values/blanks.ts";
import { isPlaceholder } from "../values/placeholder.ts";
import type { Syntax } from "../values/read-value.ts";
import { scoreShape, shapes } from "../values/value-shape.ts";

/**
 * A plain word is no evidence, and most passwords of small programs are one. Where the address of a
 * database or network and an account stand around it, nothing else can be meant by it.
 */

const reach = 250;
const connectionSteps = 400;
const word = /^[A-Za-z][A-Za-z_-]{5,31}\d{0,3}$/;
/** `ENTER_WLAN_PASSPHRASE`. */
const constantName = /^[A-Z]+(?:_[A-Z]+)+$/;
const address = new RegExp(
  [
    "jdbc:|(?:mysql|pgsql|postgres(?:ql)?|oracle|sqlserver|mongodb|amqp):",
    "localhost|\\b\\d{1,3}(?:\\.\\d{1,3}){3}\\b|[\\w-]+\\.(?:com|net|org|local|lan|internal|io)\\b",
    "data source=|initial catalog=|(?:user id|uid)=",
  ].join("|"),
  "i",
);
const account =
  /(?:user(?:name)?|user id|uid|usr|login)["'\])]{0,3}\s{0,16}(?:=>|[:=,(])\s{0,8}@?["']?[\w.\\@-]{2,}/i;
const store =
  /(?:host|server|data source|database|db_?name|initial catalog|url|dsn|dialect|driver)["'\])]{0,3}\s{0,16}(?:=>|[:=,(])/i;
/** `Data Source=…;User ID=…`, and what images of databases are set up with. */
const connectionString = /(?:data source|initial catalog|user id|uid)=[^;"'\n]{1,60};/i;
const imageSetting =
  /(?:MYSQL|MARIADB|POSTGRES|PG|MSSQL|MONGO|REDIS|RABBITMQ|MINIO|ORACLE)\w{0,20}(?:PASSWORD|PASS|PWD)["']?(?:[=:] ?| )["']?$/;
const imageAccount = /[A-Z]_(?:DATABASE|DB|USER|USERNAME)["']?(?:[=:] ?| )["']?\w/;
const network = /(?:\b|_)ssid\w{0,12}(?:\[\w*\])?\s{0,8}[=,]\s{0,8}["']/i;
/** The word is the name of the account or of the database too: a default of some image. */
const stemLengthMin = 4;

function isEchoed(value: string, around: string): boolean {
  const stem = /^[A-Za-z]+/.exec(value)?.[0] ?? "";
  if (stem.length < stemLengthMin) return false;
  return around.toLowerCase().includes(stem.toLowerCase());
}

function aroundOf(text: string, { start, end }: Span): string {
  effort.steps += connectionSteps;
  return `${textBefore(text, start, reach)}\n${text.slice(end, end + reach)}`;
}

function isWord(value: string): boolean {
  return (
    word.test(value) &&
    !constantName.test(value) &&
    scoreShape(value) >= shapes.plain &&
    !isPlaceholder(value)
  );
}

/** A word at a place where only a password can stand, and no name that is used twice. */
export function isSureWord(text: string, span: Span): boolean {
  const value = text.slice(span.start, span.end);
  return isWord(value) && !isEchoed(value, aroundOf(text, span));
}

/** The word is assigned to the name of a password among the settings of a connection. */
export function isOfConnection(text: string, span: Span, syntax: Syntax): boolean {
  if (syntax === "bare" || syntax === "prose") return false;
  const value = text.slice(span.start, span.end);
  if (!isWord(value)) return false;
  const around = aroundOf(text, span);
  if (network.test(around)) return true;
  const isAmongOthers =
    connectionString.test(around) ||
    (account.test(around) && store.test(around) && address.test(around)) ||
    (imageSetting.test(textBefore(text, span.start, 60)) && imageAccount.test(around));
  return isAmongOthers && !isEchoed(value, around);
}
