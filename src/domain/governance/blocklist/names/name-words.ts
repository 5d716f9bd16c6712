export function words(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.join(" ").split(" "));
}

const schema =
  "table tables database databases db schema schemas column collection index indices keyspace view";
const disk = "disk disks drive partition volume device";
const money =
  "money funds payment payments payout payouts transfer transfers refund refunds wire balance charge " +
  "charges crypto coins withdrawal payroll disbursement eth btc " +
  "usdc sol nft giftcard gift";
/** Things about money that move none. */
const paperwork =
  "link links method methods webhook template page form session plan product price item items " +
  "invoice invoices preview draft note category tag report terms reminder request qr setup details " +
  "issue ticket ownership file files upload simulate intent access oauth design auth refresh csrf id sql db database query";
const cloud =
  "instance instances cluster clusters bucket buckets vm vms server servers stack stacks namespace " +
  "namespaces deployment deployments environment environments infrastructure node nodes project " +
  "projects tenant resource resources container containers volumes pod pods pvc droplet droplets app " +
  "apps application lambda worker workers zone zones domain domains repository repositories repo repos " +
  "host site sites organization org workspace subscription snapshot snapshots backup backups vault " +
  "statefulset daemonset service services release chart machine machines pool nodepool vpc subnet " +
  "gateway balancer distribution hosting topic queue stream registry network networks volume";
const guards =
  "firewall mfa 2fa antivirus audit auditing logging security protection encryption guardrail " +
  "guardrails policy policies alert alerts alarm alarms monitoring monitor trail cloudtrail guardduty " +
  "waf sso detector versioning scanning scanner defender dlp recorder sandbox trigger triggers rls";
const rights =
  "permission permissions role roles admin access privilege privileges policy acl membership";
const people = "user users member members account accounts employee guest";

/** Pieces of an agent's own work, or of an editor with an undo, that come and go all day. */
const passing =
  "comment note notes task tasks card label labels reaction reminder bookmark draft drafts line lines " +
  "tag tags row_id cell snippet entity entities observation observations relation relations memory " +
  "memories session tab tabs element elements shape node_id drag " +
  "assignee assignees reviewer star whitespace annotation marker highlight layer frame " +
  "thought cookie cookies";
/** One of many, named by its id, yet gone for everybody who shares it. */
const shared =
  "file files event message block page issue ticket email mail contact thread branch attachment " +
  "record document doc article post folder directory key keys webhook hook item items field property";

const removals = "delete destroy drop truncate purge wipe erase prune";

/** Lists of words that several rules share. */
export const nouns = {
  removals,
  schema,
  disk,
  money,
  paperwork,
  cloud,
  guards,
  rights,
  people,
  passing,
  shared,
};
