import type { ShellWord } from "../shell/shell-command.ts";
import { hasOption, operandsOf } from "../shell/unwrap-command.ts";
import { plainWord } from "../shell/shell-command.ts";
import { reportEscape } from "../started/report-escape.ts";
import { reportTree } from "./delete-rules.ts";
import { reportPath, reportReadPath, reportWrite } from "./report-path.ts";
import type { CommandRule, RunContext } from "./rule-context.ts";

const valued = new Set(["-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path"]);

/** How husky, pre-commit, lefthook and overcommit are told to look away. */
const skipsHooks =
  /^(?:HUSKY=0|HUSKY_SKIP_HOOKS=1|SKIP=\S+|LEFTHOOK=(?:0|false)|OVERCOMMIT_DISABLE=1)$/;

/** Skips git's own options and judges the subcommand. */
export const judgeGit: CommandRule = ({ args }, context, command) => {
  if (args.some(({ text }) => text === "--help")) return;
  let at = 0;
  while (at < args.length && (args[at] as ShellWord).text.startsWith("-")) {
    const setting = (args[at] as ShellWord).text === "-c" ? args[at + 1]?.text : undefined;
    if (setting !== undefined) judgeSetting(setting, args.slice(at + 2), context);
    at += valued.has((args[at] as ShellWord).text) ? 2 : 1;
  }
  const name = args[at]?.text.toLowerCase() ?? "";
  if (
    /^(?:commit|push|merge)$/.test(name) &&
    command.words.some(({ text }) => skipsHooks.test(text))
  ) {
    const what = "skips the repository's hooks";
    context.report({ category: "disable-security", rule: "security.git-hooks", what, soft: true });
  }
  if (Object.hasOwn(subcommands, name)) subcommands[name]?.(args.slice(at + 1), context);
};

/** Settings whose value git runs: an alias, a pager, an editor, a transport. */
const runs =
  /^(?:alias\.[^=]+|core\.(?:hookspath|pager|editor|sshcommand|fsmonitor|askpass|gitproxy)|sequence\.editor|diff\.external|credential\.(?:\S+\.)?helper|(?:merge|diff|filter)\.[^=]+\.(?:driver|command|textconv|clean|smudge|process)|protocol\.ext\.allow)=(.*)$/is;

function judgeSetting(setting: string, rest: readonly ShellWord[], context: RunContext): void {
  if (/^http\.(?:\S+\.)?sslverify=(?:false|0|off|no)$/i.test(setting)) {
    const what = "switches the check of certificates off";
    return context.report({ category: "disable-security", rule: "security.git-tls", what });
  }
  const value = runs.exec(setting)?.[1];
  if (value === undefined) return;
  if (/^core\.hookspath=\/(?:tmp|dev|var\/tmp)\b/i.test(setting)) {
    const what = "takes its hooks from elsewhere";
    return context.report({ category: "opaque-command", rule: "git.hooks-path", what });
  }
  reportEscape(value.replace(/^!/, ""), context);
  if (value.startsWith("!") || !setting.toLowerCase().startsWith("alias.")) {
    return context.languages.shell(plainWord(value.replace(/^!/, "")), context);
  }
  const words = value.split(/\s+/).filter((part) => part !== "");
  const name = setting.slice("alias.".length, setting.indexOf("="));
  if (!rest.some((word) => word.text === name)) return;
  context.languages.program([plainWord("git"), ...words.map(plainWord)], context, null);
}

/** `git bisect run …`, `git submodule foreach …`: the words after it are a command. */
const runsAfter =
  (verb: string): Subcommand =>
  (args, context) => {
    const at = args.findIndex((word) => word.text === verb);
    const words = args.slice(at + 1).filter((word, index) => index > 0 || word.text !== "--");
    const start = words.findIndex((word) => !/^--(?:recursive|quiet)$/.test(word.text));
    if (at === -1 || start === -1) return;
    const text = words.slice(start).map((word) => word.text);
    context.languages.shell(plainWord(text.join(" ")), context);
  };

