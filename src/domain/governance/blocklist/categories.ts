export type Reaction = "deny" | "ask" | "off";

interface Category {
  /** Completes "… counts as <title>". */
  readonly title: string;
  /** What to do instead, in one sentence. */
  readonly remedy: string;
  /** In force unless an operator's file says otherwise. */
  readonly reaction: Reaction;
}

export const blocklistCategories = {
  "delete-data": {
    reaction: "deny",
    title: "deleting data",
    remedy: "Name the rows or files that shall go, or ask an administrator to run it.",
  },
  "drop-schema": {
    reaction: "deny",
    title: "dropping schema objects",
    remedy: "Write a reviewed migration instead.",
  },
  "wipe-disk": {
    reaction: "deny",
    title: "wiping a disk",
    remedy: "Ask the machine's administrator to do it.",
  },
  "recursive-delete": {
    reaction: "deny",
    title: "a recursive delete",
    remedy: "Delete the files by name inside the working folder.",
  },
  "force-push": {
    reaction: "deny",
    title: "rewriting shared history",
    remedy: "Push a new commit, or let the branch's owner do it.",
  },
  "disable-security": {
    reaction: "deny",
    title: "switching off a protection",
    remedy: "Ask the security owner for an exception.",
  },
  "permission-widening": {
    reaction: "deny",
    title: "widening permissions",
    remedy: "Ask an administrator to grant exactly what is needed.",
  },
  "credential-access": {
    reaction: "deny",
    title: "reading credentials",
    remedy: "Let an administrator store the secret and inject it into the tool.",
  },
  "cloud-destruction": {
    reaction: "deny",
    title: "destroying infrastructure",
    remedy: "Propose a plan for an operator to apply.",
  },
  "process-control": {
    reaction: "deny",
    title: "stopping processes",
    remedy: "Stop only what you started, by its process id.",
  },
  exfiltration: {
    reaction: "deny",
    title: "sending data out",
    remedy: "Use a configured tool for the transfer.",
  },
  "package-publish": {
    reaction: "ask",
    title: "publishing a package",
    remedy: "Let the release pipeline publish it.",
  },
  "money-movement": {
    reaction: "deny",
    title: "moving money",
    remedy: "Let a person with that duty approve it.",
  },
  "governance-tampering": {
    reaction: "deny",
    title: "changing its own governance",
    remedy: "Ask an administrator to make the change.",
  },
  "opaque-command": {
    reaction: "ask",
    title: "a command that cannot be read",
    remedy: "Write the command out plainly.",
  },
} as const satisfies Record<string, Category>;

export type BlocklistCategory = keyof typeof blocklistCategories;

/** What a rule found in a parsed call. */
export interface Match {
  readonly category: BlocklistCategory;
  /** Stable dotted id of the rule: `shell.rm-recursive`. */
  readonly rule: string;
  /** Completes "The argument command …": `deletes / recursively`. */
  readonly what: string;
  /** Doubtful: asks where the category would deny. */
  readonly soft?: boolean;
}
