import { chainKeyKinds } from "../keys/chain-keys.ts";
import { derKinds } from "../keys/der.ts";
import { keyInLines } from "../keys/in-lines.ts";
import { jwk } from "../keys/jwk.ts";
import { oneTimeKinds } from "../keys/one-time.ts";
import { pemKinds } from "../keys/pem.ts";
import { spokenPhrase } from "../keys/spoken-phrase.ts";
import { textKeyKinds } from "../keys/text.ts";
import { walletKinds } from "../keys/wallets.ts";
import type { SecretKind } from "../kind.ts";

/** Private keys in every form they are written down in. */
export const keyKinds: readonly SecretKind[] = [
  ...pemKinds,
  keyInLines,
  ...derKinds,
  jwk,
  ...textKeyKinds,
  ...walletKinds,
  ...chainKeyKinds,
  spokenPhrase,
  ...oneTimeKinds,
];
