/** What people write where a credential would stand. A value made of these words alone is none. */
const fillers = (
  "password passwd passwort kennwort passphrase passcode pass pwd pw pswd secret token key apikey " +
  "api auth access refresh bearer basic digest credential credentials cred creds login logon user " +
  "username usr admin administrator root guest client server service app application system db " +
  "database mysql mariadb postgres postgresql pgsql mongo mongodb redis rabbitmq oracle sa ldap " +
  "smtp ftp ssh web host local localhost my your the a an our their some any new old current next " +
  "confirm repeat again first second initial valid invalid wrong correct bad good weak strong " +
  "super simple very long short secure safe private public shared real random default none null " +
  "nil undefined true false yes no on off tbd value val string str text plain type " +
  "field input label name id hint form here goes this is it not of for to in and or with from " +
  "enter provide put type set get use please choose insert replace fill paste must be change me " +
  "changeme foo bar baz qux quux bla blah abc abcd xyz qwerty asdf asdfgh letmein hello world " +
  "welcome anonymous changed real lorem dolor ipsum sit amet data env var variable config conf file path url uri " +
  "hash salt encrypted encoded hashed required optional empty blank missing unset hidden masked " +
  "test tests testing tester demo dev prod production staging develop development live sandbox " +
  "object number boolean bool int integer char varchar array map list json xml html csv date " +
  "read write admins users group role sign signing encryption session cookie csrf jwt id oauth " +
  "version header body param parameter argument arg option flag prefix suffix base code error " +
  "strength length policy rule min max reset forgot forgotten remember show hide toggle update " +
  "create delete remove add edit save submit cancel expired expires match matches mismatch " +
  "something anything whatever somesecret supersecret mysecret mypassword yourpassword topsecret " +
  "cyfrinair pasahitza fjalekalimi nenosiri wagwoord katalaluan parol pasvorto contrasenya contrasinal slaptazodis " +
  "salasana jelszo lozinka geslo sifre passord losenord adgangskode kodeord parool sandi " +
  "contrasena clave senha parola parole haslo heslo wachtwoord motdepasse mot de passe su tu sua votre " +
  "ihr dein mein meine mi mia tua minha geheim geheimnis protected wifi wlan network router hotspot"
).split(" ");
export const fillerWords: ReadonlySet<string> = new Set(fillers);

/** One of these is enough, whatever stands around it. */
const markers =
  "example|dummy|fake|mock|sample|placeholder|changeme|redacted|fixture|lorem|foobar|" +
  "goes[-_ ]here|your|insert|replace|generate[-_]|openssl|[_-]xxx$|notreal|not[-_ ]a[-_ ]real|" +
  "testing|deadbeef|xxxx|censored|hidden|mask";
export const markerPattern = new RegExp(markers, "i");
/** These are ordinary letters inside other words, so they count between borders only. */
export const borderedMarker =
  /(?:^|[^A-Za-z])(?:test|demo|to-?do|tbd|example|fixture)(?:$|[^A-Za-z])/i;

/** Names of formats and algorithms whose digits are no sign of a credential. */
export const technicalNames = new RegExp(
  "(?:sha|iso(?=[-_ ]?\\d{4})|secp\\d{3}[kr]|pbkdf|crc|base|utf|(?<![a-z])(?:u?int|float)|argon|oauth|http|pkcs|varchar|bcrypt|i18n|l10n|k8s)[-_ ]?\\d{0,5}|" +
    "(?<![A-Za-z0-9])(?:md|ed|[reph]s|aes|char|ipv|tls|ssl|[a-z]2[a-z]|win|arm|amd|ec|log|(?<!_)[a-z])[-_ ]?" +
    "\\d{1,5}(?![A-Za-z0-9])",
  "gi",
);

const leet: Readonly<Record<string, string>> = {
  "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", $: "s", "!": "i",
}; // prettier-ignore

/** `P@ssw0rd` → `password`. */
export function withoutLeet(value: string): string {
  return value.replace(/[0134578@$!]/g, (character) => leet[character] ?? character);
}
