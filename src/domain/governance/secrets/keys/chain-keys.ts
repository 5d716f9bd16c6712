import { hex } from "../alphabets.ts";
import { hasBase58Sum, withBase58Sum } from "../checks/base58-sum.ts";
import { named } from "../context.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const chain = (name: string, source: string): Issuer =>
  issuer(name, source, "move the funds to a wallet with a new key", "critical");

const aptos = chain("Aptos", "AIP-80: standardize private key encoding");
const avalanche = chain("Avalanche", "docs.avax.network, Cryptographic primitives");
const bitcoinLike = chain("Bitcoin-like", "Wallet import format; SLIP-44 chains");
const cardano = chain("Cardano", "CIP-5: common bech32 prefixes; cardano-cli key files");
const lightning = chain("LND", "docs.lightning.engineering, Macaroons");
const substrate = chain("Substrate", "docs.polkadot.com, subkey");
const zcash = chain("Zcash", "ZIP-32: sapling extended spending keys");

const base58 = "1-9A-HJ-NP-Za-km-z";
const bech32 = "ac-hj-np-z02-9";

/** The identifier and length with which every macaroon of LND begins, in hex. */
const macaroonLead = "0201036c6e64";

/** Other chains than Bitcoin have other first letters; the sum tells their keys from words. */
const importFormat: SecretKind = {
  ...named(
    bitcoinLike,
    "wallet.named-import-format",
    "private key in wallet import format",
    [["wif"], ["privkey"], ["priv", "key"], ["private", "key"], ["dumpprivkey"], ["doge", "key"]],
    [body(base58, 51, 52)],
    {
      set: base58,
      keywords: ["wif", "privkey", "priv_key", "private_key", "private key"],
      check: ({ secret }) => hasBase58Sum(secret),
    },
  ),
  example: (draw) => {
    const key = Array.from({ length: 32 }, () => draw.below(256));
    return `wif: ${withBase58Sum(Uint8Array.from([0xb0, ...key, 1]))}`;
  },
};

/** Keys of chains whose form is their own; those of Bitcoin and Ethereum are in `wallets.ts`. */
export const chainKeyKinds: readonly SecretKind[] = [
  token(aptos, "wallet.aptos-key", "private key", [
    choice("ed25519-priv-0x", "secp256k1-priv-0x"),
    hex(64),
  ]),
  token(avalanche, "wallet.avalanche-key", "private key", ["PrivateKey-", body(base58, 44, 52)]),
  token(cardano, "wallet.cardano-key", "signing key", [
    choice(
      "ed25519_sk1", "ed25519e_sk1", "addr_sk1", "stake_sk1", "root_xsk1", "acct_xsk1",
      "addr_xsk1", "stake_xsk1", "pool_sk1", "xprv1",
    ), // prettier-ignore
    body(bech32, 58, 240),
  ]),
  {
    ...token(cardano, "wallet.cardano-key-file", "signing key file", [hex(64, 256)]),
    keywords: ["signingkey"],
    before: 0,
    beforeMin: 0,
    isNamed: true,
    pattern:
      /SigningKey[A-Za-z0-9_]{0,40}"[^{}]{0,120}?"cborHex"\s{0,4}:\s{0,4}"(58[0-9a-f]{66,258})"/y,
    publicLength: () => 0,
    example: (draw) =>
      `{"type":"PaymentSigningKeyShelley_ed25519","cborHex":"5820${draw.chars("0123456789abcdef", 64)}"}`,
  },
  token(lightning, "wallet.lnd-macaroon", "macaroon", [macaroonLead, hex(80, 2_000)]),
  importFormat,
  named(substrate, "wallet.substrate-seed", "secret seed", [["subkey inspect"]], ["0x", hex(64)], {
    set: "A-Za-z0-9",
    keywords: ["subkey inspect"],
  }),
  token(zcash, "wallet.zcash-key", "spending key", [
    choice("secret-extended-key-main1", "secret-extended-key-test1"),
    body(bech32, 200, 320),
  ]),
];
