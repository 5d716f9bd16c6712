import { describe, expect, test } from "bun:test";
import { scanText } from "../../scan-text.ts";

/** Put together at run time, so that no scanner of this repository takes them for real ones. */
const weak = ["Herbst", "2023!"].join("");
const plain = ["wald", "weg", "61"].join("");
const word = ["sun", "flower"].join("");
const spaced = ["alt3r", "Apfelbaum"].join(" ");
const policy = ["P@ss", "w0rd1"].join("");
const mail = ["qvxz", "plmr", "kdwt", "nbsy"].join(" ");
const dense = ["zb7d(kgh^t36", "tqa@$e*16as", "oa!u(%$%2)", "asbmj71h^s##"].join("");
const pat = ["q7xk2nvt8xck0wlbr5ymz", "pdhsgfteaui71oekjq4wxyz52dlm3ka"].join("");
const vnc = ["d7,a5,14,d8", "c5,56,ad,de"].join(",");

function found(text: string): readonly string[] {
  return scanText(text).matches.map((match) => text.slice(match.start, match.end));
}

describe("M03 credentials where the layout of a file puts them", () => {
  test.each([
    // Elements and attributes.
    [`<property name="hibernate.connection.password">${plain}</property>`, plain],
    [`<Pass encoding="plain">${plain}</Pass>`, plain],
    [`<AdministratorPassword>\n  <Value>${weak}</Value>\n</AdministratorPassword>`, weak],
    // Tables and lists.
    [`| Service | User | Password |\n|---|---|---|\n| shop | admin | ${weak} |`, weak],
    [`| Who | Password |\n|---|---|\n| ann | in Vault |\n| bob | ${weak} |\n`, weak],
    [`||User||Password||\n|ann|${weak}|\n`, weak],
    [`Role\tPassword\nclerk\t${weak}\n`, weak],
    [`"Title","Password","URL"\n"Router","${weak}","http://192.0.2.1"\n`, weak],
    [`INSERT INTO users (name, password) VALUES ('admin', '${weak}');`, weak],
    [`* **Password**: ${plain}`, plain],
    // Declarations.
    [`variable "admin_password" {\n  type    = string\n  default = "${weak}"\n}`, weak],
    [`char pass[] = "${plain}";`, plain],
    [`Dim strPassword As String = "${weak}"`, weak],
    [`{default_pass, <<"${plain}">>}`, plain],
    [`define('DB_PASSWORD', '${plain}');`, plain],
    [`DEPLOY_PASS ?= ${plain}`, plain],
    [`password = """${weak}"""`, weak],
    [`let password = String::from("${plain}");`, plain],
    // Names that say as much as `password`, and what is written together with them.
    [`$dbpass = "${plain}";`, plain],
    [`SSHPASS=${plain} sshpass -e scp a b:`, plain],
    [`jwt.secret=${plain}`, plain],
    [`"AZURE_DEVOPS_PAT": "${pat}"`, pat],
    // Values with blanks and signs.
    [`export PGPASSWORD='${spaced}'`, spaced],
    [`pass: '${mail}'`, mail],
    [`SECRET_KEY = '${dense}'`, dense],
    [`private static final String PASSWORD = "${policy}";`, policy],
    [`Driver={SQL Server};Uid=app;Pwd={${weak};x};`, `${weak};x`],
    [`Provider=Jet;Data Source=k.mdb;Jet OLEDB:Database Password=${plain};`, plain],
    // Calls.
    [`new PasswordAuthentication("support@shop.io", "${weak}")`, weak],
    [`WiFi.begin("office", "${plain}x")`, `${plain}x`],
    [`mysql_real_connect(conn, "localhost", "root", "${weak}", "db", 0, NULL, 0);`, weak],
    [`DBI->connect("DBI:mysql:inv", "inv", "${weak}")`, weak],
    // Places of single formats.
    [`203.0.113.4 %any : PSK "${plain}"`, plain],
    [`user worker on >${plain} ~jobs:* +@all`, plain],
    [`# client server secret IP addresses\nvpn pptpd ${weak} *`, weak],
    [`"office@isp.net" * "${plain}"`, plain],
    [`[smtp.host.io]:587 post@shop.io:${weak}`, weak],
    [`chpasswd:\n  list: |\n    ubuntu:${plain}\n`, plain],
    [`expect "password:"\nsend "${weak}\\r"`, weak],
    [`open ftp.shop.io\nuser web ${weak}\nbin`, weak],
    [`"Password"=hex:${vnc}`, vnc],
    [`"Jwt": {\n  "Key": "${plain}Abendrot_Morgenrot",\n}`, `${plain}Abendrot_Morgenrot`],
    [`command: redis-server --requirepass ${plain} --appendonly yes`, plain],
    [`rootpw --plaintext ${plain}`, plain],
    [`schtasks /create /ru CORP\\svc /rp ${weak}`, weak],
    // What scripts type and run.
    [`driver.find_element(By.ID, "input-password").send_keys("${plain}")`, plain],
    [`await page.fill('#password', '${plain}');`, plain],
    [`child.expect('password:')\nchild.sendline('${weak}')`, weak],
    [`subprocess.run(["mysqldump", "-uroot", "-p${plain}", "app"])`, plain],
    [`["guestcontrol", "--username", "me", "--password", "${plain}"]`, plain],
    [`bcrypt.hashSync('${plain}', 10)`, plain],
    [`User.objects.create_superuser('admin', 'a@shop.io', '${weak}')`, weak],
    [`aws ssm put-parameter --name /db --type SecureString --value "${weak}"`, weak],
    [`echo "${plain}" | npx wrangler secret put API_SECRET`, plain],
    // Which argument is the password.
    [`mysqli_connect('localhost', 'id18_root', '${weak}', 'id18_shop');`, weak],
    [`new PDO("pgsql:host=db;dbname=x", "x", "${plain}");`, plain],
    [`smtp.PlainAuth("", "me@shop.io", "${weak}", "smtp.shop.io")`, weak],
    [`std::env::set_var("DB_PASSWORD", "${plain}");`, plain],
    [`val conf = Map("user" -> "etl", "password" -> "${plain}")`, plain],
    [`$cfg{db_pass} = "${plain}";`, plain],
    [`strcpy(password, "${plain}");`, plain],
    [`new SymmetricSecurityKey(Encoding.UTF8.GetBytes("${plain}_abend"))`, `${plain}_abend`],
    [`session({ resave: false, secret: '${plain}' })`, plain],
    [`env[DB_PASSWORD] = ${plain}`, plain],
    [`BASIC_AUTH=admin:${plain}`, plain],
    [`proto://deploy:${plain}@x@git.shop.io/a.git`, `${plain}@x`],
    [`keyStore.load(file, "${plain}".toCharArray());`, plain],
    [`.password(passwordEncoder.encode("${plain}"))`, plain],
    [`ENV["API_SECRET"] ||= "${pat}"`, pat],
    [`lftp -u web,'${plain}' ftp.shop.io`, plain],
    [`<input type="password" name="pw" value="${plain}">`, plain],
    [`username ops password 0 ${plain}`, plain],
    [`env.put("java.naming.security.credentials", "${plain}");`, plain],
    [`secret = "${weak.replace("!", "")}x"`, `${weak.replace("!", "")}x`],
    // Parameters of templates.
    [`  DBPassword:\n    Type: String\n    NoEcho: true\n    Default: ${plain}\n`, plain],
    [`"adminPassword": { "value": "${weak}" }`, weak],
    [`<name>hive.ConnectionPassword</name>\n  <value>${plain}</value>`, plain],
    [`.password("{noop}${plain}")`, plain],
    [`default['postgresql']['password']['postgres'] = '${plain}'`, plain],
    // The line before says whose it is.
    [`User me\nPass ${plain}`, plain],
    [`line vty 0 4\n password ${plain}\n login`, plain],
    [`<auth-user-pass>\nmax\n${plain}\n</auth-user-pass>`, plain],
    [`[users]\nroot = ${plain}, admin`, plain],
    // Tables that tools draw.
    [` id | api_token\n----+-----------\n  1 | ${pat}\n(1 row)`, pat],
    [`+----+----------+\n| id | password |\n+----+----------+\n|  1 | ${plain} |\n`, plain],
    [`-[ RECORD 1 ]-+---\nid            | 7\nclient_secret | ${pat}\n`, pat],
    [
      `\u2502 login \u2502 password \u2502\n\u251c\u2500\u253c\u2500\u2524\n\u2502 eva \u2502 ${plain} \u2502\n`,
      plain,
    ],
    [
      `User      Password      Role\n----      --------      ----\neva       ${plain}     ops\n`,
      plain,
    ],
    [`NAME    TOKEN       AGE\nci      ${pat}   3d\n`, pat],
    [`| User | Password | Remark |\n|---|---|---|\n| eva | ${plain} | none |`, plain],
    // What mixes into a hash, and what a cipher takes.
    [`salt = '${pat.slice(0, 16)}'`, pat.slice(0, 16)],
    [
      `PasswordSalt = "${Buffer.from(pat).toString("base64")}"`,
      Buffer.from(pat).toString("base64"),
    ],
    [`key = b'${pat.slice(0, 16)}'\niv = b'${pat.slice(16, 32)}'`, pat.slice(0, 16)],
    [`new SecretKeySpec("${pat.slice(0, 16)}".getBytes(), "AES");`, pat.slice(0, 16)],
    [`unsigned char aes_key[] = "${pat.slice(0, 32)}";`, pat.slice(0, 32)],
    [`CENSUS_KEY="${pat}"`, pat],
    // Lines of settings.
    [`remote_username edge7\nremote_password ${plain}\n`, plain],
    [`[DB]\nuser = joomla\npwd = jml8Extra\n`, "jml8Extra"],
    [`\${USERNAME}    robot\n\${PASSWORD}    ${weak}\n`, weak],
    [`api_key <- "${pat}"`, pat],
    [`"Basic " + btoa("eva:${plain}")`, plain],
    [`provider :github, "1009", "${pat}"`, pat],
    [`Your initial admin password is:\n\n${plain}\n`, plain],
    [`psk="harvest moon 77"`, "harvest moon 77"],
    // Statements that name their columns first.
    [`COPY users (id, name, pass) FROM stdin;\n1\teva\t${plain}\n\\.\n`, plain],
    ["INSERT INTO `staff` (`id`, `login`, `passwd`) VALUES\n(1, 'eva', '" + plain + "');", plain],
    [`id|name|api_key\n1|eva|${pat}\n`, pat],
    // What is printed, dumped and logged.
    [`$ kubectl get secret pg -o jsonpath="{.data.password}" | base64 -d\n${pat}\n`, pat],
    [`["password"]=>\n  string(9) "${plain}"\n`, plain],
    [`Source{url=jdbc:h2:mem:x, username=app, password=c0balt60}`, "c0balt60"],
    [`    Key Content            : ${plain}\n`, plain],
    [`token                ${pat}\ntoken_accessor       none\n`, pat],
    // Calls whose first argument is a variable, or the key itself.
    [`smtp.login(sender, "${weak}")`, weak],
    [`Fernet(b'${Buffer.from(pat).toString("base64")}')`, Buffer.from(pat).toString("base64")],
    [`sessions.NewCookieStore([]byte("${pat.slice(0, 32)}"))`, pat.slice(0, 32)],
    [`aes.Key = Encoding.UTF8.GetBytes("${pat.slice(0, 32)}");`, pat.slice(0, 32)],
    [`requests.get(u, auth=HTTPBasicAuth('${pat}', ''))`, pat],
    [`curl_setopt($ch, CURLOPT_USERPWD, 'eva:${weak}');`, weak],
    [
      `params = {'q': city, 'appid': '${"a42a3777".repeat(2)}8dd8c29c5d1822ee'}`,
      `${"a42a3777".repeat(2)}8dd8c29c5d1822ee`,
    ],
    [`SECRET = os.getenv("APP_SECRET") or "${pat}"`, pat],
    [`set :password, '${plain}'`, plain],
    [`user-secrets set "Smtp:Password" "${weak}"`, weak],
    [`x-functions-key: ${pat}`, pat],
    // A plain word among the settings of a connection.
    [
      `createConnection({ host: 'localhost', user: 'root', password: '${word}', database: 'a' })`,
      word,
    ],
    [`"Data Source=SRV1;Initial Catalog=a;User ID=sa;Password=${word};"`, word],
    [`POSTGRES_USER: app\nPOSTGRES_PASSWORD: ${word}\n`, word],
    [`const char* ssid = "Barn";\nconst char* password = "${word}";`, word],
    [`DriverManager.getConnection(url, "eva", "${word}")`, word],
    [`spring.mail.password=${mail}\n`, mail],
    // Letters that no word has.
    [`password = "${["qhwl", "pemz"].join("")}"`, ["qhwl", "pemz"].join("")],
    [`tn.read_until(b"Password: ")\ntn.write(b"${plain}\\n")`, plain],
    [`const HashIV = "${pat.slice(0, 16)}";`, pat.slice(0, 16)],
    [
      `private const string Key = "${Buffer.from(pat).toString("base64")}";`,
      Buffer.from(pat).toString("base64"),
    ],
    [`"Tokens": {\n  "Key": "${pat}"`, pat],
    [`userManager.CreateAsync(user, "${weak}");`, weak],
    [`['name' => 'eva', 'password' => bcrypt('${plain}')]`, plain],
    [`openssl_encrypt($data, 'AES-256-CBC', '${pat.slice(0, 32)}', 0, $iv)`, pat.slice(0, 32)],
    [`token.SignedString([]byte("${pat.slice(0, 32)}"))`, pat.slice(0, 32)],
    [`jwt.sign({ id: user.id }, '${pat.slice(0, 24)}', { expiresIn: '7d' })`, pat.slice(0, 24)],
    [`config.pepper = '${Buffer.from(pat).toString("hex")}'`, Buffer.from(pat).toString("hex")],
    [`basicAuth({ users: { 'eva': '${plain}' } })`, plain],
    [`reg add HKLM /v DefaultPassword /t REG_SZ /d ${plain} /f`, plain],
    [`{"name": "SQL_PASSWORD", "slotSetting": false, "value": "${weak}"}`, weak],
    [`1) "requirepass"\n2) "${plain}"\n`, plain],
    [`334 UGFzc3dvcmQ6\n${btoa(weak)}\n334 x`, btoa(weak)],
    [`$ jq -r .password creds.json\n${plain}\n`, plain],
    [`id;login;passwort\n7;eva;${weak}\n`, weak],
    [`AMPDBPASS=${plain}`, plain],
    [`INSERT INTO users(name,pwd) VALUES ("eva","${plain}")`, plain],
    [
      `u1_t APPKEY[16] = { 0xE8, 0x61, 0x1C, 0x5D, 0xAB, 0x0B, 0x85, 0x15 };`,
      "0xE8, 0x61, 0x1C, 0x5D, 0xAB, 0x0B, 0x85, 0x15",
    ],
  ])("%s", (text, credential) => {
    expect(found(text)).toContain(credential);
  });
});

