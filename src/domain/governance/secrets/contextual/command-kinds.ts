import type { SecretKind } from "../kind.ts";
import { commandFinders, commandNames } from "./commands.ts";
import { contextual, drawPassword } from "./row.ts";

const remedy =
  "Change it: command lines are kept in histories and logs. Let the command read it from a file.";

/** What command lines carry. */
export const commandKinds: readonly SecretKind[] = [
  contextual({
    id: "generic.command-password",
    title: "Password on a command line",
    source: "CWE-214; the manual pages of the commands",
    severity: "high",
    remedy,
    keywords: commandNames,
    find: commandFinders.inCommand,
    example: (draw) => `mysql -u app -p${drawPassword(draw)} main`,
  }),
  contextual({
    id: "generic.secret-literal",
    title: "Literal of a Kubernetes secret",
    source: "kubernetes.io/docs/reference/kubectl, create secret generic",
    severity: "high",
    remedy,
    keywords: ["--from-literal"],
    find: commandFinders.literal,
    example: (draw) => `kubectl create secret generic db --from-literal=dsn=${drawPassword(draw)}`,
  }),
  contextual({
    id: "generic.echoed-password",
    title: "Password that is piped into a command",
    source: "chpasswd(8), sudo(8); docs.docker.com, docker login --password-stdin",
    severity: "high",
    remedy,
    keywords: [
      "password-stdin",
      "chpasswd",
      "sudo -s",
      "passwd --stdin",
      "--with-token",
      "secret create",
      "secret put",
      "secrets create",
      "secrets versions add",
    ],
    find: commandFinders.echoed,
    example: (draw) => `echo ${drawPassword(draw)} | sudo -S true`,
  }),
];
