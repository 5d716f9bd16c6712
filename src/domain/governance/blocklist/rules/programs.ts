import { codeRules } from "./code-rules.ts";
import { compileRows, type ProgramRows, type RowTable } from "./command-rows.ts";
import { deleteRules } from "./delete-rules.ts";
import { embeddedRules } from "../started/embedded-rules.ts";
import { fileRules } from "./file-rules.ts";
import { judgeGit } from "./git-rules.ts";
import { networkRules, pipedAwayRule } from "./network-rules.ts";
import { cloudGuardRows, cloudHaltRows, cloudRightsRows } from "./rows/cloud-account-rows.ts";
import { cloudRows } from "./rows/cloud-rows.ts";
import { clusterRows } from "./rows/cluster-rows.ts";
import { credentialRows } from "./rows/credential-rows.ts";
import { dataRows } from "./rows/data-rows.ts";
import { diskRows } from "./rows/disk-rows.ts";
import { governanceRows, historyRows, moneyRows, opaqueRows } from "./rows/duty-rows.ts";
import { exfiltrationRows } from "./rows/exfiltration-rows.ts";
import { permissionRows } from "./rows/permission-rows.ts";
import { processRows } from "./rows/process-rows.ts";
import { publishRows } from "./rows/publish-rows.ts";
import { schemaRows } from "./rows/schema-rows.ts";
import { hostSecurityRows } from "./rows/host-security-rows.ts";
import { toolSecurityRows } from "./rows/tool-security-rows.ts";
import { type CommandRule, forPrograms } from "./rule-context.ts";
import { remoteRules } from "../started/remote-rules.ts";
import { scriptRules } from "../started/script-rules.ts";
import { powershellRules } from "../powershell/powershell-rules.ts";
import { judgeForgeApi, runJar, runPiped, toolRules } from "./tool-rules.ts";
import { judgeSelf } from "./self-rules.ts";
import { sqlRules } from "./sql-rules.ts";
import { systemRules } from "./system-rules.ts";

/** Names that people give to long ones. */
const shortNames = [
  ["k", "kubectl"],
  ["tf", "terraform"],
  ["zf_rm", "rm"],
  ["dc", "docker-compose"],
] as const;

/** Everything that is known about a program. */
export interface Program {
  readonly rules: readonly CommandRule[];
  readonly rows: ProgramRows | undefined;
}

const ruleTables: readonly Readonly<Record<string, CommandRule>>[] = [
  deleteRules,
  fileRules,
  systemRules,
  networkRules,
  scriptRules,
  remoteRules,
  codeRules,
  sqlRules,
  { git: judgeGit, systemprompt: judgeSelf },
  {
    java: runJar,
    gh: judgeForgeApi,
    glab: judgeForgeApi,
    "invoke-expression": runPiped,
    iex: runPiped,
  },
  toolRules,
  embeddedRules,
  powershellRules,
  {
    ssh: pipedAwayRule,
    ...forPrograms("mail mailx mutt sendmail msmtp ssmtp sendemail", pipedAwayRule),
  },
];

const rowTables: readonly RowTable[] = [
  historyRows,
  dataRows,
  schemaRows,
  diskRows,
  hostSecurityRows,
  toolSecurityRows,
  permissionRows,
  credentialRows,
  cloudRows,
  cloudRightsRows,
  cloudGuardRows,
  cloudHaltRows,
  clusterRows,
  processRows,
  exfiltrationRows,
  publishRows,
  moneyRows,
  governanceRows,
  opaqueRows,
];

/** One look-up a command: the rules and rows of a program, by its lower-case name. */
export const programs: ReadonlyMap<string, Program> = joinTables();

function joinTables(): ReadonlyMap<string, Program> {
  const rules = new Map<string, CommandRule[]>();
  for (const table of ruleTables) {
    for (const [name, rule] of Object.entries(table))
      rules.set(name, [...(rules.get(name) ?? []), rule]);
  }
  const rows = compileRows(rowTables);
  for (const [short, name] of shortNames) {
    rules.set(short, rules.get(name) ?? []);
    const meant = rows.get(name);
    if (meant !== undefined) rows.set(short, meant);
  }
  const names = new Set([...rules.keys(), ...rows.keys()]);
  return new Map(
    Array.from(names, (name) => [name, { rules: rules.get(name) ?? [], rows: rows.get(name) }]),
  );
}
