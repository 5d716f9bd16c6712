import { type Form, formsOf } from "./form.ts";
import { account, password } from "./value.ts";

/** Sentences of colleagues, in the languages that they write. */
const sentences = formsOf(password, {
  "english-is": (value) => `The password for the staging database is ${value}, it expires in May.`,
  "english-colon": (value) => `Here you go, password: ${value}\nLet me know if it works.`,
  "english-use": (value) => `Log in as admin with the password ${value} and restart the worker.`,
  "english-pair": (value, draw) =>
    `user: ${account(draw)}\npass: ${value}\nurl: https://x.acme.dev`,
  "english-slash": (value, draw) => `login ${account(draw)} / pw ${value} (only from the office)`,
  "english-passphrase": (value) => `The passphrase of the backup key is "${value}".`,
  "english-changed": (value) => `I changed the root password to ${value} yesterday.`,
  "german-is": (value) =>
    `Das Passwort für den Testserver lautet ${value}, bitte nicht weitergeben.`,
  "german-label": (value) => `Benutzer: admin\nKennwort: ${value}\n`,
  french: (value) => `Le mot de passe de la base est ${value}, merci de le changer.`,
  "french-label": (value) => `Identifiant : admin\nMot de passe : ${value}\n`,
  spanish: (value) => `La contraseña del servidor es ${value}, avísame si funciona.`,
  "spanish-label": (value) => `usuario: admin\ncontraseña: ${value}\n`,
  portuguese: (value) => `A senha do banco de dados é ${value}, não compartilhe.`,
  italian: (value) => `La password del server di prova è ${value}, cambiala presto.`,
  dutch: (value) => `Het wachtwoord van de database is ${value}, graag snel wijzigen.`,
  polish: (value) => `Hasło do bazy danych to ${value}, proszę nie udostępniać.`,
  swedish: (value) => `Lösenordet till servern är ${value}, byt det snart.`,
  czech: (value) => `Heslo k databázi je ${value}, prosím změňte ho.`,
  turkish: (value) => `Veritabanı parolası: ${value}\nLütfen kimseyle paylaşmayın.`,
  russian: (value) => `Пароль от тестовой базы: ${value}\nНикому не передавайте.`,
  ukrainian: (value) => `Пароль до сервера: ${value}\n`,
  japanese: (value) => `データベースのパスワードは ${value} です。変更してください。`,
  chinese: (value) => `数据库密码是 ${value} ，请尽快修改。`,
  "chinese-label": (value) => `用户名：admin\n密码：${value}\n`,
  romanian: (value) => `Parola serverului de test este ${value}, te rog schimb-o.`,
  finnish: (value) => `Tietokannan salasana on ${value}, vaihda se pian.`,
  danish: (value) => `Adgangskoden til serveren er ${value}, skift den snart.`,
  hungarian: (value) => `Jelszó: ${value}\nFelhasználó: admin\n`,
  greek: (value) => `Ο κωδικός της βάσης είναι: ${value}\n`,
  arabic: (value) => `كلمة المرور: ${value}\n`,
  hindi: (value) => `पासवर्ड: ${value}\n`,
  vietnamese: (value) => `Mật khẩu: ${value}\n`,
  indonesian: (value) => `Kata sandi server adalah ${value}, segera ganti.`,
  korean: (value) => `데이터베이스 비밀번호는 ${value} 입니다.`,
});

const tables = formsOf(password, {
  "markdown-table": (value) =>
    `| field | value |\n| --- | --- |\n| user | app |\n| password | ${value} |\n`,
  csv: (value) => `username,password,host\napp,${value},db-1\n`,
  "html-row": (value) => `<tr><th>Password</th><td>${value.replace("&", "&amp;")}</td></tr>`,
  "markdown-list": (value) => `- **User:** app\n- **Password:** ${value}\n`,
  "markdown-code": (value) => `Password: \`${value}\`\n`,
});

export const proseForms: readonly Form[] = [...sentences, ...tables];
