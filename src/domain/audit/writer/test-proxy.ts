import net from "node:net";

export interface TestProxy {
  /** The given URL, through the proxy. */
  readonly url: string;
  /** From now on answers are swallowed; what is sent still arrives. */
  swallowAnswers(): void;
  /** From now on nothing passes in either direction, and nobody is told. */
  freeze(): void;
  /** Cuts every connection; new ones work as usual. */
  cut(): void;
  /** Refuses connections until `heal`. */
  refuse(): void;
  heal(): void;
  close(): Promise<void>;
}

/** A TCP relay between a writer and PostgreSQL that can fail in the ways of networks. */
export async function openTestProxy(target: string): Promise<TestProxy> {
  const { hostname, port } = new URL(target);
  const pairs = new Set<readonly [net.Socket, net.Socket]>();
  let mode: "pass" | "swallow" | "freeze" | "refuse" = "pass";
  const server = net.createServer((client) => {
    if (mode === "refuse") return void client.destroy();
    const upstream = net.connect(Number(port), hostname);
    const pair = [client, upstream] as const;
    pairs.add(pair);
    client.on("data", (chunk) => {
      if (mode !== "freeze") upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      if (mode === "pass") client.write(chunk);
    });
    for (const [one, other] of [pair, [upstream, client] as const]) {
      one.on("error", () => other.destroy());
      one.on("close", () => {
        pairs.delete(pair);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = `${(server.address() as net.AddressInfo).port}`;
  const cut = () => {
    for (const [client, upstream] of pairs) {
      client.destroy();
      upstream.destroy();
    }
  };
  return {
    url: url.href,
    swallowAnswers: () => void (mode = "swallow"),
    freeze: () => void (mode = "freeze"),
    cut,
    refuse() {
      mode = "refuse";
      cut();
    },
    heal() {
      mode = "pass";
      cut();
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
