/**
 * What a password is called. Lower-case; scripts without cases as they are. Latin words stop before
 * the first letter with an accent where that is enough to tell them.
 */
export const passwordWords: readonly string[] = [
  "password", "passphrase", "passcode", "passwd", "passwort", "kennwort", "passord",
  "mot de passe", "mots de passe", "mdp", "contrase", "clave", "senha", "palavra-passe",
  "palavra passe", "parola", "password-ul", "wachtwoord", "hasło", "hasłem", "haslo", "heslo",
  "jelszó", "jelszav", "lösenord", "adgangskode", "salasana", "adgangskoden", "lozinka", "geslo",
  "şifre", "sifre", "mật khẩu", "sandi", "parool", "heslá", "pasahitza",
  "phrase de passe", "kata laluan", "wifi key", "wi-fi key", "wlan key", "wlan-key",
  "network key", "code wifi", "code wi-fi", "code du wifi",
  "clé wifi", "clé wi-fi", "clé du wifi", "netzwerkschlüssel", "wlan-schlüssel",
  "slaptažodis", "лозинк",
  "парол", "секрет",
  "κωδικ", "συνθηματικ",
  "密码", "密碼", "口令", "暗证号码",
  "パスワード", "暗証番号", "暗証キー",
  "비밀번호", "비번", "암호", "패스워드",
  "पासवर्ड",
  "كلمة المرور",
  "كلمة السر", "كلمة مرور", "كلمة سر",
  "رمز المرور", "الرقم السري", "رمز عبور", "گذرواژه", "סיסמ", "ססמ",
  "รหัสผ่าน",
]; // prettier-ignore

/** What other credentials are called; their values must be random. */
export const tokenWords: readonly string[] = [
  "api key", "api-key", "apikey", "api token", "signing key", "encryption key", "hmac key",
  "license key", "access token", "access key", "secret key", "token",
  "secret", "api-schlüssel", "schlüssel", "clé api", "clé d'api",
  "clé secrète", "jeton", "clave de api", "clave api", "chave de api", "chave api",
  "chiave api", "api-sleutel", "klucz api", 
  "ключ", "токен",
  "密钥", "密鑰", "令牌", "权杖", "apiキー",
  "トークン", "シークレット", "토큰", "api 키",
]; // prettier-ignore

/** What stands between the name and the value in a sentence. */
export const connectors: ReadonlySet<string> = new Set(
  (
    "is was to as are be of: -> => → – — - : ： " +
    "ist lautet lautete auf war heisst heißt sei " +
    "est sera c'est en era es será sigue " +
    "é são foi è sarà é́ " +
    "is: was: ist: lautet: est: es: é: è: to: luidt zijn werd " +
    "to: jest brzmi je zní on er är on: " +
    "enter type reads naar para ay је " +
    "là là: adalah adalah: ialah yaitu este este: olarak jest: zní: är: er: " +
    "это —: будет был такой: такой равен на"
  ).split(" "),
);

/** Steps between a connector and the value: "is now", "ist jetzt", "set to". */
export const adverbs: ReadonlySet<string> = new Set(
  (
    "now currently still just again simply called set changed reset temporarily jetzt nun " +
    "aktuell " +
    "übrigens also actually basically wieder still " +
    "derzeit weiterhin maintenant actuellement toujours ahora actualmente agora atualmente ora " +
    "adesso attualmente nu momenteel teraz теперь сейчас"
  ).split(" "),
);
