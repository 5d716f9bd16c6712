/** What short codes are called, by what they open or prove. Lower-case. */

function joinAll(firsts: string, seconds: string): readonly string[] {
  return firsts.split(",").flatMap((first) => seconds.split(",").map((word) => first + word));
}

const english =
  "door,gate,alarm,access,entry,security,verification,unlock,lock,safe,keypad,login,sign-in,auth," +
  "authentication,2fa,mfa,otp,one-time,one time,lockbox,garage,building,panel,host,disarm";

/** The number may differ from one text to the next; what it opens does not. */
export const codeWords: readonly string[] = [
  "pin", "puk", "otp", "passcode", "combination", "combo", " code ", " code: ", " code:",
  "key safe", "keysafe", "keypad", "lockbox", "lock box", "host key", "moderator code",
  "participant code", "conference code", "guest code", "schlüsselsafe", "schlüsselbox",
  "ihre tan", "mtan", "tan lautet", "push-tan",
  ...joinAll(english, " code"),
  ...joinAll(
    "tür,zugangs,zugriffs,sicherheits,alarm,entsperr,bestätigungs,tor,freischalt,verifizierungs",
    "code,-code",
  ),
  "geheimzahl", "passnummer",
  ...joinAll("code d", "'accès,e la porte,u portail,e l'alarme,e l'immeuble,e sécurité,e vérification"),
  "code de déverrouillage", "code du coffre", "digicode", "code confidentiel", "code secret",
  ...joinAll("código de ,codigo de ", "acceso,seguridad,verificación,verificacion,desbloqueo,la puerta,la alarma"),
  ...joinAll("código d,codigo d", "e acesso,e segurança,e verificação,a porta,o alarme,o portão"),
  ...joinAll("codice ", "di accesso,di sblocco,di sicurezza,di verifica,porta,della porta,allarme,dell'allarme,segreto,del cancello"),
  ...joinAll("toegangs,deur,beveiligings,verificatie,poort", "code"),
  ...joinAll("kod ", "dostępu,do domofonu,do drzwi,do alarmu,do bramy,weryfikacyjny,do sejfu"),
  ...joinAll("doğrulama,kapı,güvenlik,onay,giriş", " kodu,  kodu"),
  ...joinAll("код ", "доступа,от ,подтверждения,безопасности,доступу,від "),
  "пин", "пін",
  ...joinAll("kode ", "verifikasi,akses,pintu"),
  ...joinAll("mã ", "xác nhận,xác thực,otp,pin,cửa"),
  ...joinAll("port,dörr,verifierings,larm,inpasserings", "kod"),
  "验证码", "驗證碼", "门禁密码", "开门密码", "门锁密码", "动态码",
  "暗証番号", "認証コード", "確認コード", "解錠番号",
  "인증번호", "인증 코드", "현관 비밀번호",
  "رمز التحقق", "رمز الدخول", "ओटीपी", "पिन",
]; // prettier-ignore

/** The words that name things of other sorts too, so that what leads to them counts. */
export const looseWords: ReadonlySet<string> = new Set([
  "pin", "combination", "combo", "code", "code:",
]); // prettier-ignore
