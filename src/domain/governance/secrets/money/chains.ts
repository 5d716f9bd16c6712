import { alnum, base64, hex, upper, url64 } from "../alphabets.ts";
import { issuer } from "../formats/issuer.ts";
import { body, choice } from "../formats/parts.ts";
import { setting } from "../formats/setting.ts";
import { lowerAlnum, uuid } from "../formats/shapes.ts";
import { type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const exchange = (name: string, source: string): Issuer =>
  issuer(name, source, `the ${name} account, API management`, "critical");
const nodes = (name: string, source: string): Issuer =>
  issuer(name, source, `the ${name} dashboard: rotate the key of the app`);

const coinbase = exchange("Coinbase", "docs.cdp.coinbase.com, API key authentication");
const binance = exchange("Binance", "developers.binance.com, API keys");
const kraken = exchange("Kraken", "docs.kraken.com, API keys");
const kuCoin = exchange("KuCoin", "kucoin.com/docs, API keys");
const bitfinex = exchange("Bitfinex", "docs.bitfinex.com, API keys");
const bittrex = exchange("Bittrex", "bittrex.github.io/api, Authentication");
const bybit = exchange("Bybit", "bybit-exchange.github.io/docs, Authentication");
const okx = exchange("OKX", "okx.com/docs, Authentication");
const gemini = exchange("Gemini exchange", "docs.gemini.com, API keys");
const bitmex = exchange("BitMEX", "bitmex.com/app/apiKeysUsage");
const coinGecko = nodes("CoinGecko", "docs.coingecko.com, Authentication");
const coinMarketCap = nodes("CoinMarketCap", "coinmarketcap.com/api, Authentication");
const alchemy = nodes("Alchemy", "alchemy.com/docs, API keys and auth tokens");
const infura = nodes("Infura", "docs.infura.io, Secure your API keys");
const quickNode = nodes("QuickNode", "quicknode.com/docs, Endpoint security");
const ankr = nodes("Ankr", "ankr.com/docs, API keys");
const helius = nodes("Helius", "docs.helius.dev, Authentication");
const etherscan = nodes("Etherscan", "docs.etherscan.io, API keys");
const moralis = nodes("Moralis", "docs.moralis.com, API keys");
const blockfrost = nodes("Blockfrost", "docs.blockfrost.io, Authentication");
const tatum = nodes("Tatum", "docs.tatum.io, Authentication");
const theGraph = nodes("The Graph", "thegraph.com/docs, API keys");
const dune = nodes("Dune", "docs.dune.com, Authentication");
const thirdweb = nodes("thirdweb", "portal.thirdweb.com, API keys");
const settleMint = nodes("SettleMint", "docs.settlemint.com, Access tokens");

export const chainKinds: readonly SecretKind[] = [
  setting(
    coinbase,
    "coinbase.api-secret",
    "API secret",
    [body("A-Za-z0-9+/_-", 32, 86), choice("==", "=", "")],
    {
      vendors: ["coinbase", "cdp"],
      names: ["secret", "key", "passphrase", "token"],
    },
  ),
  setting(binance, "binance.api-secret", "API key or secret", [alnum(64)], {
    vendors: ["binance"],
  }),
  setting(kraken, "kraken.private-key", "private key", [base64(86), "=="], {
    vendors: ["kraken"],
  }),
  setting(kraken, "kraken.api-key", "API key", [body("A-Za-z0-9+/=_-", 56, 90)], {
    vendors: ["kraken"],
  }),
  setting(kuCoin, "kucoin.api-secret", "API secret", uuid, { vendors: ["kucoin"] }),
  setting(kuCoin, "kucoin.api-key", "API key", [hex(24)], { vendors: ["kucoin"] }),
  setting(bitfinex, "bitfinex.api-secret", "API key or secret", [alnum(43)], {
    vendors: ["bitfinex"],
  }),
  setting(bittrex, "bittrex.api-secret", "API key or secret", [lowerAlnum(32)], {
    vendors: ["bittrex"],
  }),
  setting(bybit, "bybit.api-secret", "API secret", [alnum(36)], { vendors: ["bybit"] }),
  setting(okx, "okx.api-secret", "API secret", [body("A-F0-9", 32)], {
    vendors: ["okx", "okex"],
    names: ["secret", "secret_key", "key"],
  }),
  token(gemini, "gemini-exchange.api-key", "API key", [choice("account-", "master-"), alnum(20)], {
    notBefore: "A-Za-z0-9_-",
    check: ({ secret }) => /[0-9]/.test(secret) && /[A-Z]/.test(secret),
  }),
  setting(bitmex, "bitmex.api-secret", "API secret", [url64(48)], { vendors: ["bitmex"] }),
  token(coinGecko, "coingecko.api-key", "API key", ["CG-", alnum(24)], {
    notBefore: "A-Za-z0-9_-",
    check: ({ secret }) => /[0-9]/.test(secret) && /[a-z]/.test(secret),
  }),
  setting(coinMarketCap, "coinmarketcap.api-key", "API key", uuid, {
    vendors: ["coinmarketcap", "cmc"],
  }),

  token(alchemy, "alchemy.url-key", "node URL", [
    choice(".g.alchemy.com/v2/", ".g.alchemy.com/nft/v2/", ".g.alchemy.com/nft/v3/"),
    url64(21, 32),
  ]),
  token(alchemy, "alchemy.api-key", "API key", ["alcht_", alnum(30)]),
  setting(alchemy, "alchemy.key", "API key or auth token", [url64(32)], {
    vendors: ["alchemy"],
  }),
  token(infura, "infura.url-key", "node URL", [
    choice(".infura.io/v3/", ".infura.io/ws/v3/"),
    hex(32),
  ]),
  setting(infura, "infura.secret", "API key or secret", [body("A-Za-z0-9+/", 32, 86)], {
    vendors: ["infura"],
  }),
  token(quickNode, "quicknode.url-token", "node URL", [
    choice(".quiknode.pro/", ".quicknode.pro/"),
    hex(40),
  ]),
  token(quickNode, "quicknode.console-key", "console API key", ["QN_", hex(32)], {
    notBefore: "A-Za-z0-9",
  }),
  token(ankr, "ankr.url-key", "node URL", ["rpc.ankr.com/", body("a-z0-9_/", 2, 40), "/", hex(64)]),
  token(helius, "helius.url-key", "node URL", ["helius-rpc.com/?api-key=", ...uuid]),
  setting(helius, "helius.api-key", "API key", uuid, { vendors: ["helius"] }),
  setting(etherscan, "etherscan.api-key", "API key", [upper(34)], {
    vendors: ["etherscan", "bscscan", "polygonscan", "arbiscan", "basescan", "snowtrace"],
  }),
  setting(moralis, "moralis.api-key", "API key", [alnum(64)], { vendors: ["moralis"] }),
  token(
    blockfrost,
    "blockfrost.project-id",
    "project id",
    [choice("mainnet", "preprod", "preview", "testnet", "ipfs"), alnum(32)],
    { notBefore: "A-Za-z0-9", check: ({ secret }) => /[0-9]/.test(secret) && /[A-Z]/.test(secret) },
  ),
  token(tatum, "tatum.api-key", "API key", ["t-", hex(24), "-", hex(24)], {
    notBefore: "A-Za-z0-9",
  }),
  setting(theGraph, "thegraph.api-key", "API key", [hex(32)], {
    vendors: ["thegraph", "the_graph", "graph_api", "subgraph"],
  }),
  setting(dune, "dune.api-key", "API key", [alnum(32)], { vendors: ["dune"] }),
  setting(thirdweb, "thirdweb.secret-key", "secret key", [url64(64, 90)], {
    vendors: ["thirdweb"],
  }),
  token(settleMint, "settlemint.access-token", "access token", [
    choice("sm_pat_", "sm_aat_", "sm_sat_"),
    alnum(16, 40),
  ]),
  setting(gemini, "gemini-exchange.api-secret", "API secret", [alnum(27, 28)], {
    vendors: ["gemini"],
    names: ["secret"],
  }),
];
