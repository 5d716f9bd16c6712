/**
 * Above those of PostgreSQL's that the tests start, and below the ports that systems give to
 * outgoing connections: either would take one in between.
 */
const lowest = 16_000;
const highest = 32_000;
const triesMax = 100;

/** A TCP port on the loopback address that nothing listens on at this moment. */
export function freePort(): number {
  for (let tried = 1; ; tried += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    try {
      const socket = { data: () => undefined };
      Bun.listen({ hostname: "127.0.0.1", port, socket }).stop(true);
      return port;
    } catch (error) {
      if (tried === triesMax) throw new Error("no free port", { cause: error });
    }
  }
}
