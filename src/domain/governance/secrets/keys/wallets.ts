import { hex } from "../alphabets.ts";
import { hasBase32Sum, withBase32Sum } from "../checks/base32-sum.ts";
import { hasBase58Sum, withBase58Sum } from "../checks/base58-sum.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { token } from "../formats/token.ts";
import type { Draw, SecretKind } from "../kind.ts";
import { seedPhrase } from "./seed-phrase.ts";

const place = "move the funds to a wallet with a new key";
const bitcoin = issuer("Bitcoin", "BIP-32; BIP-38; Wallet import format", place, "critical");
const ethereum = issuer("Ethereum", "ethereum.org/developers, Accounts", place, "critical");
const nostr = issuer("Nostr", "NIP-19: bech32-encoded entities", "a new key pair", "critical");
const stellar = issuer("Stellar", "stellar.org, SEP-23: strkeys", place, "critical");
const tezos = issuer("Tezos", "opentezos.com, Base58Check prefixes", place, "critical");

/** The version byte 0x80 leaves no other beginnings of 51 and of 52 characters. */
const importLeads = ["5H", "5J", "5K", "Kw", "Kx", "Ky", "Kz", "L1", "L2", "L3", "L4", "L5"];
/** SEP-23: the version of a seed, which makes it begin with S. */
const stellarSeedVersion = 18 << 3;
const seedBytes = 32;

function seedOf(draw: Draw): number[] {
  return Array.from({ length: seedBytes }, () => draw.below(256));
}

const base58 = "1-9A-HJ-NP-Za-km-z";

/** The first account that every local test network of Hardhat and Anvil prints. */
const testAccount = ["ac0974bec39a17e36ba4a6b4d238ff94", "4bacb478cbed5efcae784d7bf4f2ff80"].join(
  "",
);

export const walletKinds: readonly SecretKind[] = [
  seedPhrase,
  token(
    bitcoin,
    "wallet.extended-key",
    "extended private key",
    [choice("xprv", "yprv", "zprv", "tprv", "uprv", "vprv"), body(base58, 100, 112)],
    { notBefore: "A-Za-z0-9" },
  ),
  token(
    bitcoin,
    "wallet.import-format",
    "private key in wallet import format",
    [choice(...importLeads), body(base58, 49, 50)],
    {
      notBefore: "A-Za-z0-9",
      check: ({ secret }) => hasBase58Sum(secret),
      example: (draw) => withBase58Sum(Uint8Array.from([0x80, ...seedOf(draw), 1])),
    },
  ),
  token(
    bitcoin,
    "wallet.encrypted-key",
    "encrypted private key",
    ["6P", body("RYXZ", 1), body(base58, 55)],
    { notBefore: "A-Za-z0-9", keywords: ["6pr", "6py", "6px", "6pz"] },
  ),
  setting(ethereum, "wallet.ethereum-key", "private key", [choice("0x", ""), hex(64)], {
    vendors: ["private_key", "ethereum", "deployer", "wallet", "metamask"],
    names: ["key", ""],
    set: "A-Za-z0-9",
    check: ({ secret, text, start }) =>
      !secret.endsWith(testAccount) && /key/i.test(text.slice(Math.max(0, start - 40), start)),
    example: (draw) => `PRIVATE_KEY=0x${draw.chars("0123456789abcdef", 64)}`,
  }),
  token(nostr, "wallet.nostr-key", "secret key", ["nsec1", body("ac-hj-np-z02-9", 58)]),
  token(
    stellar,
    "wallet.stellar-seed",
    "secret seed",
    [choice("SA", "SB", "SC", "SD"), body("A-Z2-7", 54)],
    {
      notBefore: "A-Za-z0-9",
      check: ({ secret }) => hasBase32Sum(secret),
      example: (draw) => withBase32Sum(Uint8Array.from([stellarSeedVersion, ...seedOf(draw)])),
    },
  ),
  token(tezos, "wallet.tezos-key", "secret key", ["edsk", body(base58, 50, 94)], {
    notBefore: "A-Za-z0-9",
  }),
];
