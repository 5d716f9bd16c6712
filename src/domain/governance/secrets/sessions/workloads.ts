import { base62Alphabet } from "../formats/characters.ts";
import type { Candidate, Draw, SecretKind } from "../kind.ts";

const pattern =
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{40,8000}\.[A-Za-z0-9_-]{16,2000}/y;

interface Workload {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly remedy: string;
  /** What the claims of a token of this issuer hold. */
  readonly claims: RegExp;
  readonly exampleClaims: object;
}

/** A JSON Web Token whose issuer tells where it is revoked. */
function workload(row: Workload): SecretKind {
  const isIssued = ({ secret }: Candidate): boolean => {
    const [, claims = ""] = secret.split(".");
    return row.claims.test(Buffer.from(claims, "base64url").toString("latin1"));
  };
  const encode = (value: object): string =>
    Buffer.from(JSON.stringify(value)).toString("base64url");
  return {
    id: row.id,
    title: row.title,
    source: row.source,
    severity: "high",
    remedy: row.remedy,
    keywords: ["eyj"],
    before: 0,
    pattern,
    check: isIssued,
    publicLength: () => "eyJ".length,
    example: (draw: Draw) =>
      [
        encode({ alg: "RS256", kid: draw.chars(base62Alphabet, 43) }),
        encode({ ...row.exampleClaims, jti: draw.chars("abcdef0123456789", 20) }),
        draw.chars(base62Alphabet, 342),
      ].join("."),
  };
}

export const workloadKinds: readonly SecretKind[] = [
  workload({
    id: "kubernetes.service-account-token",
    title: "Kubernetes service account token",
    source: "kubernetes.io/docs, Managing service accounts: token structure",
    remedy: "Revoke it: delete the pod or the token's Secret that it is bound to.",
    claims: /"kubernetes\.io(?:\/serviceaccount\/|"\s{0,2}:)|"sub":"system:serviceaccount:/,
    exampleClaims: { sub: "system:serviceaccount:default:build" },
  }),
  workload({
    id: "azure.access-token",
    title: "Microsoft Entra access or id token",
    source: "learn.microsoft.com/entra, Access token claims",
    remedy: "Revoke it: Entra admin center > the user or app > Revoke sessions.",
    claims: /"iss":"https:\/\/(?:sts\.windows\.net|login\.microsoftonline\.com)\//,
    exampleClaims: { iss: "https://sts.windows.net/tenant/" },
  }),
  workload({
    id: "ci.job-identity",
    title: "Identity token of a CI job",
    source: "docs.github.com and docs.gitlab.com, OpenID Connect in jobs",
    remedy: "It ends within minutes. Revoke what the job could reach if it was used meanwhile.",
    claims:
      /"iss":"https:\/\/(?:token\.actions\.githubusercontent\.com|gitlab\.com|[^"]{0,80}circleci)/,
    exampleClaims: { iss: "https://token.actions.githubusercontent.com" },
  }),
];
