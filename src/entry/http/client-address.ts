import { BlockList, isIP } from "node:net";
import { AppError } from "#shared/errors.ts";

/** Where a trusted proxy says that a request came from. */
export type ProxyHeader = "x-forwarded-for" | "forwarded";

export interface ProxySettings {
  /** Addresses and networks (`10.0.0.0/24`) of our own proxies; nobody else's word counts. */
  readonly trusted: readonly string[];
  readonly header: ProxyHeader;
}

/** The address that limits of callers without a credential are keyed on. */
export type ClientAddress = (peer: string, headers: Headers) => string;

/** Our own proxies in a row; no installation has more. */
const hopsMax = 8;
/** The part of a header that is read, from its end, where our own proxies write. */
const headerCharactersMax = 2_048;

/**
 * Reads the header from its end: each proxy of ours appends the peer that it saw, so the first
 * address that is not ours is the client's, and whatever stands before it is the client's own
 * claim. Only the one header that the proxies are known to set is read: they pass others on as a
 * client wrote them.
 */
export function readClientAddress({ trusted, header }: ProxySettings): ClientAddress {
  if (trusted.length === 0) return (peer) => peer;
  const ours = networksOf(trusted);
  const isOurs = (address: string) => ours.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  const readHop = header === "forwarded" ? forwardedFor : nodeAddress;
  return (peer, headers) => {
    if (isIP(peer) === 0 || !isOurs(peer)) return peer;
    const hops = (headers.get(header) ?? "").slice(-headerCharactersMax).split(",");
    let client = peer;
    for (const hop of hops.toReversed().slice(0, hopsMax)) {
      const address = readHop(hop.trim());
      // Nothing that can be read: the request counts as that of the proxy which says so.
      if (address === null) return client;
      client = address;
      if (!isOurs(address)) return client;
    }
    return client;
  };
}

function networksOf(trusted: readonly string[]): BlockList {
  const networks = new BlockList();
  for (const text of trusted) {
    const [address = "", bits] = text.split("/");
    const version = isIP(address);
    try {
      const family = version === 6 ? "ipv6" : "ipv4";
      if (bits === undefined) networks.addAddress(address, family);
      else networks.addSubnet(address, Number(bits), family);
    } catch (cause) {
      const message = `server.trusted_proxies: ${text} is no address and no network.`;
      throw new AppError("CONFIG_INVALID", message, { cause });
    }
  }
  return networks;
}

/**
 * The `for` of one element (RFC 7239, section 4). Commas were split without regard to quotes: an
 * address holds none, and a client's open quote must not swallow what a proxy appends.
 */
function forwardedFor(element: string): string | null {
  const pairs = element.split(";").map((pair) => /^\s*for=(.*)$/i.exec(pair)?.[1]?.trim());
  const [node, ...more] = pairs.filter((pair) => pair !== undefined);
  if (node === undefined || more.length > 0) return null;
  const quoted = /^"([^"\\]*)"$/.exec(node)?.[1];
  return nodeAddress(quoted ?? node);
}

/** An address with or without a port; an obfuscated or unknown node is none. */
function nodeAddress(node: string): string | null {
  const bare =
    /^\[([^\]]*)\](?::\d{1,5})?$/.exec(node)?.[1] ??
    /^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/.exec(node)?.[1] ??
    node;
  // A zone names an interface of the proxy's, never a client.
  return isIP(bare) !== 0 && !bare.includes("%") ? bare : null;
}
