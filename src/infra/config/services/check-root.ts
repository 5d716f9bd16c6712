import type { RootConfig } from "../schemas/root.ts";
import { checkNode } from "../yaml/check-node.ts";
import type { Located } from "../yaml/located.ts";
import { describeUnknown, type Knowledge } from "./check-server.ts";
import type { CheckedFile } from "./assemble.ts";

const portMax = 65_535;

/** Port ranges and the extensions' own sections. */
export function checkRoot(root: CheckedFile<RootConfig>, known: Knowledge): void {
  for (const key of ["mcp_ports", "agent_ports"] as const) {
    const range = root.value.settings?.[key];
    if (range === undefined) continue;
    const [first = 0, last = 0] = range.split("-").map(Number);
    if (first < 1 || last > portMax || first > last) {
      root.report.add(["settings", key], "must be a range of ports, the lower one first");
    }
  }
  const sections = sectionsOf(root.report.root);
  for (const [id, section] of sections) checkSection(id, section, root, known);
}

function checkSection(
  id: string,
  section: Located,
  root: CheckedFile<RootConfig>,
  known: Knowledge,
): void {
  const extension = known.extensions.find((one) => one.id === id);
  const at = ["extensions", id];
  if (extension === undefined) {
    const ids = known.extensions.map((one) => one.id);
    root.report.add(at, describeUnknown("extension", id, ids));
  } else if (extension.config === undefined) {
    root.report.add(at, "this extension has no settings of its own");
  } else {
    for (const finding of checkNode(extension.config, section, at)) {
      root.report.addFinding(finding);
    }
  }
}

function sectionsOf(root: Located): readonly (readonly [string, Located])[] {
  if (root.kind !== "map") return [];
  const sections = root.entries.find((entry) => entry.key === "extensions")?.value;
  return sections?.kind === "map"
    ? sections.entries.map((entry) => [entry.key, entry.value] as const)
    : [];
}
