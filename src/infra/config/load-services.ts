import { resolve } from "node:path";
import type { TSchema } from "#shared/schema.ts";
import { type AccessControlConfig, accessControlSchema } from "./schemas/access-control.ts";
import { type GovernanceConfig, governanceSchema } from "./schemas/governance.ts";
import { type McpServerConfig, mcpServerSchema } from "./schemas/mcp.ts";
import { type RootConfig, rootSchema } from "./schemas/root.ts";
import { assembleServices, type CheckedFile, type CheckedServices } from "./services/assemble.ts";
import { checkRepeats, checkRules } from "./services/check-access.ts";
import { checkRoot } from "./services/check-root.ts";
import { checkGovernance } from "./services/check-governance.ts";
import { checkServer, type Knowledge } from "./services/check-server.ts";
import { findReferences, type Role } from "./services/find-references.ts";
import { Report, sortDiagnostics } from "./services/report.ts";
import { type FileTexts, ServiceFiles } from "./services/service-files.ts";
import type { LoadedServices } from "./services/services-config.ts";
import { checkNode } from "./yaml/check-node.ts";
import type { Diagnostic } from "./yaml/diagnostic.ts";
import { plainValue } from "./yaml/located.ts";

export interface ServicesKnowledge extends Knowledge {
  /** Texts that win over the disk, by path relative to the folder. */
  readonly files?: FileTexts;
}

const rootFile = "config/config.yaml";

const schemas: Readonly<Record<Role, TSchema>> = {
  governance: governanceSchema,
  access_control: accessControlSchema,
  mcp: mcpServerSchema,
};

/**
 * Reads `services/` whole: every diagnostic at once, and a configuration only when none of them is
 * an error. No text makes it throw.
 */
export function loadServices(folder: string, known: ServicesKnowledge): LoadedServices {
  const loader = new Loader(new ServiceFiles(resolve(folder), known.files ?? new Map()), known);
  const checked = loader.load();
  const diagnostics = sortDiagnostics(loader.diagnostics);
  if (checked === undefined || diagnostics.some((one) => one.severity === "error")) {
    return { config: null, hash: null, diagnostics, rulePlaces: [] };
  }
  return { ...assembleServices(checked), diagnostics };
}

/** One reading of the folder: it gathers what is wrong while it goes on. */
class Loader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #files: ServiceFiles;
  readonly #known: Knowledge;

  constructor(files: ServiceFiles, known: Knowledge) {
    this.#files = files;
    this.#known = known;
  }

  load(): CheckedServices | undefined {
    const root = this.#readChecked<RootConfig>(rootFile, rootSchema);
    if (root === undefined) return undefined;
    checkRoot(root, this.#known);
    const { governance, access_control, mcp } = root.value;
    const named = { governance: [governance], access_control, mcp };
    const references = findReferences(named, this.#files, root.report);
    const of = (role: Role) =>
      references
        .filter((reference) => reference.role === role)
        .map(({ path }) => this.#readChecked<unknown>(path, schemas[role]))
        .filter((file) => file !== undefined);
    const checked = {
      root,
      governance: (of("governance") as CheckedFile<GovernanceConfig>[])[0],
      access: of("access_control") as CheckedFile<AccessControlConfig>[],
      servers: of("mcp") as CheckedFile<McpServerConfig>[],
    };
    this.#checkAcross(
      checked,
      references.filter(({ role }) => role === "mcp"),
    );
    const { governance: decided } = checked;
    return decided && { ...checked, governance: decided };
  }

  #readChecked<Value>(path: string, schema: TSchema): CheckedFile<Value> | undefined {
    const shown = this.#files.shown(path);
    const problem = this.#files.folderProblem(path);
    if (problem !== undefined) this.#refuse(shown, problem);
    const file = this.#files.read(path);
    this.diagnostics.push(...file.diagnostics);
    if (file.root === null) return undefined;
    const report = new Report(this.diagnostics, shown, file.root);
    const findings = checkNode(schema, file.root);
    for (const finding of findings) report.addFinding(finding);
    if (findings.length > 0) return undefined;
    return { path, report, value: plainValue(file.root) as Value };
  }

  #refuse(file: string, message: string): void {
    this.diagnostics.push({ severity: "error", file, line: 1, column: 1, path: "", message });
  }

  #checkAcross(
    checked: Omit<CheckedServices, "governance"> & {
      readonly governance: CheckedFile<GovernanceConfig> | undefined;
    },
    declared: readonly { readonly path: string }[],
  ): void {
    const firstPaths = new Map<string, string>();
    for (const { path } of declared) {
      const name = serverName(path);
      const first = firstPaths.get(name);
      if (first === undefined) firstPaths.set(name, path);
      else this.#refuse(this.#files.shown(path), `${this.#files.shown(first)} has the same name`);
    }
    for (const { path, value, report } of checked.servers) {
      checkServer(serverName(path), value, this.#known, report);
    }
    // A server whose own file is wrong is still declared: one mistake, one message.
    const names = new Set(firstPaths.keys());
    if (checked.governance !== undefined) {
      checkGovernance(checked.governance, names, this.#known);
    }
    for (const { value, report } of checked.access) checkRules(value.rules, names, report);
    checkRepeats(
      checked.access.flatMap(({ value, report }) =>
        value.rules.map((rule, index) => ({ rule, index, report })),
      ),
    );
  }
}

function serverName(path: string): string {
  return (path.split("/").at(-1) ?? path).replace(/\.ya?ml$/, "");
}
