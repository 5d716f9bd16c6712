import net from "node:net";
import { applicationOf } from "#infra/database/test-proxy-messages.ts";

/** A relay to PostgreSQL that can go dead for the connections that hear notifications alone. */
export interface ListenerProxy {
  through(url: string): string;
  /** Listeners that went through it so far. */
  readonly listeners: number;
  /** From now on nothing reaches a listener or leaves it, and nobody is told. */
  blackHole(): void;
  close(): Promise<void>;
}

const listenerName = "systemprompt listener";

export async function openListenerProxy(target: string): Promise<ListenerProxy> {
  const { hostname, port } = new URL(target);
  const state = { dead: false, listeners: 0 };
  const open = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const upstream = net.connect({ host: hostname, port: Number(port) });
    let isListener = false;
    client.once("data", (chunk: Buffer) => {
      isListener = applicationOf(chunk) === listenerName;
      if (isListener) state.listeners++;
    });
    relay(client, upstream, () => isListener && state.dead);
    relay(upstream, client, () => isListener && state.dead);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("close", () => open.delete(socket));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const own = (server.address() as net.AddressInfo).port;
  return {
    through: (url) => Object.assign(new URL(url), { hostname: "127.0.0.1", port: `${own}` }).href,
    get listeners() {
      return state.listeners;
    },
    blackHole: () => {
      state.dead = true;
    },
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function relay(from: net.Socket, to: net.Socket, isDead: () => boolean): void {
  from.on("data", (chunk) => {
    if (!isDead()) to.write(chunk);
  });
  from.on("close", () => to.destroy());
  // Its close follows.
  from.on("error", () => undefined);
}