/** `git rebase --exec …`, `git difftool -x …`: the option's value is a command. */
function runOption(args: readonly ShellWord[], option: RegExp, context: RunContext): void {
  for (const [at, { text }] of args.entries()) {
    const found = option.exec(text);
    if (found === null) continue;
    const script = found[1] ?? args[at + 1]?.text;
    if (script !== undefined) context.languages.shell(plainWord(script), context);
  }
}

/** `ext::sh -c …` is a command in place of an address (gitremote-helpers). */
function judgeTransport(args: readonly ShellWord[], context: RunContext): void {
  runOption(args, /^(?:-u|--upload-pack)(?:=(.+))?$/s, context);
  for (const [at, { text }] of args.entries()) {
    if (text.startsWith("ext::")) {
      const what = "runs a command in place of an address";
      context.report({ category: "opaque-command", rule: "git.ext-transport", what });
    }
    if (text === "-c" || text === "--config") judgeSetting(args[at + 1]?.text ?? "", [], context);
  }
}

type Subcommand = (args: readonly ShellWord[], context: RunContext) => void;

function rewrite(rule: string, what: string, soft = false) {
  return { category: "force-push", rule, what, soft } as const;
}

const push: Subcommand = (args, context) => {
  if (hasOption(args, "n", "--dry-run")) return;
  if (hasOption(args, "f", "--force", "--forc", "--for", "--mirror")) {
    return context.report(rewrite("git.push-force", "forces a push"));
  }
  if (hasOption(args, "", "--force-with-lease", "--force-if-includes")) {
    if (namesTopics(args)) return judgeRemote(args, context);
    return context.report(rewrite("git.push-lease", "forces a push with a lease", true));
  }
  if (operandsOf(args).some((word) => word.text.startsWith("+"))) {
    return context.report(rewrite("git.push-plus", "forces a push by its refspec"));
  }
  const deletes = operandsOf(args)
    .slice(1)
    .some((word) => /^:./.test(word.text));
  if (deletes || hasOption(args, "d", "--delete", "--prune")) {
    return context.report(deletion(args));
  }
  judgeRemote(args, context);
};

