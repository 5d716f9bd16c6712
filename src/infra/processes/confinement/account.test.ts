import { expect, test } from "bun:test";
import { accountBlock, accountFor } from "./account.ts";

const installation = "01900000-0000-7000-8000-000000000001";
const one = { installation, stateFolder: "/srv/one/.systemprompt" };
const two = { installation, stateFolder: "/srv/two/.systemprompt" };

test("M58 replicas on one host give their tool servers different accounts of one block", () => {
  const accounts = [one, two].flatMap((owner) =>
    ["files", "search"].map((name) => accountFor(owner, name).uid),
  );
  expect(new Set(accounts).size).toBe(accounts.length);
  expect(accountFor(one, "files")).toEqual(accountFor(one, "files"));
  const { first, count } = accountBlock(installation);
  for (const uid of accounts) expect(uid >= first && uid < first + count).toBe(true);
});
