import { type Form, formsOf } from "./form.ts";
import { account, password, token } from "./value.ts";

const q = (value: string): string => JSON.stringify(value);

const saltSigns =
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#%&()*+,-./:<=>?@[]^_{|}~";

const passwords = formsOf(password, {
  "js-const": (value) => `const password = ${q(value)};\nawait login(user, password);\n`,
  "js-object": (value, draw) => `createPool({ user: "${account(draw)}", password: ${q(value)} });`,
  "js-environment-fallback": (value) =>
    `const dbPassword = process.env.DB_PASSWORD ?? ${q(value)};`,
  "python-variable": (value) => `DB_USER = "app"\nDB_PASS = '${value}'\n`,
  "python-argument": (value) =>
    `conn = psycopg.connect(host="db", user="app", password=${q(value)})`,
  "python-dict": (value) => `DATABASES = {"default": {"USER": "app", "PASSWORD": ${q(value)}}}`,
  "go-struct": (value) => `cfg := Config{\n\tUser: "app",\n\tPassword: ${q(value)},\n}\n`,
  "java-setter": (value) =>
    `dataSource.setUsername("app");\ndataSource.setPassword(${q(value)});\n`,
  "java-constant": (value) => `private static final String KEYSTORE_PASSWORD = ${q(value)};`,
  "ruby-hash": (value) => `conn = PG.connect(user: "app", password: ${q(value)})`,
  "ruby-rocket": (value) => `settings = { :username => "app", :password => ${q(value)} }`,
  "php-define": (value) => `define('DB_USER', 'app');\ndefine('DB_PASSWORD', '${value}');\n`,
  "php-array": (value) => `return ['username' => 'app', 'password' => '${value}'];`,
  powershell: (value) => `$password = '${value}'\n$user = 'CORP\\app'\n`,
  "powershell-secure": (value) =>
    `$p = ConvertTo-SecureString '${value}' -AsPlainText -Force\nNew-Session -Password $p\n`,
  "sql-create-user": (value, draw) => `CREATE USER ${account(draw)} WITH PASSWORD '${value}';`,
  "sql-identified-by": (value) => `ALTER USER 'app'@'%' IDENTIFIED BY '${value}';`,
  "sql-create-login": (value) => `CREATE LOGIN app WITH PASSWORD = '${value}';`,
});

const tokens = formsOf(token, {
  "csharp-constant": (value) => `public const string ClientSecret = "${value}";`,
  "rust-constant": (value) => `const API_KEY: &str = "${value}";`,
  "kotlin-value": (value) => `private val apiSecret = "${value}"`,
  "swift-let": (value) => `let accessToken = "${value}"`,
  "c-define": (value) => `#define AUTH_TOKEN "${value}"`,
  "js-headers": (value) => `fetch(url, { headers: { "X-API-Key": "${value}" } });`,
  "js-bearer": (value) => `fetch(url, { headers: { Authorization: "Bearer ${value}" } });`,
  "python-headers": (value) => `headers = {"Authorization": "Token ${value}"}`,
  "django-settings": (value) => `DEBUG = False\nSECRET_KEY = '${value}'\nALLOWED_HOSTS = []\n`,
  "flask-config": (value) => `app.config["SECRET_KEY"] = "${value}"`,
  "jwt-secret": (value) => `jwt.sign(payload, "${value}", { algorithm: "HS256" });`,
});

/** What api.wordpress.org draws: 64 letters, digits and signs. */
const salts = formsOf((draw) => draw.chars(saltSigns, 64), {
  "wordpress-auth-key": (value) => `define('AUTH_KEY', '${value}');\n`,
  "wordpress-salt": (value) => `define('LOGGED_IN_SALT',   '${value}');\n`,
});

export const codeForms: readonly Form[] = [...passwords, ...tokens, ...salts];
