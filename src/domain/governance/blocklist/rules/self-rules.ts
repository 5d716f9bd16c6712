import { operandsOf } from "../shell/unwrap-command.ts";
import type { CommandRule } from "./rule-context.ts";

/** Verbs of our own command line that only look. */
const looking =
  /^(?:completion|admin (?:\S+ )?(?:list|show|kinds|explain|test|status|validate|schema|search)|infra (?:(?:\S+ )?(?:status|list|show|verify|export|view|search)|logs audit|audit (?:seals|hold list|retention show))|plugins|core|analytics|web|build|cowork)\b|^$/;

/** The gateway's own command line in an agent's hands. */
export const judgeSelf: CommandRule = ({ args }, { report }) => {
  const line = operandsOf(args)
    .map((word) => word.text.toLowerCase())
    .join(" ");
  if (looking.test(line) && !/^plugins mcp approve\b/.test(line)) return;
  const what = "administers the gateway that governs this agent";
  report({ category: "governance-tampering", rule: "shell.self", what });
};
