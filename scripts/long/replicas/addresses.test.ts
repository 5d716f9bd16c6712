import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { hookAllow, hookBody, hookPath, mcpPath, postText } from "../../e2e/calls.ts";
import { firstAdmin } from "../../e2e/own-server.ts";
import { openRaw } from "../../e2e/raw-http.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { findBalancer } from "./balancer-program.ts";

const startMsMax = 120_000;
const testMsMax = 60_000;
/** Refusals of one address that are rows of their own in a minute, at each replica. */
const rowsOfOneAddressMax = 600;
const flooder = "127.0.0.2";
const neighbour = "127.0.0.3";
const balancers = (["haproxy", "nginx"] as const).flatMap((name) => findBalancer(name) ?? []);

setDefaultTimeout(testMsMax);

let fleet: Fleet;

describe.each(balancers)("M05 M58 clients behind $name", (balancer) => {
  beforeAll(async () => {
    fleet = await startFleet({ replicas: 1, balancer });
  }, startMsMax);

  afterAll(() => fleet.stop(), startMsMax);

  test(
    "are told apart: the flood of one closes nobody else's way",
    async () => {
      const flooded = await statuses(flooder, rowsOfOneAddressMax + 50);
      expect(flooded.filter((status) => status === 401)).toHaveLength(rowsOfOneAddressMax);
      expect(flooded.filter((status) => status === 429)).toHaveLength(50);
      expect(await statuses(neighbour, 3)).toEqual([401, 401, 401]);
      const rows: { address: string; rows: number }[] = await fleet.sql`
        select detail->>'address' as address, count(*)::integer as rows
          from audit_events where policy = 'guard.credential' group by 1 order by 1`;
      expect(rows).toEqual([
        { address: flooder, rows: rowsOfOneAddressMax },
        { address: neighbour, rows: 3 },
      ]);
    },
    startMsMax,
  );

  test("cannot borrow another address by a header of their own", async () => {
    const claims = ["x-forwarded-for", "forwarded", "x-real-ip", "client-ip"] as const;
    for (const name of claims) {
      const value = name === "forwarded" ? `for=${neighbour}` : neighbour;
      expect(await statuses(flooder, 1, [[name, value]])).toEqual([429]);
      const back = name === "forwarded" ? `for=${flooder}` : flooder;
      expect(await statuses(neighbour, 1, [[name, back]])).toEqual([401]);
    }
  });

  test("past the balancer, whoever is not trusted is the peer that it is", async () => {
    const text = postText(
      ...([fleet.first.port, mcpPath("workspace"), null] as const),
      ...([[["x-forwarded-for", flooder]], "{}"] as const),
    );
    const direct = await openRaw(fleet.first.port, "127.0.0.9");
    expect((await direct?.ask(text))?.status).toBe(401);
    direct?.close();
  });

  test("with a good credential that nobody knows yet pass the closed gate of their address", async () => {
    const token = await fleet.first.token(firstAdmin);
    const connection = await openRaw(fleet.port, flooder);
    const call = (credential: string) => postText(fleet.port, hookPath, credential, [], hookBody);
    expect((await connection?.ask(call(token)))?.body).toBe(hookAllow);
    const forged = await connection?.ask(call(`${token.slice(0, -4)}AAAA`));
    expect(forged?.body).toContain("Too many refused requests");
    connection?.close();
  });
});

async function statuses(
  address: string,
  count: number,
  headers: readonly (readonly [string, string])[] = [],
): Promise<readonly (number | undefined)[]> {
  const connection = await openRaw(fleet.port, address);
  const text = postText(fleet.port, mcpPath("workspace"), null, headers, "{}");
  const found: (number | undefined)[] = [];
  for (let sent = 0; sent < count; sent++) found.push((await connection?.ask(text))?.status);
  connection?.close();
  return found;
}
