import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { accountToRunAs } from "../embedded/spawn-postgres.ts";
import { readSystemIdentifier } from "../system-identifier.ts";
import { createTestDatabase } from "../test-database.ts";

const database = await createTestDatabase({ migrated: false });
const folder = mkdtempSync(path.join(tmpdir(), "systemprompt-tls-"));

async function makeCertificate(name: string, subject: string): Promise<void> {
  const made = Bun.spawn(
    // prettier-ignore
    [
      "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-batch",
      "-subj", "/CN=test", "-addext", `subjectAltName=${subject}`,
      "-keyout", path.join(folder, `${name}.key`), "-out", path.join(folder, `${name}.crt`),
    ],
    { env: { PATH: "/usr/bin:/bin" }, stdout: "ignore", stderr: "ignore" },
  );
  expect(await made.exited).toBe(0);
  chmodSync(path.join(folder, `${name}.key`), 0o600);
  const account = accountToRunAs();
  if (account !== null) chownSync(path.join(folder, `${name}.key`), account.uid, account.gid);
}

async function serve(name: string): Promise<void> {
  const { sql } = database.db;
  await sql.unsafe(`alter system set ssl_cert_file = '${path.join(folder, `${name}.crt`)}'`);
  await sql.unsafe(`alter system set ssl_key_file = '${path.join(folder, `${name}.key`)}'`);
  await sql.unsafe("alter system set ssl = on");
  await reload(name);
}

/** A reload reaches the postmaster some time later; a fresh connection shows what it has. */
async function reload(certificate: string): Promise<void> {
  await database.db.sql`select pg_reload_conf()`;
  for (;;) {
    const fresh = database.open(database.ownerUrl, { max: 1 });
    const [row] = await fresh.sql<{ file: string; ssl: string }[]>`
      select current_setting('ssl_cert_file') as file, current_setting('ssl') as ssl`;
    await fresh.close(1_000);
    if (certificate === "" ? row?.ssl === "off" : row?.file.endsWith(`/${certificate}.crt`)) return;
  }
}

function connect(certificate: string, host = "127.0.0.1") {
  const url = new URL(database.ownerUrl);
  url.hostname = host;
  url.searchParams.set("sslmode", "verify-full");
  url.searchParams.set("sslrootcert", path.join(folder, `${certificate}.crt`));
  return database.open(url.href, { max: 1, connectTimeoutMs: 3_000 });
}

beforeAll(async () => {
  chmodSync(folder, 0o755);
  await makeCertificate("right", "IP:127.0.0.1,DNS:localhost");
  await makeCertificate("stranger", "IP:127.0.0.1");
  await makeCertificate("misnamed", "DNS:elsewhere.example");
});
afterAll(async () => {
  await database.db.sql.unsafe("alter system reset all");
  await reload("");
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a connection that needs verified TLS", () => {
  test("is refused by us when the server has none", async () => {
    const failure = await connect("right").sql`select 1`.catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
  });

  test.each(["127.0.0.1", "localhost"])("is encrypted: %s", async (host) => {
    await serve("right");
    const own = connect("right", host);
    const rows = await own.sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`;
    expect([...rows]).toEqual([{ ssl: true }]);
    const big = await own.sql`select length(${"x".repeat(300_000)}) as n, repeat('y', 300000) as y`;
    expect(big[0]).toMatchObject({ n: 300_000, y: "y".repeat(300_000) });
  });

  test("proves which database it leads to before its first statement", async () => {
    const { url } = connect("right").options;
    const systemIdentifier = await readSystemIdentifier(database.db.sql);
    const right = database.open(url, { max: 1, identity: { systemIdentifier } });
    expect(await right.sql`select 1 as one`).toMatchObject([{ one: 1 }]);
    const wrong = database.open(url, { max: 1, identity: { systemIdentifier: "12345" } });
    const failure = await wrong.sql`select 1`.catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "CONFIG_INVALID" });
  });

  test("is dropped at its deadline like any other", async () => {
    const own = connect("right");
    await own.close(0);
    const url = own.options.url;
    const impatient = database.open(url, { max: 1, statementTimeoutMs: 100, onDeadline: "drop" });
    const [row] = await impatient.sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const pid = row?.pid ?? Number.NaN;
    process.kill(pid, "SIGSTOP");
    const failure = await impatient.sql`select 1`.catch((error: unknown) => error);
    process.kill(pid, "SIGCONT");
    expect(failure).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    expect(await impatient.sql`select 1 as one`).toMatchObject([{ one: 1 }]);
  });

  test("is refused when the certificate is another's", async () => {
    const failure = await connect("stranger").sql`select 1`.catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "DATABASE_UNAVAILABLE" });
  });

  test("is refused when the certificate names another host", async () => {
    await serve("misnamed");
    const failure = await connect("misnamed").sql`select 1`.catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "DATABASE_UNAVAILABLE",
      cause: { code: "ERR_TLS_CERT_ALTNAME_INVALID" },
    });
  });
});
