import { wordsOf } from "../names/judge-name.ts";
import { type Argv, operandsOf } from "../shell/unwrap-command.ts";
import type { RunContext } from "./rule-context.ts";

const removals = new Set(
  "delete destroy drop purge terminate wipe erase nuke unregister decommission rdelete".split(" "),
);
/** Everyday verbs of package managers: only beside what a service keeps, and agreed to. */
const milder = new Set("remove rm reset clean clear flush".split(" "));
/** What services keep, in the words of their tools. */
const kept = new Set(
  (
    "app application project cluster database db topic namespace space bucket instance server " +
    "volume service stack environment env account org organization repo repository key backup " +
    "snapshot site deployment machine vm node pool disk image index table keyspace domain zone " +
    "queue stream function worker branch tenant subscription collection dataset schema user team " +
    "workspace pipeline registry vault group secret config document item job dns flag entity runner " +
    "release product customer channel number issue webhook integration role policy"
  ).split(" "),
);
const agreed =
  /^(?:-f|-y|-q|--force|--yes|--confirm\S*|--auto-approve|--no-prompt|--quiet|--all\S*)$/;
/** A name, no path, file, address or sentence. */
const plainOperand = /^[A-Za-z][\w:-]{0,63}$/;
/** PowerShell's own help looks cmdlets up by their names. */
const toolName = /^(?!get-)[a-z][\w.-]*$/;
/** Their own verbs are about packages; the scripts that they run are the project's. */
const packageManagers = /^(?:p?npm|yarn|bun)$/;
/** Words deep that a tool's verb stands: `tool noun noun verb`. */
const verbDepthMax = 4;

/**
 * `cf delete-space prod -f`, `confluent kafka topic delete x`: tools that no table knows mostly
 * say in plain words what they destroy.
 */
export function reportUnknownRemoval({ name, args }: Argv, context: RunContext): void {
  if (args.length === 0 || !toolName.test(name)) return;
  if (packageManagers.test(name) && !/^run(?:-script)?$/.test(args[0]?.text ?? "")) return;
  const operands = operandsOf(args).slice(0, verbDepthMax);
  const words = operands.flatMap(({ text }) => (plainOperand.test(text) ? wordsOf(text) : []));
  const isForced = args.some(({ text }) => agreed.test(text));
  const names = words.some(isKept);
  const removes = words.some((word) => removals.has(word)) && (names || isForced);
  const joined = operands.some(({ text }) => {
    const own = plainOperand.test(text) ? wordsOf(text) : [];
    return own.some((word) => milder.has(word)) && own.some(isKept);
  });
  if (!removes && !joined && !(names && isForced && words.some((word) => milder.has(word)))) return;
  const what = "is asked to destroy what a service keeps";
  context.report({ category: "cloud-destruction", rule: "cloud.unknown-tool", what, soft: true });
}

const isKept = (word: string) => kept.has(word) || kept.has(word.replace(/s$/, ""));

/** Known for other things, these have verbs of their own that a table would never end with. */
export const plainSpoken: ReadonlySet<string> = new Set(
  "op doppler infisical npm pnpm yarn bun make just borg stripe twilio eas sentry-cli jira".split(
    " ",
  ),
);
