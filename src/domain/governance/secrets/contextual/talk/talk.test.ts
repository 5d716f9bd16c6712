import { describe, expect, test } from "bun:test";
import { scanText } from "#domain/governance/secrets/scan-text.ts";

/** Put together at run time, so that no scanner of this repository takes them for real ones. */
const pin = ["44", "17"].join("");
const long = ["90", "27", "71"].join("");
const chosen = ["garden", "Gnome", "!3"].join("");
const policy = ["Katzen", "klo!", "4a"].join("");
const leet = ["m0squ", "it0Bite", "77"].join("");
const licence = ["W2X9N", "X7Q2M", "4KD8T", "VB93R", "J6PYH"].join("-");
const codes = ["a91f3-0bc27", "77de1-4f60a", "c05b9-e8812"];
const hyphened = ["Tape", "Archive66"].join("-");
const old = ["Retro", "2023"].join("");
const seed = ["ONSWG4TF", "ORXW4ZLX"].join("");
const drawn = ["8dKq02", "LzXm47"].join("");
const pet = ["Schnuff", "elchen"].join("");
const application = ["xkqz", "wvbn", "plmt", "rgha"].join(" ");

function found(text: string): readonly string[] {
  return scanText(text).matches.map((match) => text.slice(match.start, match.end));
}

