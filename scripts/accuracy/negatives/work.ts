import type { Draw } from "#domain/governance/secrets/kind.ts";
import { pick } from "../template.ts";
import { ordinaryOf } from "./negative.ts";

/** Words of the trade that mean something else than a credential. */
const otherMeanings = ordinaryOf({
  "lexer-tokens": "if (token.kind === TokenKind.Identifier) return parseName(token.text);\n",
  "design-tokens": '{"token": "color.primary.500", "value": "#{h:6}", "secret": false}\n',
  "css-tokens": ":root { --token-spacing-md: 12px; --key-color: #{h:6}; }\n",
  tokenizer: "tokens = tokenizer.encode(text)\ntoken_ids: [{d:4}, {d:4}, {d:4}, {d:4}]\n",
  "pagination-cursor": '{"items": [], "next_cursor": "{base64:18}", "has_more": true}',
  "page-token": "GET /v1/items?pageSize=50&pageToken={base64url:24}\n",
  "continuation-token": '{"IsTruncated": true, "NextContinuationToken": "1{b:70}="}',
  "sync-token": '{"kind": "calendar#events", "nextSyncToken": "CPDAlvWDx70CEPDAlvWDx70CGAU="}',
  "idempotency-key": "POST /v1/charges\r\nIdempotency-Key: {uuid}\r\n",
  "dotnet-assembly":
    "System.Data, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089\n",
  "windows-registry": "reg add HKLM\\Software\\Acme /v Theme /d dark /f\nRegistry key created\n",
  "routing-key":
    'routing_key: orders.created\npartition_key: customer_id\nsort_key: "created_at"\n',
  "kms-key": "kms_key_id: alias/orders-prod\nkey_name: deploy-2026\nkey_vault: kv-orders-prod\n",
  "ssh-key-path": "IdentityFile ~/.ssh/id_ed25519\nprivate_key_path: /etc/ssl/private/app.key\n",
  "webhook-signature": "X-Hub-Signature-256: sha256={h:64}\nX-GitHub-Delivery: {uuid}\n",
  "stripe-signature": "Stripe-Signature: t=17{d:8},v1={h:64}\n",
  "integrity-field": '{"name": "acme", "_resolved": "x.tgz", "_shasum": "{h:40}"}',
  "content-hash": '"dist/assets/app-{w:8}.js": {"hash": "{h:20}", "size": {d:5}}',
  "snapshot-id": "restic snapshot {h:8} saved, parent {h:64}\n",
  "terraform-state":
    '{"lineage": "{uuid}", "serial": 12, "id": "vpc-0{h:17}", "key": "prod.tfstate"}',
  "python-wheel": "acme-1.2-py3-none-any.whl --hash=sha256:{h:64} \\\n    --hash=sha256:{h:64}\n",
  "browser-agent":
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36",
  "mail-headers":
    "Message-ID: <CA+{w:40}@mail.gmail.com>\nDKIM-Signature: v=1; a=rsa-sha256; bh={base64:32};\n b={base64:128}\n",
  "matrix-of-numbers": "0.{d:8} -0.{d:8} 1.{d:8} 0.{d:8}\n0.{d:8} 0.{d:8} -1.{d:8} 0.{d:8}\n",
  embedding: '{"embedding": [-0.0{d:8}, 0.0{d:8}, 0.01{d:7}, -0.03{d:7}], "index": 0}',
  "genome-sequence": (draw) => `>NC_0456${draw.below(99)}\n${draw.chars("ACGT", 240)}\n`,
  "base64-text": (draw) => {
    const text = `Meeting moved to ${pick(draw, ["ten", "noon"])}, the notes are in the usual place.`;
    return `body: ${Buffer.from(text).toString("base64")}\n`;
  },
  "gzip-text": "payload: H4sIAAAAAAAAA{base64:60}\n",
});

