import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { OpenFailure } from "./aead.ts";
import { Keyring } from "./keyring.ts";
import { drawRootKey, MasterKey, unwrapRootKey, wrapRootKey } from "./master-key.ts";
import { keyPurposes } from "./purposes.ts";

let folder = "";
let path = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "keyring-"));
  path = join(folder, "keys", "master.key");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = () => Keyring.open([{ path, trust: "private" }]);

/** The message of what the work throws; `accepted` when it does not. */
async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error.message;
    throw error;
  }
  return "accepted";
}

describe("M13 the master key file", () => {
  test("is created with mode 0600 in a 0700 folder and never overwritten", async () => {
    const ring = await Keyring.create(path);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, "keys"))).mode & 0o777).toBe(0o700);
    expect(await failure(Keyring.create(path))).toContain("exists already");
    expect((await open()).current.id).toBe(ring.current.id);
  });

  test.each([0o640, 0o604, 0o660])("is refused with mode %o", async (mode) => {
    await Keyring.create(path);
    await chmod(path, mode);
    expect(await failure(open())).toContain("chmod 600");
  });

  test("is accepted with a wide mode only when it is mounted", async () => {
    await Keyring.create(path);
    await chmod(path, 0o444);
    const ring = await Keyring.open([{ path, trust: "mounted" }]);
    expect(await failure(ring.prepareSuccessor(ring.current.id))).toContain("mounted");
  });

  test.each(["", "abc", "g".repeat(64), "a".repeat(63), "a".repeat(66)])(
    "is refused when it holds %p",
    async (content) => {
      await Keyring.create(path);
      await writeFile(path, content);
      expect(await failure(open())).toContain("does not hold a key");
    },
  );

  test("is found at the first source that exists, and its absence names the places", async () => {
    await Keyring.create(path);
    const ring = await Keyring.open([
      { path: join(folder, "none"), trust: "mounted" },
      { path, trust: "private" },
    ]);
    expect(ring.current.id).toMatch(/^[0-9a-f]{16}$/);
    expect(
      await failure(Keyring.open([{ path: join(folder, "none"), trust: "private" }])),
    ).toContain("There is no master key");
  });
});

describe("M13 a rotation of the master key", () => {
  test("that died before the database changed goes on with the old key", async () => {
    const ring = await Keyring.create(path);
    await ring.prepareSuccessor(ring.current.id);
    const again = await open();
    await again.settle(ring.current.id);
    expect(again.current.id).toBe(ring.current.id);
    const finished = await again.prepareSuccessor(ring.current.id);
    await again.settle(finished.id);
    expect(await readdir(join(folder, "keys"))).toEqual(["master.key"]);
  });

  test("keeps its successor whoever settles the old key meanwhile", async () => {
    const ring = await Keyring.create(path);
    const next = await ring.prepareSuccessor(ring.current.id);
    const other = await open();
    await other.settle(ring.current.id);
    const rival = await other.prepareSuccessor(ring.current.id);
    expect(await ring.isStored(next.id)).toBe(true);
    await ring.settle(next.id);
    expect(await ring.isStored(next.id)).toBe(true);
    expect((await open()).current.id).toBe(next.id);
    expect(await other.isStored(rival.id)).toBe(false);
  });

  test("is not undone by a process that still settles the key of before", async () => {
    const ring = await Keyring.create(path);
    const late = await open();
    const second = await ring.prepareSuccessor(ring.current.id);
    await ring.settle(second.id);
    const third = await ring.prepareSuccessor(second.id);
    await late.settle(late.current.id);
    await late.settle(second.id);
    await ring.settle(third.id);
    await late.settle(second.id);
    expect((await open()).current.id).toBe(third.id);
  });

  test("that died after the database changed goes on with the successor", async () => {
    const ring = await Keyring.create(path);
    const next = await ring.prepareSuccessor(ring.current.id);
    const again = await open();
    await again.settle(next.id);
    expect(again.current.id).toBe(next.id);
    expect((await open()).current.id).toBe(next.id);
    expect(await readdir(join(folder, "keys"))).toEqual(["master.key"]);
  });

  test("never replaces a successor that is in use already", async () => {
    const ring = await Keyring.create(path);
    const used = await ring.prepareSuccessor(ring.current.id);
    const again = await open();
    await again.prepareSuccessor(used.id);
    expect(again.current.id).toBe(used.id);
    expect((await open()).current.id).toBe(used.id);
  });

  test("is seen by another process through the id in the database", async () => {
    const ring = await Keyring.create(path);
    const running = await open();
    const next = await ring.prepareSuccessor(ring.current.id);
    await ring.settle(next.id);
    expect((await running.byId(next.id)).id).toBe(next.id);
    expect(await failure(running.byId("0123456789abcdef"))).toContain("is not at");
  });
});

describe("M13 derived keys", () => {
  test("differ for each purpose, installation and key they come from", () => {
    const trees = [MasterKey.generate(), MasterKey.generate(), drawRootKey(), drawRootKey()];
    const hexes = trees.flatMap((tree) =>
      ["", "one", "two"].flatMap((installation) =>
        Object.keys(tree instanceof MasterKey ? keyPurposes.wrap : keyPurposes.root).map(
          (purpose) =>
            Buffer.from(tree.derive(purpose as never, installation).expose()).toString("hex"),
        ),
      ),
    );
    expect(new Set(hexes).size).toBe(hexes.length);
  });

  test("of the root survive a change of the master key and open under no other", () => {
    const [old, fresh] = [MasterKey.generate(), MasterKey.generate()];
    const root = drawRootKey();
    const again = unwrapRootKey(
      wrapRootKey(unwrapRootKey(wrapRootKey(root, old), old), fresh),
      fresh,
    );
    expect(again.derive("csrf", "i").expose()).toEqual(root.derive("csrf", "i").expose());
    expect(() => unwrapRootKey(wrapRootKey(root, old), fresh)).toThrow(OpenFailure);
  });

  test("never print their bytes", () => {
    const bytes = new Uint8Array(32).fill(0x41);
    const master = new MasterKey(bytes);
    const derived = master.derive("tokens-wrap");
    const hex = Buffer.from(derived.expose()).toString("hex");
    for (const key of [master, derived, drawRootKey(() => bytes)]) {
      const shown = [inspect(key, { depth: 9, showHidden: true }), JSON.stringify(key)];
      shown.push(Bun.inspect(key));
      for (const text of shown) {
        expect(text).not.toContain("AAAA");
        expect(text).not.toContain("41, 41");
        expect(text).not.toContain("65, 65");
        expect(text).not.toContain(hex);
      }
    }
    derived.wipe();
    expect(Buffer.from(derived.expose()).every((byte) => byte === 0)).toBe(true);
  });
});
