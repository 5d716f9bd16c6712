import { hex } from "../alphabets.ts";
import { hasBase32Sum, withBase32Sum } from "../checks/base32-sum.ts";
import { hasBase58Sum, withBase58Sum } from "../checks/base58-sum.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { issuedBy, token } from "../formats/token.ts";
import type { Draw, SecretKind, Span } from "../kind.ts";
import { seedPhrase } from "./phrases/seed-phrase.ts";

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

const sui = issuer("Sui", "docs.sui.io, SIP-15: private key encoding", place, "critical");
const near = issuer("NEAR", "docs.near.org, Access keys", place, "critical");
const solana = issuer("Solana", "solana.com/docs, File system wallets", place, "critical");

const keypairBytes = 64;
/** Random bytes repeat few values among 64; a table or a picture repeats many. */
const distinctBytesMin = 40;
const byteList = /\[\s{0,8}(?:\d{1,3}\s{0,8},\s{0,8}){63}\d{1,3}\s{0,8}\]/y;
const listLengthMax = 1_400;
/** Brackets, digits and the commas between them. */
const keypairLengthMin = 2 * keypairBytes + 1;
const none: readonly Span[] = [];

function isKeypair(list: string): boolean {
  const bytes = (list.match(/\d+/g) ?? []).map(Number);
  const isBytes = bytes.length === keypairBytes && bytes.every((byte) => byte < 256);
  return isBytes && new Set(bytes).size >= distinctBytesMin;
}

const digitAfter = /\[\s{0,8}\d/y;
const nameReach = 48;
const keyName =
  /(?:secret(?:_?key)?|key_?pair|private_?key)["']?\)?(?:[\s=:(]{0,4}|(?: [a-z]{1,12}){1,3} )(?:new )?(?:Uint8Array(?:\.from)?\()?["'`]?$/i;

/** What `solana-keygen` writes is the whole of its file; elsewhere a name stands before. */
function isAnnounced(text: string, start: number, end: number): boolean {
  if (keyName.test(text.slice(Math.max(0, start - nameReach), start))) return true;
  return (
    text.length < listLengthMax &&
    text.slice(0, start).trim() === "" &&
    text.slice(end).trim() === ""
  );
}

function findKeypairs(text: string): readonly Span[] {
  if (text.length < keypairLengthMin) return none;
  const found: Span[] = [];
  for (let at = text.indexOf("["); at !== -1; at = text.indexOf("[", at + 1)) {
    const next = text.charCodeAt(at + 1);
    // Most brackets are code: a list of numbers starts with a blank or with one.
    if (next > 57) continue;
    digitAfter.lastIndex = at;
    if (!digitAfter.test(text)) continue;
    byteList.lastIndex = at;
    const list = byteList.exec(text)?.[0];
    if (list === undefined || !isKeypair(list)) continue;
    const end = at + list.length;
    if (isAnnounced(text, at, end)) found.push({ start: at, end });
  }
  return found;
}

const solanaKeypair: SecretKind = {
  ...issuedBy(solana, "wallet.solana-keypair", "key pair"),
  keywords: [],
  before: 0,
  pattern: /(?!)/y,
  sweep: findKeypairs,
  // The numbers have been looked at: a run such as 4,5,6 is no placeholder there.
  proof: () => true,
  publicLength: () => 0,
  example: (draw) => {
    const bytes = Array.from({ length: keypairBytes }, (_, at) => (at * 4 + draw.below(4)) % 256);
    return `Keypair.fromSecretKey(Uint8Array.from([${bytes.join(",")}]))`;
  },
};

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
  token(sui, "wallet.sui-key", "private key", ["suiprivkey1", body("ac-hj-np-z02-9", 50, 70)]),
  // The public key is 32 bytes, 44 characters.
  token(near, "wallet.near-key", "private key", ["ed25519:", body(base58, 85, 88)], {
    notBefore: "A-Za-z0-9",
  }),
  {
    ...token(ethereum, "wallet.ethereum-argument", "private key of an account", [hex(64)]),
    keywords: ["wallet(", "privatekeytoaccount(", "from_key(", "fromprivatekey(", "loadkey("],
    before: 0,
    beforeMin: 0,
    isNamed: true,
    pattern:
      /(?:[wW]allet|privateKeyToAccount|from_key|fromPrivateKey|loadKey)\(\s{0,8}["']((?:0x)?[0-9a-fA-F]{64})["']/y,
    publicLength: () => 0,
    example: (draw) => `new ethers.Wallet("0x${draw.chars("0123456789abcdef", 64)}", provider)`,
  },
  solanaKeypair,
  token(tezos, "wallet.tezos-key", "secret key", ["edsk", body(base58, 50, 94)], {
    notBefore: "A-Za-z0-9",
  }),
];