describe("M03 what people tell each other", () => {
  test.each([
    [`The PIN of the company card is ${pin}.`, pin],
    [`Die PIN für die Firmenkarte ist ${pin}, bitte nicht weitergeben`, pin],
    [`El PIN de la tarjeta es ${pin}`, pin],
    [`the alarm code for the warehouse is ${pin} then press #`, pin],
    [`gate code #${pin}, key box on the left`, `#${pin}`],
    [`Codice di sblocco: ${long}`, long],
    [`код от сейфа ${pin}`, pin],
    [`暗証番号は${pin}です`, pin],
    [`Your verification code is ${long}. Never share it.`, long],
    [`Conference bridge, host PIN ${long}`, long],
    [`Agent: Could you confirm your PIN?\nCustomer: ${pin}`, pin],
    [`Windows product key: ${licence}`, licence],
    [`license key for the plugin is ${licence}`, licence],
    [`Recovery codes of the account:\n${codes.join("\n")}`, codes.join("\n")],
    [`backup codes\n1. ${pin} 9930\n2. 7715 0284`, `${pin} 9930\n2. 7715 0284`],
    [`In the meantime you can use mine: lschmidt / ${policy}`, policy],
    [`from the dump:\nann@mail.com:${leet}\n`, leet],
    [`[10:41] Marek: what's the sudo pw again?\n[10:42] Lena: ${chosen}`, chosen],
    [`Q: password for jenkins?\nA: ${chosen}`, chosen],
    [`fix: use the correct mqtt password (${leet}) for the sensors`, leet],
    [`INFO authenticating kurt with pwd [${leet}]`, leet],
    [`can't log in with password ${leet} at the kiosk`, leet],
    [`fill #user with "qa" and #pass with "${chosen}"`, chosen],
    [`log in (user admin, password ${hyphened}) and look`, hyphened],
    [`rotate the ftp password (currently ${leet})`, leet],
    [`<b>Mot de passe :</b> ${hyphened}</p>`, hyphened],
    [`the board password changed from ${old}! to ${chosen}`, chosen],
    [`Set the password of the user backup to ${hyphened} and restart`, hyphened],
    [`use report_ro with ${hyphened} as the password`, hyphened],
    [`And I enter "${hyphened}" in the password field`, hyphened],
    [`iDRAC 192.0.2.4 root/${hyphened}`, hyphened],
    [`→ photos@shop.io / ${hyphened}`, hyphened],
    [`gpg --passphrase 'Lighthouse keeper 42' --batch -c file`, "Lighthouse keeper 42"],
    [`sip:4501:${leet}@pbx.lan`, leet],
    [`radius-server host 192.0.2.9 key ${leet}`, leet],
    [`wireless.default_radio0.key='${hyphened}'`, hyphened],
    [`//nas/m /mnt cifs username=media,password=${leet},uid=10 0 0`, leet],
    [`ftp -n ftp.shop.io <<END\nuser web ${leet}\nput x\nEND`, leet],
    [`G-${long} is your Google verification code.`, long],
    [`the lockbox is left of the door, code ${pin}.`, pin],
    [`Haustürcode ${pin}, Keller offen`, pin],
    [`My locker is 214, combination 18-36-04`, "18-36-04"],
    [`인증번호 [${long}]를 입력해주세요`, long],
    [`FileVault recovery key ${["ZKQ4", "7TPM", "XW2N", "HD9R"].join("-")}`, "ZKQ4-7TPM-XW2N-HD9R"],
    [`Der Code für das Garagentor ist ${pin}.`, pin],
    [`Voici le code d'entrée de l'immeuble : 5927A`, "5927A"],
    [`Votre code de confirmation est ${long}`, long],
    [`Your Uber code is ${pin}. Never share this code.`, pin],
    [`Ваш код: ${long}. Никому не сообщайте.`, long],
    [`Use ${long} as your PayPal security code`, long],
    [`Locker code ${pin}`, pin],
    [`call NOC, PIN ${long}, then choose 2`, long],
    [`TOTP of the shared login: ${seed}`, seed],
    [`SSID "Hof", key "${hyphened}"`, hyphened],
    [`ops@shop.io ${policy}`, policy],
    [`NVR: admin, ${policy}`, policy],
    [`License: ${licence}`, licence],
    [`take my password ${hyphened} and log in`, hyphened],
    [`Het wachtwoord is veranderd naar ${chosen}`, chosen],
    [`wpa_passphrase Hof ${hyphened}`, hyphened],
    [`curl -H 'X-Auth-Key: ${drawn}' https://api.lan`, drawn],
    [`ο κωδικός του wifi είναι ${hyphened}`, hyphened],
    [`The code for the bike shed is ${pin}, lock it`, pin],
    [`wifi: Office-5G / ${hyphened}`, hyphened],
    [`username admin secret ${hyphened}\n`, hyphened],
    [`log in with editor / ${drawn}`, drawn],
    [`fyi the kiosk pin is ${pin}`, pin],
    [`ПИН-код карты ${pin}`, pin],
    [`La combinación de la caja fuerte es 24-17-33`, "24-17-33"],
    [`银行卡密码是${long}`, long],
    [`用密码 ${hyphened} 登录`, hyphened],
    [`code wifi : ${hyphened}`, hyphened],
    [`Zaloguj się hasłem ${hyphened}`, hyphened],
    [`Tippe als Passwort ${hyphened} ein`, hyphened],
    [`My ssh key has the passphrase ${hyphened}`, hyphened],
    [`username\nsvc_scan\npassword\n${hyphened}\n`, hyphened],
    [`Security question: first pet?\nAnswer: ${pet}\n`, pet],
    [`I reset your password. New one: ${leet}`, leet],
    [`the pwd changed last week to ${leet}`, leet],
    [`gmail app password: ${application}`, application],
    [`<p>Your password: <b>${leet}</b></p>`, leet],
    [`the password at the new office: ${leet} (network Guest)`, leet],
  ])("finds what %j tells", (text, value) => {
    expect(found(text)).toContain(value);
  });

  test.each([
    "Enter the 6-digit code we sent to +1 *** *** 4821.",
    "A PIN has four to six digits. Never write your PIN on the card.",
    "PIN 13 of the ESP32 is connected to the LED; pin 5 is ground.",
    "PIN code: 560001",
    "the PIN is 4 to 8 digits, the OTP is valid for 3000 ms",
    "error code: 1045 (28000), exit code is 1370, postal code: 80331",
    "Your verification code is 123456",
    "the release of 2024 has a security code of 2024",
    "W269N-WFGWX-YVC9B-4J6C9-T83GX is the product key of the manual",
    "The license key is XXXXX-XXXXX-XXXXX-XXXXX",
    "Backup codes can be used once each. Generate new codes in Settings.",
    "recovery keys from 2023-2024 are listed in the wiki",
    "git@github.com:owner/repo2.git\nuser@host.com:8080\n",
    "count / Total2 and lib/Foo / Bar2",
    "What's the password for jenkins?\nAsk Tom, he changed it last week.",
    "Q: What's the password policy?\nA: see section2",
    "an access key (TIP-1111) of the account",
    "fix: for `go vet` to pass [69338ec]",
    "use SHA256 as the password hash",
    "type the new name into the password manager",
    "see docs/admin/Users2-Groups.md and /root/Backup-2024",
    "export declare function ipv4(params?: string | core.$ZodIPv4Params): ZodIPv4;",
    "count / Total2! and ann@example.com / Berlin",
    "Pin-Priority: 1001",
    "OTP area is 1024 bits",
    "the gpio pin is 4095 on that board, pin 5 is ground",
    "username\npassword\nremember me2\n",
    "密码是6位数字",
    "Your code has 2048 warnings. The login failed with code 4012.",
    "door sensor: error code 4012, response code is 4031, promo code: 20417",
    "Der Quellcode: 4821 Zeilen, le code postal : 75011, код города 4951",
    "the 2FA setting: DEPRECATED, MFA is OPTIONAL",
    "SSID: Guest-5G, channel 36, key management WPA2",
    "the source code: 4821 lines, code 4012 of the linter",
    "what is changed: the password policy! 12 signs are the least.",
    "the keypad driver is 4x4 and 1602 a display",
    "fill in the password with care",
    "the password (RFC2617) is hashed with password sha512crypt",
  ])("stays quiet on %j", (text) => {
    expect(found(text)).toEqual([]);
  });
});
