import type { KindSelection } from "../secrets/kind.ts";
import { scanForSecrets } from "../secrets/scan-value.ts";
import type { SecretScanner } from "./policy-snapshot.ts";

/** The search for credentials, by the kinds that count under a policy. */
export function compileScanner(kinds: KindSelection): SecretScanner {
  const options = { disabledKinds: kinds };
  return (input) => scanForSecrets(input, options);
}
