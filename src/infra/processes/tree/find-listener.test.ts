import { expect, test } from "bun:test";
import { findListener } from "./find-listener.ts";

test("names the process that listens on a port, and nobody once it is closed", () => {
  const server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => undefined } });
  const { port } = server;
  expect(findListener(port)).toBe(process.pid);
  server.stop(true);
  expect(findListener(port)).toBeNull();
});
