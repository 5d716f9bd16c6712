/** What short codes are called. Lower-case. */

function joinAll(firsts: string, seconds: string): readonly string[] {
  return firsts.split(",").flatMap((first) => seconds.split(",").map((word) => first + word));
}

/** Nouns of codes and of nothing else. */
const codeNouns: readonly string[] = [
  "puk", "otp", "passcode", "key safe", "keysafe", "keypad", "lockbox", "lock box", "host key",
  ...joinAll("verification,security,login,access,authentication,one-time", " code"),
  "geheimzahl", "schlüsselsafe", "schlüsselbox", "ihre tan", "mtan", "tan lautet", "push-tan",
  ...joinAll(
    "tür,zugangs,zugriffs,sicherheits,alarm,entsperr,bestätigungs,tor,freischalt,verifizierungs," +
      "toegangs,deur,beveiligings,verificatie,poort",
    "code,-code",
  ),
  ...joinAll("port,dörr,verifierings,larm,inpasserings", "kod"),
  ...joinAll("doğrulama,kapı,güvenlik,onay,giriş", " kodu"),
  "digicode", "code confidentiel", "code secret", "codice segreto", "пин", "пін",
  "验证码", "驗證碼", "门禁密码", "开门密码", "门锁密码", "动态码", "动态密码",
  "暗証番号", "認証コード", "確認コード", "解錠番号", "ワンタイムパスワード",
  "인증번호", "인증 코드", "현관 비밀번호",
  "رمز التحقق", "رمز الدخول", "ओटीपी", "पिन",
]; // prettier-ignore

/** "Code" by itself: only what it opens or proves makes it one of these. */
const plainNouns: readonly string[] = [
  " code ", " code:", " code.", "-code ", "-code.", "-code:", "código ", "codigo ", "codice ",
  "kod ", "код ", "код:", "kode ", "mã ",
]; // prettier-ignore

/** The words that name things of other sorts too, so that what leads to them counts. */
const looseNouns: readonly string[] = [
  "pin",
  "combination",
  "combo",
  "combinación",
  "combinaison",
  "combinazione",
  "kombination",
];

export const codeWords: readonly string[] = [...codeNouns, ...plainNouns, ...looseNouns];

const plain: ReadonlySet<string> = new Set(plainNouns);
const loose: ReadonlySet<string> = new Set(looseNouns);

/** How much has to stand around a noun for it to name a code. */
export function sortOfNoun(word: string): "certain" | "loose" | "plain" {
  return plain.has(word) ? "plain" : loose.has(word) ? "loose" : "certain";
}

/** What codes open or prove. */
export const purpose = new RegExp(
  "door|gate|lock|safe|alarm|garage|entrance|entry|access|building|keypad|locker|mailbox|security|verification|" +
    "unlock|login|sign-?in|sms|auth|2fa|mfa|one[- ]time|host|moderator|guest|participant|conference|tür|tor\\b|haus|" +
    "eingang|keller|tresor|zugang|sicherheit|bestätigung|porte|portail|entrée|immeuble|coffre|accès|sécurité|" +
    "vérification|confirmation|déverrouillage|puerta|acceso|seguridad|verificaci|desbloqueo|porta|portão|acesso|" +
    "segurança|cofre|cancello|portone|allarme|accesso|sblocco|sicurezza|verifica|deur|poort|toegang|kluis|drzwi|" +
    "bramy|domofon|dostęp|sejf|weryfikac|двер|домофон|сейф|подъезд|калитк|доступ|подтвер|безопас|ворот|kapı|" +
    "caja fuerte|schloss|cadenas|candado|pintu|gerbang|akses|verifikasi|xác|cửa",
  "i",
);

/** What else has a code. */
export const otherPurpose =
  /error|fail|status|exit|return|response|source|postal|\bzip\b|area|country|promo|discount|coupon|track|book|order|product|http|crash|exception|fehler|erreur|errore|ошибк|błęd|hata|quell|fuente|fonte|javascript|python|review|test/i;
