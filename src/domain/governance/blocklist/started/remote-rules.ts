import { inputOf } from "../shell/print-text.ts";
import { plainWord, type ShellWord } from "../shell/shell-command.ts";
import { type CommandRule, forPrograms, reportOpaque } from "../rules/rule-context.ts";
import { afterOptions, afterWord, runJoined, runJoinedOption, runWords } from "./run-words.ts";

/** `adb shell rm -rf x`: past what names the host. */
const remote =
  (leading: RegExp, names = 0): CommandRule =>
  ({ args }, context) => {
    let at = 0;
    while (leading.test(args[at]?.text ?? "")) at++;
    if (at === 0) return;
    runJoined(args.slice(at + names), context);
  };

const sshValued = /^-[bcDEeFIiJLlmOopQRSWw]$/;
const sshRuns = /^(?:-o)?\s*(?:ProxyCommand|LocalCommand|KnownHostsCommand)[= ](.+)$/i;
const ssh: CommandRule = (argv, context, command) => {
  runJoinedOption(sshRuns)(argv, context, command);
  if (argv.args.some(({ text }) => /^\s*[;|&]/.test(sshRuns.exec(text)?.[1] ?? ""))) {
    reportOpaque(context, "shell.proxy-command", "starts a shell in place of a proxy");
  }
  runWords(sshValued, 1)(argv, context, command);
  const operands = afterOptions(argv.args, sshValued);
  if (operands.length > 1 && !operands.slice(1).every(({ text }) => isShell.test(text))) return;
  const read = inputOf(command);
  if (read !== null) context.languages.shell(plainWord(read), context);
};

/** `ssh host bash -s` reads its standard input, as `ssh host` does. */
const isShell = /^(?:(?:sudo|su|-\w*|(?:\/\w+)*\/)?(?:ba|z|da|k)?sh(?: -\w+){0,3}|sudo|-\w*|--)$/;

const dockerValued =
  /^(?:-[vewupmlhfc]|--(?:name|network|net|entrypoint|mount|env|user|workdir|volume|platform|cpus|memory|add-host|label|hostname|link|device|env-file|cap-add|cap-drop|gpus|ulimit|pid|ipc|log-driver|restart|file|project-name|profile|security-opt|tmpfs|volumes-from|publish|expose|dns|shm-size|userns|pull|runtime|context|host))$/;
const clusterValued =
  /^(?:-[ncfl]|--(?:namespace|container|context|kubeconfig|cluster|user|pod-running-timeout|image|overrides))$/;

/** `docker exec web rm -rf /data`: the words after the container or image. */
const container: CommandRule = ({ args }, context, command) => {
  const verb = args.findIndex((word) => /^(?:exec|run)$/.test(word.text));
  if (verb === -1 || verb > 12) return;
  let at = verb + 1;
  while (args[at]?.text.startsWith("-"))
    at += dockerValued.test((args[at] as ShellWord).text) ? 2 : 1;
  context.languages.program(args.slice(at + 1), context, command);
};

const cluster: CommandRule = ({ args }, context, command) => {
  const verb = args.findIndex((word) => /^(?:exec|run|debug|rsh)$/.test(word.text));
  if (verb === -1 || verb > 8) return;
  const marked = args.findIndex((word) => word.text === "--");
  if (marked !== -1) return context.languages.program(args.slice(marked + 1), context, command);
  let at = verb + 1;
  while (args[at]?.text.startsWith("-"))
    at += clusterValued.test((args[at] as ShellWord).text) ? 2 : 1;
  context.languages.program(args.slice(at + 1), context, command);
};

const flyCommand = runJoinedOption(/^(?:-C|--command(?:=|$))(.*)$/s);

export const remoteRules: Readonly<Record<string, CommandRule>> = {
  ...forPrograms("fly flyctl", flyCommand),
  ...forPrograms("ssh autossh", ssh),
  mosh: runWords(/^-p$/, 1),
  ...forPrograms("pssh parallel-ssh pdsh clush dsh prsync", runWords(/^-[hHlxwgtpoeiA]$/)),
  ...forPrograms("adb winrs psexec psexec64", remote(/^(?:shell|-s|\\+\w|[-/]\w|\S*@)/)),
  ...forPrograms(
    "tailscale multipass machinectl limactl colima lxc-attach",
    remote(/^(?:ssh|exec|shell|-)/, 1),
  ),
  ...forPrograms("salt salt-call salt-ssh", afterWord(/^cmd\.(?:run|shell|script)\S*$/)),
  ...forPrograms("fab", afterWord(/^--$/)),
  heroku: afterWord(/^(?:run|run:detached)$/),
  ...forPrograms("docker podman nerdctl docker-compose lxc", container),
  ...forPrograms("kubectl oc k", cluster),
};
