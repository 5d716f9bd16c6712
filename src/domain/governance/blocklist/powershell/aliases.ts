/** PowerShell's own short names (Get-Alias in 5.1 and 7). */
const aliases: Readonly<Record<string, string>> = {
  "remove-item": "ri rm del erase rd rmdir",
  "get-childitem": "gci ls dir",
  "get-content": "gc cat type",
  "set-content": "sc",
  "add-content": "ac",
  "clear-content": "clc",
  "copy-item": "cp copy cpi",
  "move-item": "mv move mi",
  "set-location": "cd sl chdir",
  "push-location": "pushd",
  "stop-process": "kill spps",
  "stop-service": "spsv",
  "start-process": "start saps",
  "invoke-webrequest": "iwr wget curl",
  "invoke-restmethod": "irm",
  "invoke-expression": "iex",
  "invoke-command": "icm",
  "invoke-cimmethod": "icim",
  "invoke-wmimethod": "iwmi",
  "remove-itemproperty": "rp",
  "set-itemproperty": "sp",
  "new-item": "ni",
  "select-string": "sls",
  "foreach-object": "% foreach",
  "where-object": "? where",
  "write-output": "echo write",
  "set-alias": "sal",
  "clear-history": "clhy",
  "start-bitstransfer": "sbits",
};

const byAlias: ReadonlyMap<string, string> = new Map(
  Object.entries(aliases).flatMap(([name, list]) =>
    list.split(" ").map((alias): [string, string] => [alias, name]),
  ),
);

export function cmdletOf(name: string): string {
  return byAlias.get(name.toLowerCase()) ?? name;
}
