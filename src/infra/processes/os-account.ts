import { readFileSync } from "node:fs";
import { assert } from "#shared/assert.ts";

const accountsFile = "/etc/passwd";

/**
 * The name of the account that this process runs as, or `uid-<n>` for one that the machine does not
 * list. It names the actor of audit rows, so it comes from the kernel's uid: `os.userInfo()`
 * repeats whatever `USER` says.
 */
export function osAccountName(accounts: string = readFileSync(accountsFile, "utf8")): string {
  const uid = process.getuid?.();
  assert(uid !== undefined, "a process has a uid");
  for (const line of accounts.split("\n")) {
    const [name, , number] = line.split(":");
    if (name !== undefined && name !== "" && number === String(uid)) return name;
  }
  return `uid-${uid}`;
}
