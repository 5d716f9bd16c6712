import { upper, url64 } from "../alphabets.ts";
import { body } from "../formats/parts.ts";
import { base62Alphabet } from "../formats/characters.ts";
import { issuedBy, type Issuer, token } from "../formats/token.ts";
import type { SecretKind } from "../kind.ts";

const google: Issuer = {
  name: "Google",
  source: "cloud.google.com/docs/authentication, API keys and OAuth",
  remedy: "Delete it under Google Cloud APIs & Services > Credentials and make a new one.",
};

const storage: Issuer = {
  name: "Google Cloud Storage",
  source: "cloud.google.com/storage/docs, HMAC keys",
  remedy: "Revoke it: Cloud Storage > Settings > Interoperability, deactivate and delete the key.",
};

const firebase: Issuer = {
  name: "Firebase",
  source: "firebase.google.com/docs/cloud-messaging, Legacy server keys",
  remedy: "Revoke it: Firebase console > Project settings > Cloud Messaging.",
};

/** The key file of a service account, as it is downloaded. */
const serviceAccount: SecretKind = {
  ...issuedBy(google, "google.service-account-key", "service account key"),
  severity: "critical",
  keywords: ["private_key_id"],
  before: 0,
  isNamed: true,
  // The key ends with an escaped line feed, which makes it longer than the same key in PEM form.
  pattern:
    /private_key_id\\{0,3}"\s{0,4}:\s{0,4}\\{0,3}"[0-9a-f]{40}\\{0,3}",\s{0,20}\\{0,3}"private_key\\{0,3}"\s{0,4}:\s{0,4}\\{0,3}"(-----BEGIN PRIVATE KEY-----[A-Za-z0-9+/=\\\s]{40,6000}-----END PRIVATE KEY-----(?:\\{1,4}n)?)/y,
  publicLength: () => "-----BEGIN PRIVATE KEY-----".length,
  example: (draw) => {
    const lines = Array.from({ length: 6 }, () => draw.chars(base62Alphabet, 64)).join("\\n");
    return (
      `{"type": "service_account", "private_key_id": "${draw.chars("0123456789abcdef", 40)}", ` +
      `"private_key": "-----BEGIN PRIVATE KEY-----\\n${lines}\\n-----END PRIVATE KEY-----\\n"}`
    );
  },
};

export const googleKinds: readonly SecretKind[] = [
  serviceAccount,
  token(google, "google.api-key", "API key", ["AIza", url64(35)]),
  // Keys bound to a service account, as AI Studio and Vertex AI in express mode issue them.
  token(google, "google.bound-api-key", "bound API key", ["AQ.Ab", url64(40, 80)]),
  token(google, "google.oauth-client-secret", "OAuth client secret", ["GOCSPX-", url64(28)]),
  token(google, "google.oauth-access-token", "OAuth access token", [
    "ya29.",
    body("A-Za-z0-9_.-", 40, 1_024),
  ]),
  token(google, "google.oauth-refresh-token", "OAuth refresh token", ["1//0", url64(40, 512)]),
  token(google, "google.oauth-code", "OAuth authorization code", ["4/0A", url64(60, 120)]),
  token(storage, "google.hmac-key-id", "HMAC key id", ["GOOG", upper(20, 57)], {
    notBefore: "A-Za-z0-9_",
    check: ({ secret }) => /\d/.test(secret),
    example: (draw) => `GOOG1E${draw.chars("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 52)}234`,
  }),
  token(firebase, "google.fcm-server-key", "Cloud Messaging server key", [
    body("A", 4),
    url64(7),
    ":APA91b",
    url64(130, 140),
  ]),
];
