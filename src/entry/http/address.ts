import { isIPv6 } from "node:net";

const prefixesMax = 10_000;
const known = new Map<string, string>();

/** The part of an address that one party controls: IPv4 /32, IPv6 /64. */
export function addressPrefix(address: string): string {
  const cached = known.get(address);
  if (cached !== undefined) return cached;
  if (known.size >= prefixesMax) known.clear();
  const prefix = cut(address);
  known.set(address, prefix);
  return prefix;
}

function cut(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail = ""] = address.split("%")[0]?.split("::") ?? [];
  const left = head === "" ? [] : head.split(":");
  const right = tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
  const full = address.includes("::") ? [...left, ...zeros, ...right] : left;
  return `${full
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
