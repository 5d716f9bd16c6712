import { fromBase32, toBase32 } from "../checks/base32.ts";
import { crc16 } from "../checks/crc16.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { uuid } from "../formats/shapes.ts";
import { token } from "../formats/token.ts";
import type { Draw, SecretKind } from "../kind.ts";

const nats = issuer(
  "NATS",
  "docs.nats.io, NKeys: seeds",
  "the account that the user belongs to, with `nsc`",
  "critical",
);
const cloudAmqp = issuer("CloudAMQP", "docs.cloudamqp.com, API keys", "the team's API access");
const temporal = issuer("Temporal Cloud", "docs.temporal.io, API keys", "Settings > API keys");
const solace = issuer("Solace Cloud", "docs.solace.com, API tokens", "Token management");

const sumBytes = 2;
/** Two bytes of kind, 32 of seed. */
const seedBytes = 34;
/** `SU` of a user and the always empty bits after it. */
const userSeedLead: readonly [number, number] = [0x95, 0x00];

function sumHolds(secret: string): boolean {
  const bytes = fromBase32(secret);
  const at = bytes.length - sumBytes;
  return crc16(bytes.subarray(0, at)) === (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
}

function userSeed(draw: Draw): string {
  const bytes = new Uint8Array(seedBytes + sumBytes);
  bytes.set(userSeedLead);
  for (let at = userSeedLead.length; at < seedBytes; at += 1) bytes[at] = draw.below(256);
  const sum = crc16(bytes.subarray(0, seedBytes));
  bytes.set([sum & 0xff, sum >> 8], seedBytes);
  return toBase32(bytes);
}

export const brokerKinds: readonly SecretKind[] = [
  token(nats, "nats.seed", "NKey seed", [choice("SUA", "SAA", "SOA"), body("A-Z2-7", 55)], {
    notBefore: "A-Za-z0-9",
    proof: sumHolds,
    check: ({ secret }) => sumHolds(secret),
    example: userSeed,
  }),
  setting(cloudAmqp, "cloudamqp.api-key", "API key", uuid, { vendors: ["cloudamqp"] }),
  setting(temporal, "temporal.api-key", "API key", [body("A-Za-z0-9_.-", 64, 2_000)], {
    vendors: ["temporal"],
  }),
  setting(solace, "solace.api-token", "API token", [body("A-Za-z0-9_.-", 64, 2_000)], {
    vendors: ["solace"],
  }),
];
