import type { Match } from "../categories.ts";

export interface NameRule {
  readonly category: Match["category"];
  readonly verb: ReadonlySet<string>;
  /** Another word that has to stand in the name. */
  readonly noun?: ReadonlySet<string>;
  /** One more that has to. */
  readonly also?: ReadonlySet<string>;
  /** Words with which the verb is everyday work. */
  readonly except?: ReadonlySet<string>;
  readonly what: string;
  /** Asks: the act is everyday in some hands. */
  readonly soft?: true;
}

function words(...lists: readonly string[]): ReadonlySet<string> {
  return new Set(lists.join(" ").split(" "));
}

const schemaNouns =
  "table tables database databases db schema schemas column collection index indices keyspace view";
const diskNouns = "disk disks drive partition volume device";
const moneyNouns =
  "money funds payment payments payout payouts transfer transfers refund refunds wire balance charge " +
  "charges crypto coins token tokens transaction transactions withdrawal payroll disbursement eth btc " +
  "usdc sol nft giftcard gift";
/** Things about money that move none. */
const paperwork =
  "link links method methods webhook template page form session plan product price item items " +
  "invoice invoices preview draft note category tag report terms reminder request qr setup details " +
  "issue ticket ownership file files upload simulate intent access oauth design auth refresh csrf id";
const cloudNouns =
  "instance instances cluster clusters bucket buckets vm vms server servers stack stacks namespace " +
  "namespaces deployment deployments environment environments infrastructure node nodes project " +
  "projects tenant resource resources container containers volumes pod pods pvc droplet droplets app " +
  "apps application lambda worker workers zone zones domain domains repository repositories repo repos " +
  "host site sites organization org workspace subscription snapshot snapshots backup backups vault " +
  "statefulset daemonset service services release chart machine machines pool nodepool vpc subnet " +
  "gateway balancer distribution hosting topic queue stream registry network networks volume";
const guardNouns =
  "firewall mfa 2fa antivirus audit auditing logging security protection encryption guardrail " +
  "guardrails policy policies alert alerts alarm alarms monitoring monitor trail cloudtrail guardduty " +
  "waf sso detector versioning scanning scanner defender dlp recorder sandbox trigger triggers rls";
const rightsNouns =
  "permission permissions role roles admin access privilege privileges policy acl membership";
const people = "user users member members account accounts employee guest";

/** Pieces of an agent's own work, or of an editor with an undo, that come and go all day. */
const passing =
  "comment note notes task tasks card label labels reaction reminder bookmark draft drafts line lines " +
  "tag tags row_id cell snippet entity entities observation observations relation relations memory " +
  "memories session tab tabs element elements shape node_id item items drag duplicates " +
  "assignee assignees reviewer star whitespace field property annotation marker highlight layer frame " +
  "thought cookie cookies";
/** One of many, named by its id, yet gone for everybody who shares it. */
const sharedThings =
  "file files event message block page issue ticket email mail contact thread branch attachment " +
  "record document doc article post folder directory key keys webhook hook";

const removals = words("delete destroy drop truncate purge wipe erase prune");

