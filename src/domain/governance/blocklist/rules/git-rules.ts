import type { ShellWord } from "../shell/shell-command.ts";
import { hasOption, operandsOf } from "../shell/unwrap-command.ts";
import type { CommandRule, RuleContext } from "./rule-context.ts";

const valued = new Set(["-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path"]);

/** Skips git's own options and judges the subcommand. */
export const judgeGit: CommandRule = ({ args }, context) => {
  let at = 0;
  while (at < args.length && (args[at] as ShellWord).text.startsWith("-")) {
    at += valued.has((args[at] as ShellWord).text) ? 2 : 1;
  }
  const name = args[at]?.text.toLowerCase() ?? "";
  if (Object.hasOwn(subcommands, name)) subcommands[name]?.(args.slice(at + 1), context);
};

type Subcommand = (args: readonly ShellWord[], context: RuleContext) => void;

function rewrite(rule: string, what: string, soft = false) {
  return { category: "force-push", rule, what, soft } as const;
}

const push: Subcommand = (args, context) => {
  if (hasOption(args, "f", "--force", "--mirror")) {
    return context.report(rewrite("git.push-force", "forces a push"));
  }
  if (hasOption(args, "", "--force-with-lease", "--force-if-includes")) {
    return context.report(rewrite("git.push-lease", "forces a push with a lease", true));
  }
  if (operandsOf(args).some((word) => word.text.startsWith("+"))) {
    return context.report(rewrite("git.push-plus", "forces a push by its refspec"));
  }
  const deletes = operandsOf(args)
    .slice(1)
    .some((word) => /^:./.test(word.text));
  if (deletes || hasOption(args, "d", "--delete", "--prune")) {
    context.report(rewrite("git.push-delete", "deletes a remote branch"));
  }
};

const lose = (rule: string, what: string, soft = false) =>
  ({ category: "delete-data", rule, what, soft }) as const;

const subcommands: Readonly<Record<string, Subcommand>> = {
  push,
  reset: (args, { report }) => {
    if (hasOption(args, "", "--hard")) report(lose("git.reset-hard", "drops uncommitted work"));
  },
  clean: (args, { report }) => {
    if (hasOption(args, "n", "--dry-run") || !hasOption(args, "f", "--force")) return;
    report(lose("git.clean", "deletes untracked files"));
  },
  checkout: (args, { report }) => {
    const whole = operandsOf(args).some((word) => word.text === "." || word.text === ":/");
    if (whole || hasOption(args, "f", "--force")) {
      report(lose("git.checkout", "drops uncommitted work", true));
    }
  },
  restore: (args, { report }) => {
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
    if (/^(?:clear|drop)$/.test(args[0]?.text ?? "")) {
      report(lose("git.stash-drop", "drops stashed work", true));
    }
  },
  "filter-branch": (_args, { report }) =>
    report(rewrite("git.filter-branch", "rewrites the whole history")),
  "filter-repo": (_args, { report }) =>
    report(rewrite("git.filter-repo", "rewrites the whole history")),
  reflog: (args, { report }) => {
    if (/^(?:expire|delete)$/.test(args[0]?.text ?? "")) {
      report(lose("git.reflog-expire", "deletes the record that lost work is found by"));
    }
  },
  "update-ref": (args, { report }) => {
    if (hasOption(args, "d")) report(lose("git.update-ref", "deletes a reference"));
  },
  credential: (args, { report }) => {
    if (args[0]?.text !== "fill") return;
    const what = "asks for a stored password";
    report({ category: "credential-access", rule: "git.credential-fill", what });
  },
};
