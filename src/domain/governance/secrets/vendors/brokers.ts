import { hasBase32Sum, withBase32Sum } from "../checks/base32-sum.ts";
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

/** Two bytes of kind, 32 of seed. */
const seedBytes = 34;
/** `SU` of a user and the always empty bits after it. */
const userSeedLead: readonly [number, number] = [0x95, 0x00];

function userSeed(draw: Draw): string {
  const drawn = Array.from({ length: seedBytes - userSeedLead.length }, () => draw.below(256));
  return withBase32Sum(Uint8Array.from([...userSeedLead, ...drawn]));
}

export const brokerKinds: readonly SecretKind[] = [
  token(nats, "nats.seed", "NKey seed", [choice("SUA", "SAA", "SOA"), body("A-Z2-7", 55)], {
    notBefore: "A-Za-z0-9",
    proof: hasBase32Sum,
    check: ({ secret }) => hasBase32Sum(secret),
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
