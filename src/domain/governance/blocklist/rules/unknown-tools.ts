import type { Argv } from "../shell/unwrap-command.ts";
import { operandsOf } from "../shell/unwrap-command.ts";
import type { RunContext } from "./rule-context.ts";

const removal = /^(?:\w+[:-])?(?:delete|destroy|drop|purge|terminate|wipe|erase|nuke)(?:[:-]\w+)*$/;
/** What services keep, in the words of their tools. */
const kept =
  /^(?:\w+[:-])*(?:apps?|applications?|projects?|clusters?|databases?|db|topics?|namespaces?|spaces?|buckets?|instances?|servers?|volumes?|services?|stacks?|environments?|envs?|accounts?|orgs?|organizations?|repos?|repository|repositories|keys?|backups?|snapshots?|sites?|deployments?|machines?|vms?|nodes?|pools?|disks?|images?|indexe?s?|tables?|keyspaces?|domains?|zones?|queues?|streams?|functions?|workers?|branch|branches|tenants?|subscriptions?|collections?|datasets?|schemas?|users?|teams?|workspaces?|pipelines?|registry|registries)$/;
const agreed = /^(?:-f|-y|-q|--force|--yes|--confirm\S*|--auto-approve|--no-prompt|--quiet|--all)$/;
/** Words deep that a tool's verb stands: `tool noun noun verb`. */
const verbDepthMax = 4;

/**
 * `cf delete-space prod -f`, `confluent kafka topic delete x`: tools that no table knows mostly
 * say in plain words what they destroy.
 */
export function reportUnknownRemoval({ name, args }: Argv, context: RunContext): void {
  if (args.length < 2 || /^\.{1,2}\//.test(name)) return;
  const words = operandsOf(args)
    .slice(0, verbDepthMax)
    .map(({ text }) => text.toLowerCase());
  const at = words.findIndex((word) => removal.test(word));
  if (at === -1) return;
  const named = words.some((word, index) => index !== at && kept.test(word));
  const joined = (words[at] as string).split(/[:-]/).some((word) => kept.test(word));
  if (!named && !joined && !args.some(({ text }) => agreed.test(text))) return;
  const what = "is asked to destroy what a service keeps";
  context.report({ category: "cloud-destruction", rule: "cloud.unknown-tool", what, soft: true });
}
