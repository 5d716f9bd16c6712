import type { Draw } from "#domain/governance/secrets/kind.ts";
import { fill, pick } from "../template.ts";
import { ordinaryOf } from "./negative.ts";

const variable = (draw: Draw): string =>
  pick(draw, [
    "DB_PASSWORD",
    "API_KEY",
    "AUTH_TOKEN",
    "CLIENT_SECRET",
    "SMTP_PASS",
    "SESSION_SECRET",
  ]);
const placeholder = (draw: Draw): string =>
  pick(draw, [
    "your-api-key",
    "<your-token>",
    "YOUR_API_KEY_HERE",
    "changeme",
    "xxxxxxxxxxxxxxxx",
    "********",
    "[REDACTED]",
    "...",
    "<password>",
    "example",
    "REPLACE_ME",
    "{{ token }}",
    "insert-key-here",
    "your_password_here",
    "<redacted>",
    "sk-...",
    "TODO",
  ]);

/** Names of credentials with a reference, a type or a placeholder where the value would be. */
const references = ordinaryOf({
  "shell-reference": (draw) =>
    `curl -H "Authorization: Bearer $${variable(draw)}" https://api.acme.dev`,
  "braced-reference": (draw) =>
    `${variable(draw)}=\${${variable(draw)}}\nexport ${variable(draw)}\n`,
  "default-reference": (draw) => `password: \${${variable(draw)}:?must be set}\n`,
  "workflow-secret": (draw) => `env:\n  TOKEN: \${{ secrets.${variable(draw)} }}\n`,
  "node-environment": (draw) => `const password = process.env.${variable(draw)};\n`,
  "node-environment-index": (draw) => `const apiKey = process.env["${variable(draw)}"] ?? "";\n`,
  "python-environment": (draw) => `password = os.environ["${variable(draw)}"]\n`,
  "python-getenv": (draw) => `token = os.getenv("${variable(draw)}", None)\n`,
  "go-environment": (draw) => `token := os.Getenv("${variable(draw)}")\n`,
  "rust-environment": (draw) => `let key = std::env::var("${variable(draw)}")?;\n`,
  "terraform-variable":
    'password = var.db_password\ntoken    = data.vault_generic_secret.x.data["t"]\n',
  "terraform-declaration":
    'variable "db_password" {\n  type      = string\n  sensitive = true\n}\n',
  "helm-template": "password: {{ .Values.db.password | quote }}\n",
  "jinja-template": 'ansible_become_password: "{{ vault_become_password }}"\n',
  "secret-key-ref":
    "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db-credentials\n      key: password\n",
  "tls-secret-name": "tls:\n  - secretName: acme-wildcard-tls\n    hosts: [api.acme.dev]\n",
  "one-password-reference": 'password: "op://Engineering/staging-db/password"\n',
  "vault-path": "vault kv get -field=password secret/data/apps/orders\n",
  "aws-secret-name": "aws secretsmanager get-secret-value --secret-id prod/orders/db-password\n",
  "password-file": "POSTGRES_PASSWORD_FILE=/run/secrets/db_password\nsecret_file: /etc/app/token\n",
  "env-example": (draw) => `# copy to .env\n${variable(draw)}=\nPORT=8080\n`,
  "env-placeholder": (draw) => `${variable(draw)}=${placeholder(draw)}\nPORT=8080\n`,
  "json-placeholder": (draw) => `{"apiKey": "${placeholder(draw)}", "region": "eu"}`,
  "bearer-placeholder": (draw) => `Authorization: Bearer ${placeholder(draw)}\n`,
  "url-placeholder": (draw) => `postgres://user:password@localhost:5432/${fill("{l:6}", draw)}`,
  "url-template":
    "postgres://${USER}:${PASSWORD}@${HOST}:5432/app\nredis://:<password>@cache:6379\n",
  "powershell-prompt": '$password = Read-Host -AsSecureString "Password"\n',
  "getpass-prompt": 'password = getpass.getpass("Password: ")\n',
  "prompt-read": "read -rs -p 'Password: ' PASSWORD && export PASSWORD\n",
  "password-stdin":
    'echo "$REGISTRY_TOKEN" | docker login -u ci --password-stdin registry.acme.dev\n',
});

