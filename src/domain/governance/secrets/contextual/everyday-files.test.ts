import { describe, expect, test } from "bun:test";
import { scanText } from "../scan-text.ts";

const strong = ["Kq7", "vX!2m", "Zp9"].join("");
const random = ["q8Zr2Lk0", "Vt5Yw3Nc", "7Hd1Gs6J", "b4Mf9PxT"].join("");
const contract = `0x${["A1b2", "C3d4", "E5f6", "0718", "293A"].join("").repeat(2)}`;

const found = (text: string): readonly string[] =>
  scanText(text).matches.map(({ start, end }) => text.slice(start, end));

describe("M03 ordinary files are left alone", () => {
  test.each([
    // What a minifier leaves of an object.
    `f({email:t,password:n,rawPassword:r,strength:4}).then(e)`,
    `required:{apiKey:!0,secret:!0,uid:!1,twofa:!1},limits:{}`,
    `{type:"x",token:s,indent:e,single:!1})}n=c.to+1`,
    `a.auth=a.password?a.user+":"+a.password:a.user),a.origin="file:"`,
    `Unexpected_token:b(1012,1,"Unexpected_token_1012")`,
    `p&&t.parent.keywordToken===n.kind?f(n.parent):g(n)`,
    `;c.master_secret=s.decrypt(i.enc_master_secret);var l`,
    `for(const t of k)"proxy-authorization"===t.toLowerCase()&&delete e[t]`,
    // Types and macros.
    "type store struct {\n\tlocked     bool\n\tpassphrase []byte\n}",
    '\t// Passwords - All of them.\n\tPasswords *[]RegistryPassword `json:"passwords"`',
    "#define HASH_MIN_SECRET UINT32_C(8)\n",
    "const pass = !this.result.issues || this.retried;",
    "  readonly STENCIL_PASS_DEPTH_PASS: 0x0B96;",
    "declare function isArrow(token: Comment): token is ArrowToken$1;",
    "  apiKey: app.options.apiKey!,",
    `VerifyPassword = "identitytoolkit#VerifyPasswordResponse"`,
    `SIGN_IN_WITH_PASSWORD = '/v1/accounts:signInWithPassword',`,
    `AZURE_SECRET=response['clientSecret'],\nPULP_PASSWORD=pulp_password,`,
    `ignored = ['v3AuthPass', 'v3PrivPass', 'hostname']`,
    `await client.webhooks.rotateSecret('whe_123');`,
    `'/user-password' => 'App\\\\Controllers\\\\UserPasswordController',`,
    `{token:"f{1,4}|ms|milliseconds"},{token:"hh?|hours|12hr"}`,
    // Labels in other languages.
    `$labels['password'] = 'Jelszó';`,
    `"config-admin-password": "Parolă:",`,
    `"yourpassword": "Hasło:", "oldpassword": "கடவுச்சொல்:"`,
    `"blocked-mailpassword": "您的IP地址已被封鎖，無法使用密碼復原功能。"`,
    `msgstr "Vaša lozinka je izmjenjena."`,
    `Cambia la password dell'account`,
    `Passwort {{PLURAL:$3|läuft|Die}} ab`,
    `Le mot de passe est modifi&eacute;.`,
    // Manuals and change logs.
    `- [menu] Build separators in one pass (#49058) @someone`,
    `A new password (20-character limit) is asked for.`,
    `Use \\fIpasswd\\fP as the password for simple authentication.`,
    `The default type changed from MD5 to PBKDF2. Passwords are upgraded.`,
    `The following replicates a secret to eu-west-3. It is encrypted.`,
    `A setting of the password prompt is <password lookup>.`,
    // Style sheets, regular expressions, completions.
    `.task-login #top{text-align:center;width:100%;display:block}.task-login #logo{top:16vh}`,
    `.ftp-password em{color:#8c8f94}.request-dialog label{display:block}`,
    `Set-Cookie: JSESSIONID=[0-9A-F]{32}; Path=/`,
    `'--secret=[Specify secrets to expose]:secret:'`,
    `paths: ['password', 'secrets.*', 'users.*.credentials']`,
    // Public by nature.
    `[![cov](https://codecov.io/gh/o/r/graph/badge.svg?token=OqDbVhIP3f)](https://codecov.io)`,
    `collateralToken: '${contract}',`,
    `SigningKey: "pkcs11:id=7371;object=rsa-key",`,
    `arn:aws:secretsmanager:us-west-2:123456789012:secret:MySecret1-a1b2c3`,
    `update control { Cleartext-Password := "%{control:User-Password}" }`,
    `IFByaW50 5pw= IHBvc2Vz IHNsb3Rz ID8/Pw== c2VjdG9y IHRlc3Q=`,
    // Lists of ciphers, options of compilers, what configure fills in.
    `ssl_ciphers ALL:!LOW:!MD5:!PSK:!RC4:!ADH:!LOW@STRENGTH;`,
    `gnutls-serv --priority NORMAL:+PSK:+SRP:+CTYPE-CLI-RAWPK --x509cafile ca.pem`,
    `tls_CFLAGS = -DUSE_PSK -DTLS12`,
    `ASK_PASSWORD = @ASK_PASSWORD@`,
    `mingw* | pw32* | cegcc* | os2*) ;;`,
    `serve --srppasswd srp-passwd.txt --srppasswdconf tpasswd.conf`,
    `$CLIENT -U $USERNAME%$PASSWORD //$SERVER/tmp -c quit; echo $PASSWORD >$PREFIX/file`,
    `testit "a token" test_token "no" "S-1-5-64-10" || exit 1`,
    `<filter token="WSDL4J_JAR" value="x"/>`,
    `"en_PK": "en_001", "en_PW": "en_001"`,
    `$lang['pass'] = '上記データベースに接続するパスワード（空欄可）';`,
    `log("getting password (0x%08x)", flags); struct Password **_previous_hash`,
    `github.com/aws/credentials v1.12.20/go.mod h1:UKY5HyIux08bbNA7Blv4PcXQ8cTkGh7ghHMFklaviR4=`,
    `type Credentials = FreshserviceAPIKey | Unparsed`,
    `h("label",{htmlFor:"p"},"Password:"),B?h("code",null," ****** "):h(x,null)`,
    `r.space_before_token=!1:t!=="x"&&i(),r.passKeys=t.passKeys!==!1`,
    "`'email_code'`, `passkey`, `password`, `'phone_code'`, `'web3_signature'`",
    `{token: "keyword.tag-$1"}, {token: "#Microsoft.Media.PolicyX509TokenKey"}`,
    `build(user=user, disableSshPwd=disableSshPwd)`,
    `CREATE USER 'everyone' IDENTIFIED WITH gssapi AS 'SID:S-1-1-0';`,
    `cluster_admin_password: *cluster_admin_password`,
    `Passwords that are to be used must be accessed\\& .`,
    `mdp: mdp@5100000 { compatible = "vendor,mdp4"; };`,
    `:forward-token #'m2-smie-forward-token :backward-token #'m2-smie-backward-token`,
    `"yourpassword": "گالگوَز/پسورد:"`,
    `pkg/version.py,sha256=qaN-fw_htIgKUVXoAuAEVgKxQu3tZ9qE2eiKkWIS7LA,160`,
    `engine = create_engine("postgresql://scott:tiger@localhost/test")`,
    "The API key resource will expire in ISO 8601 format: YYYY-MM-DDThh:mm:ss.sssZ.",
    "The zone of login nodes, e.g., `us-central1-a`. Must be one.",
    "return e.account?{credential:e.account.id,type:Go}:e.hint?{credential:e.hint,type:Qo}:null",
    "pw[0] = swap64_S (word_of (w, 1));",
    `remove password from on-disk file (LP: #1443311) [Someone]`,
    "SIOCGLIFTOKEN = -0x3f879678",
    `This confirms that your password was changed on ###SITENAME###.`,
    `q('iframe[data-secret="'+t.secret+'"]'),t.src+="#?secret="+r,t.set("x",r)`,
    `local userPassword = "1.3.6.1.4.1.2011.10.2.12.1.1.1.2"`,
    `raise Error('No passphrase provided, but private key is password-protected!')`,
    `username: vm_user\n  password: vmware_pwd`,
    `ticket: PayloadU16(ticket),\n  secret: PayloadU8(secret),`,
    `headers["Crypto-Key"] = 'p256ecdsa=' + publicKey;`,
    `"en-PN": "en-001", "en-PW": "en-001"`,
    `X.WARNING=!1;let PW=VB;const Z=class extends Y{}`,
    `if (this.#internals.password) { url.password = this.#internals.password; }`,
    `t.pass('message2'); /* Password */: if(val !== 0) return;`,
    `secret_access_key: ${["Sandboxes", "SandboxAws", "MountStatic", "AuthConfig"].join("")}.Key;`,
    "Running gpgsm --dump-secret-key USERID} shows it.",
    "p_userpwd=\"$pc['<']%F{$pcc[3]}%n@%m$p_win\"",
    "The identity to use with TLS\\\\-PSK support\\\\&. This may be used.",
    "  .set_encrypt_key = _gost28147_set_key_tc26z,",
    "  #stats auth Username:Password",
    "echo $TRUST_PASSWORD >$PREFIX/tmppassfile",
    "#define SSH_AUTH_METHOD_PASSWORD 0x0002u",
    `fields = ['#snmpv3_authpassphrase', '#snmpv3_privpassphrase'];`,
    '\tServiceAccountKey []*ServiceAccountKey `json:"serviceAccountKey"`',
    `privateKey=foo.pem:certKey=foo.pem`,
    `parse("postgres://someuser:somepassword@somehost:381/somedatabase")`,
  ])("finds nothing in %j", (text) => {
    expect(found(text)).toEqual([]);
  });

  test("reads a short run of base-64 that unpacks for a while by chance", () => {
    const run = "Cx0ZIG2jNygK3bVuVgELAAAAE0VEMjU1MTkgdGVzdCBrZXkgIzEBAg==";
    expect(scanText(run)).toEqual({ matches: [], unscannable: null });
  });

  test("reads a long row of one digit, which is hex of itself", () => {
    const row = `INSERT INTO t VALUES ('${"3".repeat(4_000)}', '${"36".repeat(2_000)}');`;
    expect(scanText(row)).toEqual({ matches: [], unscannable: null });
  });

  test.each([
    [`user:bob,password:${strong},host:db`, strong],
    [`{"password":"${strong}","passwordHint":"dog"}`, strong],
    [`jdbc:sqlserver://db;user=sa;password=${strong};encrypt=true`, strong],
    [`https://api.corp.io/v1/report.json?token=${random}`, random],
    [`token === "${random}"`, random],
    [`Passwort: ${strong}`, strong],
    [`client.setSecret('${random}');`, random],
    [`пароль: ${strong}`, strong],
  ])("still finds the credential in %j", (text, secret) => {
    expect(found(text)).toEqual([secret]);
  });
});
