import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { systemClock } from "#shared/clock.ts";
import { decisionEntry, openTestEvidence, type TestEvidence } from "../../test-evidence.ts";
import { testInstallationKey } from "../../test-writer.ts";
import { verifyDatabase } from "../../verify/verify-evidence.ts";
import { PendingSource } from "../queue/pending-source.ts";
import { type Registered, registerWriter } from "../register-writer.ts";
import { type ChainOptions, type Fate, SealedChain } from "../sealed-chain.ts";

/** The first test of a process starts its PostgreSQL. */
const startMsMax = 30_000;

let evidence: TestEvidence;
let options: ChainOptions;
let registered: Registered;
let chains: SealedChain[] = [];
const troubles: string[] = [];

beforeEach(async () => {
  evidence = await openTestEvidence();
  options = {
    url: evidence.database.appUrl,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 5_000,
    installation: "6f1b2c3d-0000-4000-8000-000000000001",
    installationKey: testInstallationKey,
    leaseMs: 15_000,
    nowMs: Date.now,
    clockGapMsMax: Infinity,
    onTrouble: (cause) => void troubles.push(String(cause)),
  };
  const start = { lost: [], follows: null, openFrom: null, attempts: [] };
  const made = await registerWriter({ ...options, ...start, nowMs: Date.now() });
  if (made === undefined) throw new Error("a first registration follows nobody");
  registered = made;
}, startMsMax);
afterEach(async () => {
  await Promise.all(chains.map((chain) => chain.close()));
  chains = [];
  await evidence[Symbol.asyncDispose]();
}, startMsMax);

/** One process more with this registration, its key and its chain: what a copied machine has. */
function copy(change: Partial<ChainOptions> = {}): SealedChain {
  const chain = SealedChain.from(registered, { ...options, ...change });
  chains.push(chain);
  return chain;
}

const source = new PendingSource(systemClock);
const row = (target = "hook://Bash") =>
  source.make(source.mintId(), decisionEntry({ target }), "act", null);
const append = (chain: SealedChain, target?: string): Promise<Fate> =>
  chain.append([row(target)], "batch", null);

async function count(target: string): Promise<number> {
  const rows = await evidence.owner.sql`select from audit_events where target = ${target}`;
  return rows.length;
}

const holds = async () => (await verifyDatabase(evidence.database.db)).statement;

describe("M09 M58 two processes with one writer's number, key and chain", () => {
  test("are never both believed: the one that commits first lives, the other is fenced", async () => {
    const [one, other] = [copy(), copy()];
    const fates = await Promise.all([append(one), append(other)]);
    expect(fates.map(({ kind }) => kind).sort()).toEqual(["committed", "fenced"]);
    const living = fates[0].kind === "committed" ? one : other;
    expect(await append(living)).toMatchObject({ kind: "committed", sequence: 2 });
    expect(troubles).toContain("Error: a copy of this process goes on with its chain");
    expect(await count("hook://Bash")).toBe(2);
    expect(await holds()).toContain("Internally consistent");
  });

  test("are told apart by the idle one's next heartbeat", async () => {
    const [busy, idle] = [copy(), copy()];
    expect(await idle.renew()).toMatchObject({ kind: "committed" });
    expect(await append(busy)).toMatchObject({ kind: "committed" });
    expect(await idle.renew()).toEqual({ kind: "fenced" });
    expect(await busy.renew()).toMatchObject({ kind: "committed", sequence: 1 });
  });

  test("are told apart when the copy was made with a batch under way and both find it", async () => {
    const shared = row("hook://shared");
    const frozenMs = Date.now();
    const chains = [copy({ nowMs: () => frozenMs }), copy({ nowMs: () => frozenMs })];
    const [first, second] = chains.map((chain) => chain.append([shared], "batch", null));
    expect(await Promise.all([first, second])).toMatchObject([
      { kind: "committed", sequence: 1 },
      { kind: "committed", sequence: 1 },
    ]);
    expect(await count("hook://shared")).toBe(1);
    const fates = await Promise.all(chains.map((chain) => append(chain)));
    expect(fates.map(({ kind }) => kind).sort()).toEqual(["committed", "fenced"]);
    expect(await holds()).toContain("Internally consistent");
  });

  test("lose nothing when answers are cut: the loser's rows are in no database", async () => {
    const proxy = await evidence.proxy();
    const [cut, whole] = [copy({ url: proxy.url }), copy()];
    await cut.renew();
    proxy.cutAnswers({ every: 1, times: 1 });
    const lateFate = append(cut, "hook://cut");
    await evidence.until(async () => (await count("hook://cut")) === 1);
    expect(await append(whole, "hook://whole")).toEqual({ kind: "fenced" });
    expect(await lateFate).toMatchObject({ kind: "committed", sequence: 1 });
    expect(await count("hook://whole")).toBe(0);
  });
});

describe("M09 a chain one of whose batches failed", () => {
  test("orphans whatever is appended until it is told to resume", async () => {
    await evidence.owner.sql.unsafe(`
      create function reject_poison() returns trigger language plpgsql as $$
      begin
        if new.target = 'hook://poison' then
          raise exception 'rejected' using errcode = 'invalid_text_representation';
        end if;
        return new;
      end $$;
      create trigger reject_poison before insert on audit_events
        for each row execute function reject_poison()`);
    const chain = copy();
    expect(await append(chain, "hook://poison")).toMatchObject({ kind: "rejected" });
    expect(await append(chain, "hook://after")).toEqual({ kind: "orphaned" });
    expect(await count("hook://after")).toBe(0);
    chain.resume();
    expect(await append(chain, "hook://after")).toMatchObject({ kind: "committed", sequence: 1 });
    expect(await holds()).toContain("Internally consistent");
  });
});