/** The first that fits decides: what denies stands before what asks. */
export const nameRules: readonly NameRule[] = [
  {
    category: "wipe-disk",
    verb: words("format wipe erase partition"),
    noun: words(diskNouns),
    what: "is named for wiping a disk",
  },
  {
    category: "disable-security",
    verb: words("disable deactivate bypass disarm delete remove unprotect stop suspend turn mute"),
    noun: words(guardNouns),
    except: words("comment server process session"),
    what: "is named for switching a protection off",
  },
  {
    category: "disable-security",
    verb: words("unprotect"),
    what: "is named for switching a protection off",
  },
  {
    category: "cloud-destruction",
    verb: words(
      "delete destroy terminate teardown remove drain decommission deprovision nuke rm deregister evict",
    ),
    noun: words(cloudNouns),
    except: words("item file files from comment label branch tab element record cache"),
    what: "is named for destroying infrastructure",
  },
  {
    category: "cloud-destruction",
    verb: words("uninstall"),
    noun: words("helm chart release app application addon operator"),
    what: "is named for destroying infrastructure",
  },
  {
    category: "drop-schema",
    verb: words("drop delete remove"),
    noun: words(schemaNouns),
    what: "is named for dropping schema objects",
  },
  {
    category: "money-movement",
    verb: words(
      "send transfer create execute make withdraw issue approve wire pay fund submit release",
      "capture post process initiate swap bridge run",
    ),
    noun: words(moneyNouns),
    except: words(paperwork),
    what: "is named for moving money",
  },
  {
    category: "money-movement",
    verb: words("refund payout disburse"),
    except: words("policy"),
    what: "is named for moving money",
  },
  {
    category: "money-movement",
    verb: words("pay"),
    noun: words("order invoice bill subscription"),
    what: "is named for moving money",
  },
  {
    category: "money-movement",
    verb: words("capture"),
    noun: words("order authorization"),
    what: "is named for moving money",
  },
  {
    category: "money-movement",
    verb: words("place buy sell trade purchase"),
    noun: words(
      "order orders stock stocks shares trade position asset option domain number phone market limit",
    ),
    what: "is named for moving money",
  },
  {
    category: "money-movement",
    verb: words("cancel accept close liquidate"),
    noun: words("subscription subscriptions dispute order orders position positions"),
    what: "is named for ending a contract",
    soft: true,
  },
  {
    category: "permission-widening",
    verb: words("add invite promote"),
    noun: words("collaborator collaborators admin admins administrator owner maintainer"),
    what: "is named for giving rights",
  },
  {
    category: "permission-widening",
    verb: words("grant elevate escalate assign attach impersonate"),
    noun: words(rightsNouns),
    what: "is named for giving rights",
  },
  {
    category: "permission-widening",
    verb: words("put set add create update"),
    noun: words("acl iam policy"),
    except: words("firewall cache branch retention lifecycle backup alert scaling autoscaling"),
    what: "is named for changing who has rights",
    soft: true,
  },
  {
    category: "permission-widening",
    verb: words("create add generate reset issue"),
    noun: words("key keys token credential credentials profile pat"),
    also: words("access api deploy ssh service personal login credential credentials pat root"),
    what: "is named for making credentials",
    soft: true,
  },
  {
    category: "cloud-destruction",
    verb: words("remove"),
    noun: words("image images volume"),
    except: words("background slide page document cell text"),
    what: "is named for removing what containers run from",
    soft: true,
  },
  {
    category: "delete-data",
    verb: words("cleanup nuke"),
    noun: words("all resources resource everything volumes containers kubernetes cluster account"),
    what: "is named for deleting data",
    soft: true,
  },
  {
    category: "force-push",
    verb: words("force"),
    noun: words("push merge"),
    what: "is named for forcing a push",
  },
  {
    category: "process-control",
    verb: words("kill shutdown reboot poweroff halt"),
    except: words("process job task session terminal shell"),
    what: "is named for stopping processes",
  },
  {
    category: "package-publish",
    verb: words("unpublish yank"),
    what: "is named for taking a package away",
  },
  {
    category: "package-publish",
    verb: words("publish upload"),
    noun: words("package release crate module extension plugin gem wheel npm pypi chart version"),
    what: "is named for publishing a package",
  },
  {
    category: "delete-data",
    verb: new Set(removals),
    except: words(passing, sharedThings, "cache"),
    what: "is named for deleting data",
  },
  {
    category: "delete-data",
    verb: words("flushall flushdb"),
    what: "is named for deleting data",
  },
  {
    category: "delete-data",
    verb: words("empty clear flush reset restore rollback overwrite"),
    noun: words(
      schemaNouns,
      "trash bin bucket queue branch project parent factory redis data everything all snapshot backup",
      "pg postgres mysql server vm droplet",
    ),
    except: words("selection filters form input cart cache context screen terminal console chat"),
    what: "is named for deleting data",
    soft: true,
  },
  {
    category: "cloud-destruction",
    verb: words("archive transfer"),
    noun: words(
      "repository repo project channel organization org ownership team database app domain site",
      "account board list objects records contacts space",
    ),
    what: "is named for taking something away from everybody",
    soft: true,
  },
  {
    category: "cloud-destruction",
    verb: words("pause suspend stop deallocate"),
    noun: words(
      "project instance instances cluster database vm vms droplet machine warehouse node nodes account",
      "app site all everything",
    ),
    except: words("test tests process timer recording server preview playback music"),
    what: "is named for stopping infrastructure",
    soft: true,
  },
  {
    category: "cloud-destruction",
    verb: words("schedule start request"),
    noun: words("deletion termination destruction"),
    what: "is named for destroying infrastructure",
  },
  {
    category: "permission-widening",
    verb: words("remove delete deactivate suspend ban kick revoke offboard"),
    noun: words(
      people,
      "collaborator key token access certificate certificates role sessions service",
    ),
    what: "is named for taking an account's rights",
    soft: true,
  },
  {
    category: "permission-widening",
    verb: words("reset bypass"),
    noun: words("mfa 2fa password factors authenticator"),
    except: words("get request page flow email link form"),
    what: "is named for resetting how somebody logs in",
    soft: true,
  },
  {
    category: "process-control",
    verb: words("power turn shut"),
    noun: words("off down"),
    also: words("droplet vm server instance machine node host cluster power system computer all"),
    what: "is named for stopping machines",
    soft: true,
  },
  {
    category: "process-control",
    verb: words("mute kill stop cancel terminate disable"),
    noun: words("all everything"),
    except: words("test tests process timer recording preview playback music sounds animations"),
    what: "is named for stopping everything",
    soft: true,
  },
  {
    category: "delete-data",
    verb: words("rebuild reinstall reimage"),
    noun: words("server droplet instance vm machine node"),
    what: "is named for writing over a machine",
    soft: true,
  },
  {
    category: "disable-security",
    verb: words("force unlock open"),
    noun: words("unlock lock door garage"),
    except: words("file package open_file dialog"),
    what: "is named for opening a lock",
    soft: true,
  },
  {
    category: "delete-data",
    verb: removals,
    noun: words("work workitem"),
    what: "is named for deleting what others share",
    soft: true,
  },
  {
    category: "delete-data",
    verb: new Set([...removals, "trash"]),
    noun: words(sharedThings, "cache"),
    except: words(passing),
    what: "is named for deleting what others share",
    soft: true,
  },
];

/** Tools that hand out what a secret store keeps. */
export const secretReaders = {
  verb: words("get read access fetch reveal show view export dump retrieve decrypt"),
  noun: words("secret secrets password passwords credential credentials"),
  except: words(
    "scanning scan alert alerts metadata names list policy rotation reset schema santa count strength",
    "search find type types requirements",
  ),
};

/** Words of names that say what kind of tool it is. */
export const nameWords = {
  /** Every verb that accuses a name with some noun. */
  verbs: new Set(nameRules.flatMap(({ verb }) => [...verb])),
  /** A name that begins so only asks about what comes after. */
  lookers: words(
    "get list describe count retrieve show view check is can preview validate simulate explain estimate",
    "search find lookup ask",
  ),
  readers: words(
    "read get list search find view glob grep fetch stat show describe directory tree info ls lsp query",
    "select",
  ),
  writers: words(
    "write edit create delete remove move copy rename upload update insert append set put save unlink",
    "rmdir send share attach",
  ),
  /** The tool looks words up, whatever they look like. */
  searchers: words(
    "search find lookup ask research docs documentation web google bing wiki wikipedia retrieve recall",
    "answer knowledge suggest autocomplete similar semantic arxiv papers library",
  ),
};
