import { scanForSecrets } from "../secrets/scan-value.ts";
import type { SecretScanner } from "./policy-snapshot.ts";

/** The search for credentials, without the kinds that the operator switched off. */
export function compileScanner(disabledKinds: readonly string[]): SecretScanner {
  const options = { disabledKinds: new Set(disabledKinds) };
  return (input) => scanForSecrets(input, options);
}
