import net from "node:net";
import { AppError } from "#shared/errors.ts";

/** Above the registered PostgreSQL ports, below the usual ephemeral range. */
const portMin = 15_432;
const portMax = 15_999;

/** A loopback port that nobody listens on now; setup keeps it in the profile. */
export async function findFreePort(random: () => number = Math.random): Promise<number> {
  const count = portMax - portMin + 1;
  // Two checkouts that are set up at once must not walk the range in step.
  const start = Math.floor(random() * count);
  for (let step = 0; step < count; step += 1) {
    const port = portMin + ((start + step) % count);
    if (await isFree(port)) return port;
  }
  throw new AppError("UNAVAILABLE", `No free port between ${portMin} and ${portMax}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}
