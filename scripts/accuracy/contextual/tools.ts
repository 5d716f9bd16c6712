import { type Form, formsOf } from "./form.ts";
import { password, plainPassword, token } from "./value.ts";

/** What people type to set a credential somewhere. */
const commands = formsOf(plainPassword, {
  "kubectl-literal": (value) => `kubectl create secret generic db --from-literal=password=${value}`,
  "helm-set": (value) => `helm upgrade orders ./chart --set db.password=${value} --wait`,
  "heroku-config": (value) => `heroku config:set DB_PASSWORD=${value} -a orders`,
  "vault-put": (value) => `vault kv put secret/orders password=${value}`,
  "docker-run": (value) => `docker run -d -e MYSQL_ROOT_PASSWORD=${value} mysql:8`,
  "mount-cifs": (value) => `mount -t cifs //files/share /mnt -o username=eve,password=${value}`,
  "lftp-user": (value) => `lftp -u deploy,${value} sftp://files.acme.dev`,
  "ansible-extra": (value) => `ansible-playbook site.yml -e "ansible_password=${value}"`,
  "git-remote": (value) => `git remote add origin https://eve:${value}@git.acme.dev/x.git`,
  "svn-password": (value) =>
    `svn checkout https://svn.acme.dev/x --username eve --password ${value}`,
  "nmcli-wifi": (value) => `nmcli device wifi connect acme-office password ${value}`,
  "gh-secret": (value) => `gh secret set DEPLOY_PASSWORD --body "${value}"`,
  "windows-set": (value) => `set DB_PASSWORD=${value}\r\ncall deploy.cmd\r\n`,
  "ssh-keygen-phrase": (value) => `ssh-keygen -t ed25519 -N "${value}" -f deploy_key`,
  "docker-secret": (value) => `printf "${value}" | docker secret create db_password -`,
  "httpie-auth": (value) => `http --auth eve:${value} GET api.acme.dev/v1/me`,
  "gpg-passphrase": (value) => `gpg --batch --passphrase ${value} -d backup.gpg`,
  "fish-set": (value) => `set -x DB_PASSWORD ${value}`,
});

const settings = formsOf(token, {
  "systemd-environment": (value) =>
    `[Service]\nEnvironment=API_TOKEN=${value}\nExecStart=/usr/bin/x\n`,
  "apache-setenv": (value) => `SetEnv APP_SECRET ${value}\nOptions -Indexes\n`,
  "postman-variable": (value) => `{"key": "access_token", "value": "${value}", "enabled": true}`,
  appsettings: (value) => `{"Jwt": {"Issuer": "acme", "SigningKey": "${value}"}}`,
  "elixir-config": (value) =>
    `config :orders, OrdersWeb.Endpoint,\n  secret_key_base: "${value}"\n`,
  "jenkins-xml": (value) => `<hudson.plugin>\n  <apiToken>${value}</apiToken>\n</hudson.plugin>`,
  "json-secret-access-key": (value) => `{"accessKeyId": "x1", "secretAccessKey": "${value}"}`,
  "yaml-auth-token": (value) => `influx:\n  url: https://m.acme.dev\n  auth_token: ${value}\n`,
  "toml-token": (value) => `[registries.acme]\nindex = "https://x"\ntoken = "${value}"\n`,
  "log-token": (value) => `2026-01-14T10:11:12Z DEBUG auth token=${value} user=eve accepted`,
  "diff-token": (value) => `@@ -4,3 +4,3 @@\n region: eu\n-api_token: ""\n+api_token: "${value}"\n`,
});

const builds = formsOf(password, {
  "gradle-store": (value) => `signingConfigs { release { storePassword '${value}' } }`,
  "gradle-properties": (value) => `signing.keyId=24875D73\nsigning.password=${value}\n`,
  "maven-server": (value) =>
    `<server><id>acme</id><username>ci</username><password>${value.replace("&", "&amp;")}</password></server>`,
  "rails-database": (value) => `production:\n  username: app\n  password: "${value}"\n  pool: 5\n`,
  "js-test-login": (value) =>
    `await page.fill("#password", "${value}");\nawait page.click("#go");\n`,
  "hibernate-property": (value) =>
    `<property name="hibernate.connection.password">${value.replace("&", "&amp;")}</property>`,
  "comment-password": (value) => `# TODO remove: the db password is ${value}\nconnect()\n`,
});

export const toolForms: readonly Form[] = [...commands, ...settings, ...builds];
