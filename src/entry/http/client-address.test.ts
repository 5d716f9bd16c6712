import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isAppError } from "#shared/errors.ts";
import { type ProxyHeader, readClientAddress } from "./client-address.ts";

const trusted = ["10.0.0.1", "10.1.0.0/16", "fd00:1::/32", "::1"];
const client = "203.0.113.7";
const proxy = "10.0.0.1";

function seen(peer: string, value: string | readonly string[] | null, header: ProxyHeader) {
  const headers = new Headers();
  const values = typeof value === "string" ? [value] : (value ?? []);
  for (const one of values) headers.append(header, one);
  return readClientAddress({ trusted, header })(peer, headers);
}

describe("M05 the address of a client behind a balancer", () => {
  test.each([
    ["an untrusted peer", client, "198.51.100.1", client],
    ["a neighbour of the proxy", "10.0.0.2", client, "10.0.0.2"],
    ["the proxy without a header", proxy, null, proxy],
    ["the proxy with an empty header", proxy, "", proxy],
    ["one hop", proxy, client, client],
    ["one hop with a port", proxy, `${client}:4711`, client],
    ["a spoofed value before the proxy's own", proxy, `198.51.100.1, ${client}`, client],
    ["a spoofed line before the proxy's own", proxy, ["198.51.100.1", client], client],
    ["a spoofed address of ours before the proxy's own", proxy, `${proxy}, ${client}`, client],
    ["two proxies of ours", proxy, `198.51.100.1, ${client}, 10.1.2.3`, client],
    ["garbage before the proxy's own", proxy, `]"%;\\, ${client}`, client],
    ["garbage from the proxy itself", proxy, `${client}, unknown`, proxy],
    ["garbage behind two proxies", proxy, "_hidden, 10.1.2.3", "10.1.2.3"],
    ["only proxies of ours", proxy, "10.1.0.1, 10.1.0.2", "10.1.0.1"],
    ["an IPv6 client", proxy, "2001:db8::7", "2001:db8::7"],
    ["a bracketed IPv6 client with a port", proxy, "[2001:db8::7]:443", "2001:db8::7"],
    ["an IPv6 address with a zone", proxy, "fe80::1%eth0", proxy],
    ["an IPv6 proxy", "fd00:1::5", client, client],
    ["a proxy in mapped form", "::ffff:10.0.0.1", client, client],
    ["a name instead of an address", proxy, "localhost", proxy],
    ["a peer that is not known", "unknown", client, "unknown"],
  ] as const)("%s", (_, peer, value, expected) => {
    expect(seen(peer, value, "x-forwarded-for")).toBe(expected);
  });

  test.each([
    ["one hop", `for=${client}`, client],
    ["other parameters", `by=10.0.0.9;For=${client};proto=https;host=a`, client],
    ["a quoted IPv6 address with a port", `for="[2001:db8::7]:4711"`, "2001:db8::7"],
    ["a spoofed element before the proxy's own", `for=198.51.100.1, for=${client}`, client],
    ["an open quote before the proxy's own", `for="198.51.100.1, for=${client}`, client],
    ["an escape before the proxy's own", `for="\\", for=${client}`, client],
    ["for twice in one element", `for=198.51.100.1;for=${client}`, proxy],
    ["an obfuscated node", "for=_gazonk", proxy],
    ["an unknown node", "for=unknown", proxy],
    ["no for at all", "proto=https", proxy],
    ["an escaped address", `for="203.0.113\\.7"`, proxy],
  ] as const)("in RFC 7239's header: %s", (_, value, expected) => {
    expect(seen(proxy, value, "forwarded")).toBe(expected);
  });

  test("the header that the proxies do not set says nothing", () => {
    const headers = new Headers({ forwarded: "for=198.51.100.1" });
    const read = readClientAddress({ trusted, header: "x-forwarded-for" });
    expect(read(proxy, headers)).toBe(proxy);
  });

  test("no proxy is trusted by default", () => {
    const read = readClientAddress({ trusted: [], header: "x-forwarded-for" });
    expect(read("127.0.0.1", new Headers({ "x-forwarded-for": client }))).toBe("127.0.0.1");
  });

  test("whatever a client writes, the address is what the proxy appended", () => {
    const header = fc.constantFrom<ProxyHeader>("x-forwarded-for", "forwarded");
    const written = fc.string({ maxLength: 4_000, unit: "grapheme-ascii" });
    fc.assert(
      fc.property(written, header, (claim, name) => {
        const own = name === "forwarded" ? `for=${client}` : client;
        expect(seen(proxy, `${claim.trim()}, ${own}`, name)).toBe(client);
      }),
    );
  });

  test.each(["10.0.0.300", "10.0.0.0/33", "proxy.internal", ""])(
    "refuses %p as a proxy",
    (text) => {
      let caught: unknown;
      try {
        readClientAddress({ trusted: [text], header: "forwarded" });
      } catch (error) {
        caught = error;
      }
      expect(isAppError(caught) && caught.code).toBe("CONFIG_INVALID");
    },
  );
});
