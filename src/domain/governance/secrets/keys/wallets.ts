import { hex } from "../alphabets.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";
import { seedPhrase } from "./seed-phrase.ts";

const place = "move the funds to a wallet with a new key";
const bitcoin = issuer("Bitcoin", "BIP-32; BIP-38; Wallet import format", place, "critical");
const ethereum = issuer("Ethereum", "ethereum.org/developers, Accounts", place, "critical");
const nostr = issuer("Nostr", "NIP-19: bech32-encoded entities", "a new key pair", "critical");
const stellar = issuer("Stellar", "stellar.org, SEP-23: strkeys", place, "critical");
const tezos = issuer("Tezos", "opentezos.com, Base58Check prefixes", place, "critical");

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
  setting(
    bitcoin,
    "wallet.import-format",
    "private key in wallet import format",
    [body("5KLc9", 1), body(base58, 50, 51)],
    {
      vendors: ["wif", "bitcoin", "private_key", "btc_private"],
      names: ["key", "wif", ""],
      set: "A-Za-z0-9",
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
  setting(
    stellar,
    "wallet.stellar-seed",
    "secret seed",
    ["S", body("ABCD", 1), body("A-Z2-7", 54)],
    {
      vendors: ["stellar", "soroban", "secret"],
      names: ["key", "seed", "secret", ""],
      set: "A-Za-z0-9",
    },
  ),
  token(tezos, "wallet.tezos-key", "secret key", ["edsk", body(base58, 50, 94)], {
    notBefore: "A-Za-z0-9",
  }),
];
