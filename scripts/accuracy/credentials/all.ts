import { cloud } from "./cloud.ts";
import { commerce } from "./commerce.ts";
import { type Credential, credentialsOf } from "./credential.ts";
import { hosts } from "./hosts.ts";
import { connections, keys } from "./keys.ts";
import { services } from "./services.ts";

export const credentials: readonly Credential[] = credentialsOf([
  ...cloud,
  ...hosts,
  ...commerce,
  ...services,
  ...keys,
  ...connections,
]);
