import { fill } from "../template.ts";
import { type Form, formsOf } from "./form.ts";
import { account, password, plainPassword, token } from "./value.ts";

const q = (value: string): string => JSON.stringify(value);

/** Lines of settings files. */
const quotedSettings = formsOf(password, {
  "yaml-password": (value) => `database:\n  user: app\n  password: ${q(value)}\n  port: 5432\n`,
  "yaml-single-quotes": (value) => `smtp:\n  host: mail.acme.dev\n  smtp_password: '${value}'\n`,
  "toml-password": (value) => `[database]\nuser = "app"\npassword = ${q(value)}\n`,
  "json-password": (value, draw) => JSON.stringify({ user: account(draw), password: value }),
  "json-pretty": (value) => JSON.stringify({ smtp: { host: "mail", pass: value } }, null, 2),
  "json-name-value": (value) =>
    JSON.stringify({
      environment: [
        { name: "DB_PASSWORD", value },
        { name: "PORT", value: "1" },
      ],
    }),
  "kubernetes-env": (value) => `env:\n  - name: DB_PASSWORD\n    value: ${q(value)}\n  - name: A\n`,
  "kubernetes-string-data": (value) =>
    `kind: Secret\nmetadata:\n  name: db\nstringData:\n  password: ${q(value)}\n`,
  "compose-map": (value) =>
    `environment:\n  POSTGRES_USER: app\n  POSTGRES_PASSWORD: ${q(value)}\n`,
  terraform: (value) =>
    `resource "aws_db_instance" "main" {\n  username = "app"\n  password = ${q(value)}\n}\n`,
  tfvars: (value) => `region      = "eu-central-1"\ndb_password = ${q(value)}\n`,
  "ansible-become": (value) => `ansible_user: deploy\nansible_become_password: ${q(value)}\n`,
  "env-quoted": (value) => `DB_HOST=10.0.0.4\nDB_PASSWORD=${q(value)}\n`,
  "wpa-supplicant": (value) => `network={\n  ssid="acme-office"\n  psk=${q(value)}\n}\n`,
});

const plainSettings = formsOf(plainPassword, {
  "env-line": (value) => `DB_HOST=10.0.0.4\nDB_PASSWORD=${value}\nDB_NAME=orders\n`,
  "ini-line": (value) => `[database]\nuser = app\npasswd = ${value}\n`,
  "properties-line": (value) =>
    `spring.datasource.username=app\nspring.datasource.password=${value}\n`,
  "yaml-bare": (value) => `redis:\n  host: cache\n  password: ${value}\n  db: 0\n`,
  "compose-list": (value) => `environment:\n  - TZ=UTC\n  - MYSQL_ROOT_PASSWORD=${value}\n`,
  "ansible-inventory": (value) => `web1 ansible_host=10.0.0.7 ansible_ssh_pass=${value}\n`,
  "xml-element": (value) =>
    `<server>\n  <username>ci</username>\n  <password>${value}</password>\n`,
  "xml-attribute": (value) => `<add key="SmtpPassword" value="${value}" />`,
  netrc: (value, draw) => `machine git.acme.dev\n  login ${account(draw)}\n  password ${value}\n`,
  "netrc-line": (value, draw) => `machine api.acme.dev login ${account(draw)} password ${value}`,
  pgpass: (value, draw) => `db-1.acme.internal:5432:orders:${account(draw)}:${value}\n`,
  "my-cnf": (value) => `[client]\nuser=root\npassword=${value}\nhost=127.0.0.1\n`,
  pypirc: (value) =>
    `[distutils]\nindex-servers = acme\n\n[acme]\nusername: ci\npassword: ${value}\n`,
  rclone: (value) => `[backup]\ntype = sftp\nuser = deploy\npass = ${value}\n`,
  "chap-secrets": (value) => `# client server secret IP\nvpn-eve * ${value} *\n`,
  "git-credentials": (value, draw) => `https://${account(draw)}:${value}@git.acme.dev\n`,
  "libpq-string": (value) => `host=db-1 port=5432 dbname=orders user=app password=${value}`,
  "go-mysql-dsn": (value) => `dsn := "app:${value}@tcp(db-1:3306)/orders?parseTime=true"`,
  "kafka-jaas": (value) =>
    `sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required ` +
    `username="app" password="${value}";`,
});

const tokenSettings = formsOf(token, {
  "env-api-key": (value) => `ACME_API_KEY=${value}\nACME_REGION=eu\n`,
  "env-secret": (value) => `SESSION_SECRET=${value}\n`,
  "env-token": (value) => `export CI_DEPLOY_TOKEN="${value}"\n`,
  "yaml-client-secret": (value) => `oauth:\n  clientId: web\n  clientSecret: ${value}\n`,
  "yaml-api-key": (value) => `search:\n  url: https://s.acme.dev\n  api_key: "${value}"\n`,
  "json-client-secret": (value) => `{"client_id":"web","client_secret":"${value}"}`,
  "json-api-key": (value) => `{"apiKey": "${value}", "region": "eu"}`,
  "json-access-token": (value) => `{"access_token":"${value}","expires_in":3600}`,
  "json-refresh-token": (value) => `{"token_type":"bearer","refresh_token":"${value}"}`,
  "toml-secret-key": (value) => `[app]\nsecret_key = "${value}"\n`,
  npmrc: (value) => `registry=https://npm.acme.dev/\n//npm.acme.dev/:_authToken=${value}\n`,
  "npmrc-auth": (value) =>
    `//npm.acme.dev/:_auth=${Buffer.from(`ci:${value}`).toString("base64")}\n`,
  kubeconfig: (value) => `users:\n- name: ci\n  user:\n    token: ${value}\n`,
  "kubernetes-data": (value) =>
    `kind: Secret\ndata:\n  api-key: ${Buffer.from(value).toString("base64")}\n`,
  dockerfile: (value) => `FROM node:24\nENV SECRET_KEY=${value}\n`,
  "docker-build-arg": (value) => `docker build --build-arg NPM_TOKEN=${value} -t app .`,
  "workflow-env": (value) => `jobs:\n  build:\n    env:\n      DEPLOY_TOKEN: ${value}\n`,
});

/** Keys of a fixed form that nothing but their name gives away. */
const keyed = [
  ...formsOf((draw) => fill("{b:40}", draw), {
    "aws-credentials-file": (value) => `[default]\naws_secret_access_key = ${value}\n`,
    "aws-environment": (value) => `export AWS_SECRET_ACCESS_KEY=${value}\n`,
    "aws-configure": (value) => `aws configure set aws_secret_access_key ${value}`,
    s3cfg: (value) => `[default]\nbucket_location = eu\nsecret_key = ${value}\n`,
  }),
  ...formsOf((draw) => fill("{base64:32}", draw), {
    wireguard: (value) => `[Interface]\nAddress = 10.8.0.2/32\nPrivateKey = ${value}\n`,
  }),
];

export const fileForms: readonly Form[] = [
  ...quotedSettings,
  ...plainSettings,
  ...tokenSettings,
  ...keyed,
];
