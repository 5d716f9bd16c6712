import type { Match } from "../categories.ts";
import { judgeRead } from "./judge-path.ts";
import { judgeSent } from "./judge-place.ts";

const urlLengthMax = 8_192;

/** Hosts where clouds hand credentials to whoever asks from inside. */
const metadataHosts = new Set([
  "169.254.169.254",
  "169.254.170.2",
  "[fd00:ec2::254]",
  "metadata.google.internal",
  "metadata.azure.internal",
  "100.100.100.200",
  "instance-data",
  "metadata",
  "instance-data.ec2.internal",
]);
/** Places that receive whatever is sent and show it to others. */
const dropHosts =
  /(?:^|\.)(?:transfer\.sh|file\.io|0x0\.st|pastebin\.com|paste\.ee|requestbin\.com|webhook\.site|pipedream\.net|oast\.(?:fun|live|me|pro|site|online)|interact\.sh|ngrok\.io|ngrok-free\.app|burpcollaborator\.net)$/;

/** What is wrong with fetching an address; the parser is the one that fetches use. */
export function judgeUrl(text: string): Match | null {
  const url = parseUrl(text.slice(0, urlLengthMax).replace("\ufffc", "/"));
  if (url === null) return null;
  if (url.protocol === "file:") {
    const path = decode(url.pathname);
    return judgeRead(path, null) ?? judgeSent(path, null);
  }
  if (isMetadata(url.hostname.replace(/\.$/, ""))) {
    return {
      category: "credential-access",
      rule: "url.metadata",
      what: "asks a cloud's metadata service",
    };
  }
  if (dropHosts.test(url.hostname)) {
    return { category: "exfiltration", rule: "url.drop-host", what: `talks to ${url.hostname}` };
  }
  return null;
}

/** The address itself, as IPv6 maps it, and names of public resolvers that spell it out. */
function isMetadata(host: string): boolean {
  if (metadataHosts.has(host)) return true;
  if (host === "[::ffff:a9fe:a9fe]") return true;
  return /(?:^|\.)169[.-]254[.-]169[.-]254\.(?:[\w-]+\.)+\w+$/.test(host);
}

function parseUrl(text: string): URL | null {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : hostLike(text);
  return absolute === null ? null : URL.parse(absolute);
}

function hostLike(text: string): string | null {
  return /^[^/\s]+\.[^/\s]+(?:\/|$)/.test(text) && !text.startsWith("-") ? `http://${text}` : null;
}

function decode(path: string): string {
  return path.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