const dummy = (draw: Draw): string =>
  pick(draw, ["password", "secret", "test", "changeme", "pass", "admin", "foo", "dummy", "xxx"]);

/** Values that are plainly no credential behind a name that says so. */
const fixtures = ordinaryOf({
  "test-login": (draw) => `await login("eve@example.test", "${dummy(draw)}");\n`,
  "test-object": (draw) => `const user = { name: "eve", password: "${dummy(draw)}" };\n`,
  "test-header": () => 'request.headers = { authorization: "Bearer token" };\n',
  "test-environment": (draw) => `POSTGRES_PASSWORD: ${dummy(draw)}\nPOSTGRES_USER: postgres\n`,
  "test-url": (draw) => `DATABASE_URL=postgres://postgres:${dummy(draw)}@localhost:5432/test\n`,
  "empty-values": 'password: ""\ntoken: null\napi_key: ~\nsecret: none\nclient_secret: undefined\n',
  "openapi-example": '{"password": {"type": "string", "format": "password", "example": "string"}}',
  "mock-call": "vi.mocked(getToken).mockResolvedValue(null);\nexpect(token).toBeUndefined();\n",
  "variable-passing": "auth(password=password, token=self.token, api_key=settings.api_key)\n",
  "field-access": "config.password = options.password;\nthis.secret = secret ?? this.secret;\n",
  "kotlin-nullable": "data class Login(val user: String, val password: String? = null)\n",
  "rust-struct":
    "pub struct Login {\n    pub password: SecretString,\n    pub token: Option<String>,\n}\n",
  "swift-keychain": 'let password = keychain.read(key: "login.password")\n',
  "ansible-lookup": "db_password: \"{{ lookup('env', 'DB_PASSWORD') }}\"\n",
  "spring-placeholder":
    "spring.datasource.password=${DB_PASSWORD:}\napp.jwt.secret=${JWT_SECRET}\n",
  "compose-secret": "secrets:\n  db_password:\n    file: ./db_password.txt\n    external: false\n",
  "kubernetes-external":
    "kind: ExternalSecret\nspec:\n  secretStoreRef:\n    name: vault-backend\n  dataFrom:\n  - extract:\n      key: orders/db\n",
  "sealed-name": "kubectl get secret db-credentials -o yaml | grep password\n",
  "psql-prompt": 'Password for user app: \npsql (18.1)\nType "help" for help.\n',
  "ssh-prompt": "deploy@10.0.0.7's password: \nPermission denied, please try again.\n",
  "git-prompt":
    "Username for 'https://git.acme.dev': eve\nPassword for 'https://eve@git.acme.dev': \n",
  "login-form":
    "cy.get('#password').type(Cypress.env('password'));\ncy.contains('Sign in').click();\n",
  "eslint-rule": '"no-secrets/no-secrets": ["error", { "tolerance": 4.5 }]\n',
  "nginx-auth": 'auth_basic "Restricted";\nauth_basic_user_file /etc/nginx/.htpasswd;\n',
  "apache-header":
    "RequestHeader unset Authorization\nproxy_set_header Authorization $http_authorization;\n",
  "aws-config":
    "[profile dev]\nrole_arn = arn:aws:iam::{d:12}:role/dev\nsource_profile = default\n",
  "github-app":
    "app_id: {d:6}\ninstallation_id: {d:8}\nprivate_key_secret: projects/1/secrets/key\n",
  "oauth-client-id": "client_id: {d:12}-{n:32}.apps.googleusercontent.com\nscope: openid email\n",
  "firebase-web":
    'authDomain: "acme-{n:5}.firebaseapp.com", projectId: "acme-{n:5}", appId: "1:{d:12}:web:{h:22}"',
  "sql-dump":
    "INSERT INTO users VALUES ({d:3},'eve','{uuid}','2026-01-14 10:11:12',NULL,'active');\n",
  "csv-users":
    "id,name,email,last_login\n{d:4},Eve Adler,eve@acme.dev,2026-01-14\n{d:4},Tom,tom@acme.dev,\n",
  "stack-trace":
    "Error: token expired\n    at verifyToken (/srv/app/node_modules/jose/dist/jwt.js:{d:3}:{d:2})\n    at login (/srv/app/src/login.ts:{d:2}:9)\n",
});

