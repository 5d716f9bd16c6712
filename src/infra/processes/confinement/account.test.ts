import { expect, test } from "bun:test";
import { accountBlock, accountFor, releaseAccount } from "./account.ts";

const installation = "01900000-0000-7000-8000-000000000001";
const one = { installation, stateFolder: "/srv/one/.systemprompt" };
const two = { installation, stateFolder: "/srv/two/.systemprompt" };

test("M58 replicas on one host give their tool servers different accounts of one block", () => {
  const accounts = [one, two].flatMap((owner) =>
    ["files", "search"].map((name) => accountFor(owner, name).uid),
  );
  expect(new Set(accounts).size).toBe(accounts.length);
  const [files = 0] = accounts;
  // The one that takes its place while it lives is another; the next one after it is the same.
  expect(accountFor(one, "files").uid).not.toBe(files);
  releaseAccount(files);
  expect(accountFor(one, "files").uid).toBe(files);
  const { first, count } = accountBlock(installation);
  for (const uid of accounts) expect(uid >= first && uid < first + count).toBe(true);
});