const types = ordinaryOf({
  "ts-interface":
    "interface Login {\n  user: string;\n  password: string;\n  token?: string | null;\n}\n",
  "ts-call": "const token = await getAccessToken(session.userId, { refresh: true });\n",
  "ts-schema": "const schema = z.object({ password: z.string().min(12), apiKey: z.string() });\n",
  "python-annotation":
    "def login(user: str, password: str, token: Optional[str] = None) -> Session:\n",
  "java-getter": 'String password = request.getParameter("password");\nthis.password = password;\n',
  "go-tags": '\tPassword string `json:"password" validate:"required"`\n',
  "sql-column":
    "ALTER TABLE users ADD COLUMN password_hash text NOT NULL, ADD token_expires_at date;\n",
  "sql-parameter":
    "SELECT id FROM users WHERE email = $1 AND password_hash = crypt($2, password_hash);\n",
  "graphql-input": "input SignIn { email: String!, password: String!, otpToken: String }\n",
  "openapi-schema":
    '"securitySchemes": {"ApiKeyAuth": {"type": "apiKey", "in": "header", "name": "X-API-Key"}}\n',
  "proto-message": "message Login {\n  string password = 1;\n  string access_token = 2;\n}\n",
  "json-schema": '{"password": {"type": "string", "minLength": 12}, "token": {"$ref": "#/defs/t"}}',
  "test-assertion":
    'expect(screen.getByLabelText("Password")).toHaveAttribute("type", "password");\n',
  comparison: "if (password !== confirmPassword) throw new Error('Passwords do not match');\n",
  "password-null": '{"password": null, "token": "", "secret": false, "apiKey": undefined}',
  "bcrypt-call": "user.passwordHash = await bcrypt.hash(password, saltRounds);\n",
  "css-selectors":
    'input[type="password"]:focus { outline: none; }\n.password-field { margin: 4px }\n',
  "regex-policy": "const strong = /^(?=.*[A-Z])(?=.*\\d)(?=.*[^\\w]).{12,}$/; // password policy\n",
  "key-of-map": 'map.set("key", value);\nfor (const key of keys) cache.delete(key);\n',
  "react-key": "<Row key={item.id} token={item.token} secretName={name} />\n",
  "object-keys": '{"key": "Enter", "keyCode": 13, "primaryKey": "id", "foreignKey": "user_id"}',
  "cache-key": (draw) =>
    `cacheKey: deps-v3-linux-${fill("{h:16}", draw)}\nrestore-keys: deps-v3-\n`,
  "public-key-setting": (draw) => `publishableKey: "pk_test_${fill("{a:24}", draw)}"\n`,
});

const words = ordinaryOf({
  "ui-labels":
    '{"password": "Password", "forgot_password": "Forgot your password?", "new_password": "New password", ' +
    '"token": "Token", "secret": "Secret"}',
  "ui-labels-german": '{"password": "Passwort", "password.reset": "Passwort zurücksetzen"}',
  "ui-labels-french": "password: Mot de passe\nforgot_password: Mot de passe oublié ?\n",
  "html-input":
    '<label for="password">Password</label>\n<input type="password" id="password" name="password" ' +
    'placeholder="Enter your password" autocomplete="current-password">',
  policy:
    "Passwords must be at least 12 characters long, contain a number and expire after 180 days. " +
    "Never share your password: nobody in support will ask for it.",
  "policy-yaml": "password_policy:\n  min_length: 12\n  max_age_days: 180\n  history: 5\n",
  "policy-prose":
    "The password is stored as an Argon2id hash, and the token is valid for one hour.",
  "reset-mail":
    "Hi Tom, you asked for a new password. The link in this mail is valid for 15 minutes.",
  "token-counts":
    '{"usage": {"prompt_tokens": {d:4}, "completion_tokens": {d:3}, "total_tokens": {d:4}}}',
  "max-tokens": "max_tokens: 4096\ntemperature: 0.2\ntoken_limit=8192\nsecret_count: 3\n",
  "secret-prose": "The secret to a good stew is patience; the key is to keep the heat low.",
  "password-question": "I forgot the password of the wiki, who can reset it? My user is tom.berg.",
  "password-rotation":
    "Password rotation moved to Tuesday. Please use the password manager from now on.",
  "password-is-missing": "The password is missing in the request, and the token was expired.",
  "german-prose": "Das Passwort ist abgelaufen und muss heute geändert werden.",
  "spanish-prose": "La contraseña es obligatoria y debe tener doce caracteres.",
  "french-prose": "Le mot de passe est obligatoire et doit contenir un chiffre.",
  "russian-prose": "Пароль должен содержать не менее двенадцати символов.",
  "chinese-prose": "密码必须至少包含十二个字符，请勿与他人共享。",
  "commit-message":
    "fix(auth): refresh the access token before it expires\n\nThe secret rotation broke it.\n",
  changelog:
    "- `password` of a source may now come from a file\n- token: accept an empty audience\n",
  "error-messages": 'error: authentication failed: password authentication failed for user "app"\n',
  "log-masked": "2026-01-14 INFO login user=eve password=****** token=[FILTERED] ok\n",
  "cli-help":
    "  -p, --password string   password of the registry (default: prompt)\n" +
    "      --token string      access token, or set ACME_TOKEN\n",
  "man-page":
    "--password-file <file>  Read the password from a file. --api-key <key>  The API key.\n",
});

export const referenceTexts = [...references, ...types, ...words];
