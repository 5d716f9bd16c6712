/** What keys in groups are called. Lower-case. */

export const seedWords: readonly string[] = [
  "totp", "authenticator", "2fa", "mfa ", "mfa-", "setup key", "otp ",
]; // prettier-ignore

export const licenceWords: readonly string[] = [
  "license:", "licence:", "lizenz:", "licencia:", "licença:",
  "license key", "licence key", "product key", "activation key", "activation code", "serial key",
  "cd key", "cd-key", "registration key", "registration code", "unlock key", "windows key",
  "lizenzschlüssel", "lizenz-schlüssel", "lizenzkey", "produktschlüssel", "product-key",
  "aktivierungscode", "aktivierungsschlüssel", "clé de licence", "clé de produit",
  "clé d'activation", "code d'activation", "clave de licencia", "clave de producto",
  "código de activación", "chave de licença", "chave do produto", "chave de ativação",
  "codice di attivazione", "chiave di licenza", "chiave di attivazione", "licentiesleutel",
  "licentiecode", "productcode", "klucz produktu", "klucz licencyjny", "klucz aktywacyjny",
  "lisans anahtar", "ürün anahtar", "лицензионный ключ", "ключ активации", "ключ продукта",
  "код активации", "ліцензійний ключ", "激活码", "产品密钥", "序列号", "プロダクトキー",
  "ライセンスキー", "シリアルキー", "제품 키", "라이선스 키", "licensnyckel", "produktnyckel",
  "mã kích hoạt", "kode aktivasi", "kunci lisensi",
]; // prettier-ignore

export const recoveryWords: readonly string[] = [
  "recovery code", "backup code", "recovery key", "scratch code", "rescue code", "emergency code",
  "backup-code", "wiederherstellungscode", "wiederherstellungsschlüssel", "backupcode",
  "ersatzcode", "codes de secours", "code de secours", "codes de récupération",
  "code de récupération", "clé de récupération", "códigos de recuperación",
  "código de recuperación", "códigos de respaldo", "clave de recuperación",
  "códigos de recuperação", "código de recuperação", "códigos de backup", "códigos de reserva",
  "codici di recupero", "codici di backup", "codice di recupero", "herstelcode", "herstelsleutel",
  "kody zapasowe", "kody odzyskiwania", "klucz odzyskiwania", "kurtarma kod", "yedek kod",
  "резервные коды", "коды восстановления", "код восстановления", "ключ восстановления",
  "резервні коди", "恢复代码", "恢复码", "备用验证码", "恢复密钥", "バックアップコード",
  "リカバリーコード", "回復キー", "백업 코드", "복구 코드", "복구 키", "återställningskod",
  "reservkod", "kode pemulihan", "kode cadangan", "mã khôi phục", "mã dự phòng",
]; // prettier-ignore
