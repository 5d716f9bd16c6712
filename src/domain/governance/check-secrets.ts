import type { Finding, GovernedCall } from "#shared/governed-call.ts";
import { namePlace } from "./name-place.ts";
import type { Objection, StageInputs } from "./stage.ts";

const policy = "guard.secret-scan";
/** More than this many places are counted, not listed: a reason is one sentence. */
const placesNamedMax = 3;

/** Refuses a call that carries a credential, whoever the caller is. */
export function checkSecrets({ call, policy: snapshot }: StageInputs): Objection | null {
  const { findings, unscannable } = snapshot.scanSecrets(call.input);
  const first = findings[0];
  if (first !== undefined) return objectToFindings(call, first, findings);
  if (unscannable === null) return null;
  const pointer = namePlace(unscannable.pointer);
  return {
    result: "deny",
    policy,
    code: "SECRET.UNSCANNABLE",
    reason:
      `The arguments at ${pointer || "the top"} cannot be searched for credentials ` +
      `(${unscannable.reason}). Send them plainly, or less at once.`,
    detail: { unscannable: unscannable.reason, pointer },
  };
}

/** A prompt is one text, which its writer does not know as an argument. */
function placesOf({ method }: GovernedCall, named: string): string {
  return method === "UserPromptSubmit" ? "from the prompt" : `at ${named} from the arguments`;
}

function objectToFindings(
  call: GovernedCall,
  first: Finding,
  findings: readonly Finding[],
): Objection {
  const places = [...new Set(findings.map((finding) => finding.pointer))];
  const named = places
    .slice(0, placesNamedMax)
    .map((place) => namePlace(place) || "the top")
    .join(", ");
  const rest = places.length > placesNamedMax ? ` and ${places.length - placesNamedMax} more` : "";
  return {
    result: "deny",
    policy,
    code: `SECRET.${first.kind}`,
    reason: `Remove the credential ${placesOf(call, `${named}${rest}`)}. ${first.remedy}`,
    findings,
  };
}