/** After a rebase one's own branch is pushed with a lease: nobody else's commits go. */
function namesTopics(args: readonly ShellWord[]): boolean {
  const names = operandsOf(args).slice(1);
  return names.every(({ text }) => {
    const branch = text.slice(text.lastIndexOf(":") + 1).replace(/^refs\/heads\//, "");
    return /^[\w./:-]+$/.test(text) && !sharedBranch.test(branch);
  });
}

/** Deleting a topic branch after its merge is everyday; the shared ones are not. */
function deletion(args: readonly ShellWord[]) {
  const names = operandsOf(args).slice(1);
  const shared = names.some(({ text }) =>
    sharedBranch.test(text.replace(/^:?(?:refs\/heads\/)?/, "")),
  );
  const topic = names.length > 0 && !shared && !hasOption(args, "", "--prune");
  return rewrite("git.push-delete", "deletes a remote branch", topic);
}

const sharedBranch =
  /^(?:main|master|trunk|develop|dev|production|prod|staging|stable|release\S*|hotfix\S*|v?\d\S*|\*|\S*\ufffc\S*)$/;

/** A push to an address or to a remote that the same script added goes where nobody agreed. */
function judgeRemote(args: readonly ShellWord[], context: RunContext): void {
  const remote = operandsOf(args)[0]?.text ?? "";
  const added = context.files.has(remoteKey(remote === "" ? "origin" : remote));
  if (!added && !/^(?:https?|ssh|git):\/\/|^[^\s@]+@\S+:/.test(remote)) return;
  const what = "pushes to an address of its own";
  context.report({ category: "exfiltration", rule: "git.push-address", what, soft: true });
}

const remoteKey = (name: string) => `git remote ${name}`;

const lose = (rule: string, what: string, soft = false) =>
  ({ category: "delete-data", rule, what, soft }) as const;

const credentials: Subcommand = (args, { report }) => {
  if (!/^(?:get|fill)$/.test(operandsOf(args)[0]?.text ?? "")) return;
  const what = "asks for a stored password";
  report({ category: "credential-access", rule: "git.credential-fill", what });
};

/** `git diff --no-index` prints any file. */
const readsAll: Subcommand = (args, context) => {
  for (const word of operandsOf(args)) reportReadPath(word.text, context);
};

const subcommands: Readonly<Record<string, Subcommand>> = {
  push,
  reset: (args, { report }) => {
    if (hasOption(args, "", "--merge")) {
      return report(lose("git.reset-hard", "drops uncommitted work", true));
    }
    if (!hasOption(args, "", "--hard", "--har", "--ha")) return;
    // Back to where the branch or its remote stands loses what is not committed, no commit.
    const target = operandsOf(args)[0]?.text ?? "HEAD";
    const soft =
      /^(?:HEAD|@|FETCH_HEAD|ORIG_HEAD|@\{u(?:pstream)?\}|(?:origin|upstream)\/\S+)$/.test(target);
    report(lose("git.reset-hard", "drops uncommitted work", soft));
  },
  clean: (args, context) => {
    const { report } = context;
    if (hasOption(args, "n", "--dry-run") || !hasOption(args, "f", "--force")) return;
    // With `-X` only what is ignored goes: what is built, but also `.env` unless paths are named.
    const built = hasOption(args, "X") && !hasOption(args, "x");
    const paths = operandsOf(args).filter((word) => {
      const option = args[args.indexOf(word) - 1]?.text ?? "";
      return !/^(?:-\w*e|--exclude)$/.test(option) && !/^(?:\.\/?|:\/)$/.test(word.text);
    });
    if (built && paths.length > 0) return;
    // What is named is judged like `rm -r` of it.
    if (paths.length > 0) return paths.forEach(({ text }) => reportTree(text, context));
    report(lose("git.clean", "deletes untracked files", built || !hasOption(args, "x")));
  },
  checkout: (args, context) => {
    const { report } = context;
    if (operandsOf(args).length > 1)
      for (const word of operandsOf(args)) reportWrite(word, context);
    const whole = operandsOf(args).some((word) => word.text === "." || word.text === ":/");
    if (whole || hasOption(args, "f", "--force")) {
      report(lose("git.checkout", "drops uncommitted work", true));
    }
  },
  restore: (args, context) => {
    const { report } = context;
    for (const word of operandsOf(args)) reportWrite(word, context);
    if (hasOption(args, "S", "--staged") && !hasOption(args, "W", "--worktree")) return;
    if (!operandsOf(args).some((word) => word.text === "." || word.text === ":/")) return;
    report(lose("git.restore", "drops uncommitted work", true));
  },
  branch: (args, { report }) => {
    const forced =
      hasOption(args, "D") || (hasOption(args, "d", "--delete") && hasOption(args, "f", "--force"));
    if (forced) report(lose("git.branch-delete", "deletes an unmerged branch", true));
  },
  stash: (args, { report }) => {
    if (args[0]?.text === "clear") {
      report(lose("git.stash-clear", "drops all stashed work", true));
    } else if (args[0]?.text === "drop") {
      report(lose("git.stash-drop", "drops stashed work", true));
    }
  },
  "filter-branch": (_args, { report }) =>
    report(rewrite("git.filter-branch", "rewrites the whole history")),
  "filter-repo": (args, { report }) => {
    if (hasOption(args, "", "--analyze", "--dry-run", "--help", "--version")) return;
    report(rewrite("git.filter-repo", "rewrites the whole history"));
  },
  reflog: (args, { report }) => {
    if (/^(?:expire|delete)$/.test(args[0]?.text ?? "")) {
      report(lose("git.reflog-expire", "deletes the record that lost work is found by"));
    }
  },
  config: (args, context) => {
    const [name, value] = operandsOf(args).map((word) => word.text);
    if (name === undefined || value === undefined) return;
    if (/^remote\.\S+\.push$/i.test(name) && value.startsWith("+")) {
      return context.report(rewrite("git.push-plus", "forces a push by its refspec"));
    }
    const short = name.slice(name.indexOf(".") + 1);
    judgeSetting(`${name}=${value}`, [plainWord(short)], context);
  },
  diff: readsAll,
  show: readsAll,
  grep: (args, context) => {
    readsAll(args, context);
    runOption(args, /^(?:-O|--open-files-in-pager=)(.+)$/s, context);
  },
  "hash-object": readsAll,
  gc: (args, { report }) => {
    if (args.some(({ text }) => /^--prune=(?:now|all)$/.test(text))) {
      report(lose("git.gc-prune", "deletes what lost work is found by"));
    }
  },
  prune: (_args, { report }) => report(lose("git.prune", "deletes what lost work is found by")),
  worktree: (args, { report }) => {
    if (args[0]?.text === "remove" && hasOption(args, "f", "--force")) {
      report(lose("git.worktree-remove", "deletes a worktree with its changes", true));
    }
  },
  rm: (args, context) => {
    for (const word of operandsOf(args)) reportWrite(word, context);
    const whole = operandsOf(args).some(({ text }) => /^(?:\.|\*|:\/|\.\/)$/.test(text));
    if (whole && !hasOption(args, "n", "--dry-run", "--cached")) {
      context.report(lose("git.rm", "deletes every tracked file"));
    }
  },
  tag: (args, { report }) => {
    const fed = operandsOf(args).length === 0 || args.some((word) => word.dynamic);
    if (hasOption(args, "d", "--delete") && fed) {
      report(lose("git.tag-delete", "deletes tags that another command names", true));
    }
  },
  switch: (args, { report }) => {
    if (hasOption(args, "f", "--force", "--discard-changes")) {
      report(lose("git.checkout", "drops uncommitted work", true));
    }
  },
  replace: (_args, { report }) => report(rewrite("git.replace", "rewrites history")),
  "fast-import": (_args, { report }) =>
    report(rewrite("git.fast-import", "rewrites history", true)),
  bisect: runsAfter("run"),
  submodule: (args, context) => {
    runsAfter("foreach")(args, context);
    if (args[0]?.text === "deinit" && hasOption(args, "f", "--force")) {
      context.report(lose("git.submodule-deinit", "drops submodules with their changes", true));
    }
  },
  "for-each-repo": runsAfter("--"),
  difftool: (args, context) => runOption(args, /^(?:-x|--extcmd)(?:=(.+))?$/s, context),
  clone: judgeTransport,
  fetch: judgeTransport,
  pull: judgeTransport,
  archive: (args, context) => runOption(args, /^--exec(?:=(.+))?$/s, context),
  log: (args, context) => {
    const path = args.find(({ text }) => text.startsWith("--output="))?.text.slice(9);
    if (path !== undefined) reportPath(path, context);
  },
  rebase: (args, context) => {
    runOption(args, /^(?:-x|--exec)(?:=(.+))?$/s, context);
    if (args.some(({ text }) => text === "--root")) {
      context.report(rewrite("git.rebase-root", "rewrites the whole history", true));
    }
  },
  remote: (args, context) => {
    const [verb, name] = operandsOf(args).map((word) => word.text);
    if (/^(?:add|set-url)$/.test(verb ?? "")) context.files.set(remoteKey(name ?? ""), null);
  },
  "send-pack": (args, context) => push(args, context),
  lfs: (args, { report }) => {
    if (args[0]?.text === "prune" && hasOption(args, "f", "--force")) {
      report(lose("git.lfs-prune", "deletes stored files", true));
    }
    if (args[0]?.text === "migrate") report(rewrite("git.lfs-migrate", "rewrites history"));
  },
  "update-ref": (args, { report }) => {
    if (hasOption(args, "d", "--stdin")) report(lose("git.update-ref", "deletes a reference"));
  },
  "symbolic-ref": (args, { report }) => {
    if (hasOption(args, "d", "--delete")) report(lose("git.update-ref", "deletes a reference"));
  },
  "credential-store": credentials,
  "credential-cache": credentials,
  "credential-manager": credentials,
  "credential-osxkeychain": credentials,
  credential: (args, { report }) => {
    if (args[0]?.text !== "fill") return;
    const what = "asks for a stored password";
    report({ category: "credential-access", rule: "git.credential-fill", what });
  },
};
