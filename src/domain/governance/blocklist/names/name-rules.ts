import type { Match } from "../categories.ts";
import { askedNames } from "./name-asks.ts";
import { nouns, words } from "./name-words.ts";

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

const removals = words(nouns.removals);

/** The first that fits decides: what denies stands before what asks. */
export const nameRules: readonly NameRule[] = [
  {
    category: "wipe-disk",
    verb: words("format wipe erase partition"),
    noun: words(nouns.disk),
    what: "is named for wiping a disk",
  },
  {
    category: "disable-security",
    verb: words("disable deactivate bypass disarm delete remove unprotect stop suspend turn mute"),
    noun: words(nouns.guards),
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
    noun: words(nouns.cloud),
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
    noun: words(nouns.schema),
    what: "is named for dropping schema objects",
  },
  {
    category: "money-movement",
    verb: words(
      "send transfer create execute make withdraw issue approve wire pay fund submit release",
      "capture post process initiate swap bridge",
    ),
    noun: words(nouns.money),
    except: words(nouns.paperwork),
    what: "is named for moving money",
  },
  {
    category: "money-movement",
    verb: words("send approve submit sign broadcast transfer swap bridge withdraw"),
    noun: words("transaction transactions token tokens"),
    except: words(nouns.paperwork, "delegation email push device verification reset"),
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
    verb: words("run"),
    noun: words("payroll payouts"),
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
    verb: words("void"),
    noun: words("transaction payment invoice charge authorization"),
    what: "is named for moving money",
  },
  {
    category: "money-movement",
    verb: words("create place submit make"),
    noun: words("bet wager trade order"),
    also: words("market limit buy sell bet wager stop trade bid"),
    what: "is named for moving money",
  },
  {
    category: "money-movement",
    verb: words("place buy sell trade purchase"),
    noun: words(
      "order orders stock stocks shares trade position positions asset option domain number phone market limit",
    ),
    what: "is named for moving money",
  },
  {
    category: "permission-widening",
    verb: words("add invite promote"),
    noun: words("collaborator collaborators admin admins administrator owner maintainer owners"),
    what: "is named for giving rights",
  },
  {
    category: "permission-widening",
    verb: words("grant elevate escalate assign attach impersonate"),
    noun: words(nouns.rights),
    what: "is named for giving rights",
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
    except: words(nouns.passing, nouns.shared, "cache"),
    what: "is named for deleting data",
  },
  {
    category: "delete-data",
    verb: words("flushall flushdb"),
    what: "is named for deleting data",
  },
  {
    category: "cloud-destruction",
    verb: words("schedule start request"),
    noun: words("deletion termination destruction"),
    what: "is named for destroying infrastructure",
  },
  ...askedNames,
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
