/**
 * Another process on the same key and database: settles, as every start does, or rotates, over and
 * over until its input ends. Prints a line for each of its turns.
 */
import { openDatabase } from "#infra/database/open-database.ts";
import { Keyring } from "#infra/security/keyring.ts";
import { settleMasterKey } from "#infra/security/master-key-state.ts";
import { openTestAuditLog } from "#infra/security/test-audit-log.ts";
import { isAppError } from "#shared/errors.ts";
import { localActor } from "#shared/recorded-act.ts";
import { rotateMasterKey } from "./rotate-master-key.ts";

const [role = "", url = "", path = "", installationId = ""] = process.argv.slice(2);
const database = openDatabase({
  url,
  max: 1,
  applicationName: "rival",
  connectTimeoutMs: 5_000,
  statementTimeoutMs: 10_000,
});
const audit = openTestAuditLog(database);
let isOver = false;
void Bun.stdin.text().then(() => (isOver = true));

while (!isOver) process.stdout.write(`${await takeTurn()}\n`);
await database.close(1_000);

async function takeTurn(): Promise<string> {
  const keyring = await Keyring.open([{ path, trust: "private" }]);
  if (role === "settle") return settleMasterKey(database, keyring);
  const options = { database, audit, keyring, installationId, rewraps: [] };
  try {
    return (await rotateMasterKey(options, localActor("rival"))).to;
  } catch (error) {
    if (isAppError(error) && error.code === "CONFLICT") return "slower";
    throw error;
  }
}
