/** IPv6 subscribers hold a /64 at least, so one of its addresses stands for all (RFC 6177). */
const ipv6PrefixGroups = 4;

/**
 * What limits of callers without a credential are keyed on: an IPv4 address as it is, the /64 of an
 * IPv6 address, the IPv4 address inside a mapped one.
 */
export function addressPrefix(address: string): string {
  const text = (address.split("%", 1)[0] ?? "").toLowerCase();
  if (!text.includes(":")) return text === "" ? "unknown" : text;
  const mapped = /^(?:0{0,4}:){0,5}:?(?:ffff:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  const groups = expandGroups(text);
  return `${groups
    .slice(0, ipv6PrefixGroups)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}

function expandGroups(text: string): readonly string[] {
  const [head = "", tail] = text.split("::", 2);
  const front = head === "" ? [] : head.split(":");
  if (tail === undefined) return front;
  const back = tail === "" ? [] : tail.split(":");
  const missing = Math.max(0, 8 - front.length - back.length);
  return [...front, ...Array.from({ length: missing }, () => "0"), ...back];
}