describe("M03 credentials in sentences of many languages", () => {
  test.each([
    `hey, the vpn password is ${plain}, keep it`,
    `Das neue WLAN-Passwort ist ${plain}, bitte nicht weitergeben.`,
    `La contraseña del wifi es ${plain}`,
    `Kata sandi server adalah ${plain}`,
    `Mật khẩu wifi là ${plain}`,
    `Parola este ${plain}`,
    `Le mot de passe est « ${plain} »`,
    `Admin panel (user \`admin\`, password \`${plain}\`)`,
    `Das Administratorkennwort lautet ${plain}.`,
    `I have reset your password. It is now ${plain}.`,
    `my user is jdoe and my password is ${plain} but it fails`,
    `用户名 root 密码 ${plain}`,
    `Пароль до пошти — ${plain}`,
    `пароль от вайфая ${plain}`,
    `- **Пароль:** \`${plain}\``,
    `Ο κωδικός πρόσβασης είναι ${plain}`,
    `הסיסמה לשרת היא ${plain}`,
    `كلمة السر للخادم هي ${plain}`,
    `サーバーのパスワードは「${plain}」です。`,
    `รหัสผ่าน: ${plain}`,
  ])("%s", (text) => {
    expect(found(text)).toContain(plain);
  });
});

describe("M03 quiet where a layout only looks like one", () => {
  test.each([
    '<string name="prompt_password">Password (min. 8 characters)</string>',
    '<data name="Password" xml:space="preserve"><value>Kennwort</value></data>',
    "<password>{COQLCE6DU6GtcS5P=}</password>",
    "| Name | Type |\n|---|---|\n| password | string |",
    "$ cat /run/secrets/db_password | md5sum\n",
    "$ vault kv get -field=password kv/app | wc -c\n25 in all\n",
    `etag_key = "${Buffer.from(pat).toString("hex")}"`,
    "BYPASS=always2go",
    `new PDO("mysql:host=localhost;dbname=a", "dbuser", "dbpass")`,
    "POSTGRES_USER: keycloak\nPOSTGRES_PASSWORD: keycloak\n",
    `{host: 'localhost', user: 'root', password: 'yourpassword', database: 'x'}`,
    `'Server' => 'Palvelin', 'Username' => 'Nimi', 'Password' => 'Salasana', // https://a.org`,
    `test('signs in', () => login('wonderful', { password: 'wonderland' }))`,
    'password: "sandbox"',
    "<password>proxypass</password>",
    'password: "checkbox"',
    "id;login;passwort_alter;rolle\n7;eva;45;ops\n",
    "AUTH PLAIN LOGIN\n250 ok",
    "const div = 'card-a1';\nconst key = 'settings.theme.dark2';",
    "env=dict(os.environ,PGPASSWORD=unquote(parsed.password or ''))",
    "u1_t APPKEY[16] = { 0, 1, 2, 3, 4, 5, 6, 7 };",
    `Sec-WebSocket-Key: ${Buffer.from(pat.slice(0, 16)).toString("base64")}`,
    "COPY users (id, password) FROM stdin;\n1\t\\N\n\\.\n",
    "password    required\ntoken       uint64\n",
    `f.label :password, "Your password"`,
    "kubectl get secret pg | base64 -d\ndocker compose up\n",
    "| Field | Type |\n|---|---|\n| user_password | varchar255 |",
    " column_name  | data_type\n--------------+-----------\n reset_token  | uuid",
    "Password\n--------\n\nA password has twelve characters at least.",
    "NAME        TYPE     TOKEN     AGE\ndb-auth     Opaque   none      12d",
    "_SALT = 'plumbline-auth'",
    "key = b'user:'\niv = os.urandom(16)",
    `sort_key = "${pat}"`,
    "  user_password  string",
    "| Option | Password |\n|---|---|\n| length | minimum |",
    "INSERT INTO users (name, password) VALUES (?, ?)",
    "INSERT INTO users (name, password) VALUES ('a', crypt('x', gen_salt('bf')))",
    'variable "db_password" {\n  type = string\n  sensitive = true\n}',
    "'password' => 'required|string|min:8|confirmed',",
    '"PASSWORD": "Contraseña", "api_token": "API-Schlüssel"',
    'HEX_PAT = "[0-9A-Fa-f]{1,4}"',
    '$body = "Ihr Passwort lautet: ".$password1."<br>";',
    "use the password to login2 first",
    "Введите пароль от MySQL8.",
    "the password is hashed with PBKDF2.",
    "    at login (/srv/app/src/login.ts:12:9)",
    "DB_PASSWORD=%DB_PASSWORD%",
    'secret: "app-tls-2024"',
    "Your password was changed2",
    "helm template . --set auth.passwordSecret=pg-auth2",
    '<password xsi:nil="true"/>',
    '<input type="password" value="{{ form.pw2 }}">',
    'char[] alphabet = "abcdefghjkmnpqrstuvwxyz23456789".toCharArray();',
    "Введите фразу-пароль для нового объекта PKCS#12.",
    "Kasutajanimi või parool on SOCKSv5 protokolli jaoks liiga pikk.",
    "       --ftp-password=MẬT-KHẨU     dùng mật khẩu này",
    "adduser [--disabled-password] [--disabled-login] user",
    '"secret": "秘密のAPIキー"',
    "never compare passwords as boto3's method does",
    "Pre-login imap/pop3-login process",
    'mysqli_connect($host, $user, $pass, "shop_2024");',
    "net user svc_backup2 /domain",
    "password: ref+vault://kv/db#/password2",
    "sed -i 's/^# requirepass .*$/requirepass ${pw2}/' redis.conf",
    'Map("password" -> password2)',
    "await page.fill('#name', 'winter84x'); await page.fill('#password', pw);",
    "send_keys(os.environ['E2E_PASSWORD'])",
    "  DBPassword:\n    Type: String\n    NoEcho: true\n    MinLength: 8\n",
    "encryptedData:\n  password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq1xJ8m2Kq0vTz",
    "the password uses p2p-encryption and base64url",
    "#### Basic Override Pattern",
    "must pass tabIndex={-1} so they stay",
    'expect "password:"\nsend "$password\\r"',
  ])("%s", (text) => {
    expect(found(text)).toEqual([]);
  });
});
