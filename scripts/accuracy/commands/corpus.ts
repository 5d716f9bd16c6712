import { dataWork } from "./benign/data.ts";
import { developerWork } from "./benign/developer.ts";
import { operatorWork } from "./benign/operator.ts";
import { toolWork } from "./benign/tools.ts";
import { windowsWork } from "./benign/windows.ts";
import { harmlessWords } from "./benign/words.ts";
import type { CommandCase } from "./command-case.ts";
import { destructiveCloud } from "./destructive/cloud.ts";
import { destructiveDatabases } from "./destructive/databases.ts";
import { destructiveFiles } from "./destructive/files.ts";
import { destructiveGovernance } from "./destructive/governance.ts";
import { destructiveHosts } from "./destructive/hosts.ts";
import { destructiveNetwork, opaqueCommands } from "./destructive/network.ts";
import { credentialReads, destructiveSecurity } from "./destructive/security.ts";
import { destructiveSourceControl } from "./destructive/source-control.ts";
import { destructiveTools } from "./destructive/tools.ts";
import { shellEvasions } from "./evasions/shell.ts";
import { sqlEvasions } from "./evasions/sql.ts";
import { windowsEvasions } from "./evasions/windows.ts";
import { wrapperEvasions } from "./evasions/wrappers.ts";
import { heldOutDestructive } from "./held-out/destructive.ts";
import { heldOutEvasions } from "./held-out/evasions.ts";
import { heldOutEveryday } from "./held-out/everyday.ts";

export const corpus: readonly CommandCase[] = [
  ...destructiveFiles,
  ...destructiveDatabases,
  ...destructiveSourceControl,
  ...destructiveSecurity,
  ...credentialReads,
  ...destructiveCloud,
  ...destructiveHosts,
  ...destructiveNetwork,
  ...opaqueCommands,
  ...destructiveGovernance,
  ...destructiveTools,
  ...shellEvasions,
  ...wrapperEvasions,
  ...windowsEvasions,
  ...sqlEvasions,
  ...harmlessWords,
  ...developerWork,
  ...operatorWork,
  ...dataWork,
  ...windowsWork,
  ...toolWork,
];

/** Apart from the corpus: what the rules make of commands that nobody had in mind. */
export const heldOut: readonly CommandCase[] = [
  ...heldOutDestructive,
  ...heldOutEvasions,
  ...heldOutEveryday,
];
