import { type Form, formsOf } from "./form.ts";
import { account, password, plainPassword, token } from "./value.ts";

const basic = (user: string, value: string): string =>
  Buffer.from(`${user}:${value}`).toString("base64");

const headers = formsOf(token, {
  "bearer-header": (value) => `GET /v1/me HTTP/1.1\r\nAuthorization: Bearer ${value}\r\n\r\n`,
  "curl-bearer": (value) => `curl -H "Authorization: Bearer ${value}" https://api.acme.dev/v1/me`,
  "api-key-header": (value) => `curl -H 'X-API-Key: ${value}' https://api.acme.dev/v1/me`,
  "auth-token-header": (value) => `X-Auth-Token: ${value}\r\nAccept: application/json\r\n`,
  "private-token-header": (value) => `curl --header "PRIVATE-TOKEN: ${value}" https://git.acme.dev`,
  "cookie-header": (value) => `Cookie: theme=dark; sessionid=${value}; lang=en\r\n`,
  "set-cookie": (value) => `Set-Cookie: session=${value}; Path=/; HttpOnly; Secure\r\n`,
  "query-api-key": (value) => `GET https://api.acme.dev/v1/items?limit=5&api_key=${value}`,
  "query-access-token": (value) => `https://api.acme.dev/me?access_token=${value}&fields=id`,
  "flag-token": (value) => `deployctl push --token ${value} --env production`,
  "flag-api-key": (value) => `acme --api-key=${value} items list`,
  "log-authorization": (value) =>
    `2026-01-14 10:11:12 DEBUG http > authorization: Bearer ${value} > accept: */*`,
});

const basics = formsOf(plainPassword, {
  "basic-header": (value, draw) => `Authorization: Basic ${basic(account(draw), value)}\r\n`,
  "proxy-basic": (value, draw) => `Proxy-Authorization: Basic ${basic(account(draw), value)}\r\n`,
  "form-body": (value, draw) => `grant_type=password&username=${account(draw)}&password=${value}`,
  "flag-password-equals": (value) => `pg-tool --host db-1 --user app --password=${value} dump`,
  "flag-password-space": (value) => `mongosh --host db-1 --username app --password ${value}`,
  "mysql-p": (value) => `mysql -h db-1 -u root -p${value} orders < dump.sql`,
  "curl-user": (value, draw) => `curl -u ${account(draw)}:${value} https://api.acme.dev/v1/me`,
  "wget-password": (value) => `wget --user=eve --password=${value} https://files.acme.dev/a.zip`,
  pgpassword: (value) => `PGPASSWORD=${value} psql -h db-1 -U app orders`,
  "redis-cli": (value) => `redis-cli -h cache-1 -a ${value} ping`,
  "docker-login": (value) => `docker login -u ci -p ${value} registry.acme.dev`,
  "openssl-pass": (value) => `openssl rsa -in key.pem -passin pass:${value} -out plain.pem`,
  smbclient: (value) => `smbclient //files/share -U eve%${value}`,
  ldapsearch: (value) => `ldapsearch -x -D cn=admin,dc=acme -w ${value} -b dc=acme`,
  sqlcmd: (value) => `sqlcmd -S db-1 -U sa -P ${value} -Q "select 1"`,
  keytool: (value) => `keytool -list -keystore app.jks -storepass ${value}`,
  "zip-password": (value) => `zip -P ${value} backup.zip data.csv`,
  "net-use": (value) => `net use \\\\files\\share ${value} /user:CORP\\eve`,
});

const shells = formsOf(password, {
  sshpass: (value) => `sshpass -p '${value}' ssh deploy@10.0.0.7 uptime`,
  "sudo-s": (value) => `echo '${value}' | sudo -S systemctl restart app`,
  chpasswd: (value) => `echo 'deploy:${value}' | chpasswd`,
  "flag-password-quoted": (value) => `az sql server create -n main --admin-password '${value}'`,
});

export const wireForms: readonly Form[] = [...headers, ...basics, ...shells];
