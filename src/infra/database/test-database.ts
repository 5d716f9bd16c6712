import { migrations } from "#sql/migrations.ts";
import { tableGrants } from "#sql/grants.ts";
import type { Database } from "./database.ts";
import { migrate } from "./migrations/migrate.ts";
import { openDatabase } from "./open-database.ts";
import { provisionRoles, type RoleUrls } from "./roles/provision-roles.ts";
import { withCredentials } from "./connection/server-address.ts";
import { type TestServer, testServer } from "./test-server.ts";

export interface TestDatabase {
  /** The same as `appUrl` when migrated, else the owner's. */
  readonly url: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly readerUrl: string;
  /** A pool of four as the application role (the owner when not migrated). */
  readonly db: Database;
  /** Another pool as any of the roles; closed with the database. */
  open(url: string, change?: Partial<Database["options"]>): Database;
  /** Closes the pools and leaves the database, whose server may be gone. */
  closePools(): Promise<void>;
  /** Drops the database. Fails the test when a connection that was not opened here is left. */
  close(): Promise<void>;
}

const closeMs = 2_000;
const passwords = { app: password(), reader: password() };

/** A database of its own for a test file, cloned from a migrated template in tens of ms. */
export async function createTestDatabase(
  options: { readonly migrated?: boolean; readonly server?: DatabaseServer } = {},
): Promise<TestDatabase> {
  const { migrated = true } = options;
  const server = options.server ?? (await testServer());
  const name = `test_${crypto.randomUUID().replaceAll("-", "")}`;
  if (migrated) await cloneTemplate(server, name);
  else await withAdmin(server, (admin) => admin.sql`create database ${admin.sql(name)}`);
  const ownerUrl = withCredentials(server.url, { database: name });
  const roles = migrated ? await templateRoles(server) : undefined;
  const appUrl = withCredentials(roles?.appUrl ?? ownerUrl, { database: name });
  const readerUrl = withCredentials(roles?.readerUrl ?? ownerUrl, { database: name });
  const pools = new Set<Database>();
  const open: TestDatabase["open"] = (url, change) => {
    const pool = openDatabase({ ...poolOptions(url), ...change });
    pools.add(pool);
    return pool;
  };
  const db = open(appUrl);
  const closePools = async () => {
    await Promise.all([...pools].map((pool) => pool.close(closeMs)));
  };
  const close = async () => {
    await closePools();
    await dropDatabase(server, name);
  };
  return { url: appUrl, ownerUrl, appUrl, readerUrl, db, open, closePools, close };
}

type DatabaseServer = Pick<TestServer, "url">;
interface Template {
  readonly name: string;
  readonly roles: RoleUrls;
}

const templates = new Map<string, Promise<Template>>();

function templateOf(server: DatabaseServer): Promise<Template> {
  const template = templates.get(server.url) ?? makeTemplate(server);
  templates.set(server.url, template);
  return template;
}

async function templateRoles(server: DatabaseServer): Promise<RoleUrls> {
  return (await templateOf(server)).roles;
}

/** One server per test process and one template per server: its name only has to tell. */
async function makeTemplate(server: DatabaseServer): Promise<Template> {
  const hash = new Bun.CryptoHasher("sha256")
    .update(JSON.stringify([migrations, tableGrants]))
    .digest("hex");
  const name = `template_${hash.slice(0, 16)}`;
  await withAdmin(server, (admin) => admin.sql`create database ${admin.sql(name)}`);
  const owner = openDatabase(poolOptions(withCredentials(server.url, { database: name })));
  try {
    await migrate(owner);
    return { name, roles: await provisionRoles(owner, passwords) };
  } finally {
    await owner.close(closeMs);
  }
}

/** Copying files beats replaying the log for a small template: no checkpoint, tens of ms. */
async function cloneTemplate(server: DatabaseServer, name: string): Promise<void> {
  const { name: source, roles } = await templateOf(server);
  await withAdmin(server, async ({ sql }) => {
    await sql`create database ${sql(name)} template ${sql(source)}`;
    const [app, reader] = [roles.appUrl, roles.readerUrl].map((url) => new URL(url).username);
    await sql`revoke all on database ${sql(name)} from public`;
    await sql`grant connect on database ${sql(name)} to ${sql(app ?? "")}, ${sql(reader ?? "")}`;
  });
}

async function dropDatabase(server: DatabaseServer, name: string): Promise<void> {
  await withAdmin(server, async ({ sql }) => {
    const left = await sql<{ application: string; state: string; query: string }[]>`
      select application_name as application, state, query
        from pg_stat_activity
       where datname = ${name} and backend_type = 'client backend'
       limit 100`;
    await sql`drop database ${sql(name)} with (force)`;
    if (left.length > 0) {
      throw new Error(`connections left open at the end of the test: ${JSON.stringify(left)}`);
    }
  });
}

async function withAdmin<Result>(
  server: DatabaseServer,
  work: (admin: Database) => Promise<Result>,
): Promise<Result> {
  const admin = openDatabase({ ...poolOptions(server.url), max: 1 });
  try {
    return await work(admin);
  } finally {
    await admin.close(closeMs);
  }
}

function poolOptions(url: string): Database["options"] {
  return {
    url,
    max: 4,
    applicationName: "systemprompt test",
    connectTimeoutMs: 10_000,
    statementTimeoutMs: 30_000,
  };
}

function password(): string {
  return crypto.randomUUID();
}