/** References in the notations of languages and tools. */
const notations = ordinaryOf({
  "ts-asserted-environment": "const client = new Client({ apiKey: process.env.API_KEY! });\n",
  "ts-asserted-setting": "const options = { password: config.database.password!, retries: 3 };\n",
  "ansible-vault-block": (draw) =>
    `db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  ${draw.chars("0123456789", 80)}\n`,
  "cloudformation-reference": "MasterUserPassword: !Ref DatabasePassword\nDBName: orders\n",
  "cloudformation-dynamic":
    'MasterUserPassword: "{{resolve:secretsmanager:prod/db:SecretString:password}}"\n',
  "home-assistant-secret": "password: !secret smtp_password\nusername: eve\n",
  "shell-substitution": "DB_PASSWORD=$(cat /run/secrets/db)\nexport DB_PASSWORD\n",
  "cloud-token-command":
    'curl -H "Authorization: Bearer $(gcloud auth print-access-token)" https://x.acme.dev\n',
  "faker-call": "password = Faker::Internet.password(min_length: 12)\n",
  "react-state": 'const [password, setPassword] = useState("");\n',
  "mongoose-schema": "password: { type: String, required: true, select: false },\n",
  "terraform-file": 'private_key = file("~/.ssh/id_rsa")\nuser        = "deploy"\n',
  "pass-counts": "pass: 12\nfail: 0\nskip: 3\n",
  "working-folder": "PWD=/srv/app/releases/2026-01-14\nOLDPWD=/srv/app\n",
});

/** What colleagues say of credentials without showing one. */
const talk = ordinaryOf({
  "password-in-vault": "The password for staging is in the vault, entry orders-db.",
  "password-by-phone": "I will tell you the password by phone; the user is deploy.",
  "password-same": "The password is the same as last year, ask Tom if you forgot it.",
  "password-wrong": "It says the password is wrong, although I copied it from the manager.",
  "token-explained": "The token is valid for 3600 seconds and is refreshed automatically.",
  "key-explained": "The API key is read from ACME_API_KEY, so set it before you start the server.",
  "secret-explained": "client_secret: the secret that you got when you registered the application",
  "password-german": "Das Kennwort steht im Tresor, der Benutzer ist admin.",
  "password-german-rule": "Kennwort: mindestens zwölf Zeichen, keine Namen, keine Daten.",
  "password-french": "Le mot de passe est dans le coffre, merci de ne pas le partager.",
  "password-spanish": "La contraseña está en el gestor, pídela a Tomás.",
  "password-portuguese": "A senha expira amanhã; troque-a no portal da empresa.",
  "password-italian": "La password è scaduta, contatta il supporto per cambiarla.",
  "password-dutch": "Het wachtwoord is verlopen en moet vandaag worden gewijzigd.",
  "password-polish": "Hasło wygasło, proszę ustawić nowe w portalu.",
  "password-japanese": "パスワードは十二文字以上で設定してください。",
  "password-korean": "비밀번호는 열두 자 이상이어야 합니다.",
  "password-russian": "Пароль хранится в менеджере паролей, спросите у Тома.",
  "password-turkish": "Parola en az on iki karakter olmalı ve paylaşılmamalıdır.",
  "release-notes":
    "Fixed: the password field kept focus. Added: tokens of robots can be listed and revoked.",
  "task-list":
    "- [ ] rotate the database password\n- [ ] delete the old API key of the crawler\n- [x] token audit\n",
  question:
    "Which header carries the API key, X-API-Key or Authorization? And is the secret base64?",
});

export const workTexts = [...otherMeanings, ...fixtures, ...notations, ...talk];
