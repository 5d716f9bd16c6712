import type { Draw } from "#domain/governance/secrets/kind.ts";
import { fill, pick } from "./template.ts";

/** Puts a value into a piece of work. Names beside it are neutral: the value alone must tell. */
export interface Context {
  readonly name: string;
  /** A value of several lines can stand here as it is. */
  readonly takesLines: boolean;
  write(value: string, draw: Draw): string;
}

type Write = Context["write"];

const quoted = (value: string): string => JSON.stringify(value);
const single = (value: string): string => value.replaceAll("'", "'\\''");
const markup = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const indented = (value: string): string => value.replaceAll("\n", "\n    ");
const shouted = (draw: Draw): string => pick(draw, ["SERVICE", "UPSTREAM", "INTEGRATION"]);

const prose: Record<string, Write> = {
  chat: (value) =>
    `hey, can you try the deploy again with this one: ${value}\nthe old one stopped working`,
  mail: (value, draw) =>
    `From: ops@acme.dev\nTo: eve@acme.dev\nSubject: access\n\nHi Eve,\n\nas discussed:\n\n` +
    `${value}\n\nPlease confirm by ${pick(draw, ["Monday", "noon"])}.\nBest,\nTom`,
  markdown: (value) => `## Setup\n\n1. Clone the repository.\n2. Use \`${value}\` for the sync.\n`,
  "markdown-fence": (value) => `Run this:\n\n\`\`\`\n${value}\n\`\`\`\n\nThen restart.`,
  "code-comment": (value) => `// left over from the migration: ${value}\nexport {};\n`,
  bare: (value) => value,
};

const code: Record<string, Write> = {
  typescript: (value) =>
    `import { connect } from "./client.ts";\n\nconst client = connect(${quoted(value)});\n`,
  python: (value) =>
    `import acme\n\ndef main():\n    client = acme.Client(${quoted(value)}, timeout=30)\n`,
  go: (value) => `func main() {\n\tc, err := acme.Dial(ctx, ${quoted(value)})\n\tif err != nil {\n`,
  java: (value) =>
    `public final class Sync {\n  private static final String S = ${quoted(value)};\n`,
  csharp: (value) => `var client = new SyncClient(${quoted(value)});\nawait client.RunAsync();\n`,
  ruby: (value) => `client = Acme::Client.new(${quoted(value)})\nclient.sync!\n`,
  php: (value) => `<?php\n$client = new Client(${quoted(value)});\n$client->run();\n`,
  rust: (value) => `let client = Client::new(${quoted(value)})?;\nclient.sync().await?;\n`,
  kotlin: (value) => `val client = SyncClient(endpoint, ${quoted(value)})\n`,
  sql: (value, draw) =>
    `INSERT INTO settings (id, name, value) VALUES (${draw.below(900)}, 'sync', ` +
    `'${value.replaceAll("'", "''")}');`,
};

const shell: Record<string, Write> = {
  shell: (value) => `cd /srv/app && ./sync --from '${single(value)}' --verbose`,
  "shell-export": (value, draw) => `export ${shouted(draw)}_VALUE='${single(value)}'\nmake deploy`,
  "curl-header": (value) =>
    `curl -sS -H 'X-Acme: ${single(value)}' https://api.acme.dev/v1/items | jq .`,
  "curl-data": (value) =>
    `curl -X POST https://api.acme.dev/v1/sync -d '${single(JSON.stringify({ v: value }))}'`,
  heredoc: (value) => `cat > /etc/app/local.conf <<'EOF'\n${value}\nEOF\nsystemctl restart app`,
  powershell: (value) => `Invoke-Sync -Source "${value}" -Verbose | Out-Null`,
};

const settings: Record<string, Write> = {
  env: (value, draw) => `NODE_ENV=production\n${shouted(draw)}_REF=${value}\nLOG_LEVEL=info\n`,
  "env-quoted": (value, draw) => `PORT=8080\n${shouted(draw)}_REF=${quoted(value)}\n`,
  yaml: (value) => `service:\n  name: sync\n  upstream: ${quoted(value)}\n  replicas: 2\n`,
  "yaml-block": (value) => `data:\n  note: |\n    ${indented(value)}\nkind: Local\n`,
  toml: (value) => `[sync]\ninterval = 30\nupstream = ${quoted(value)}\n`,
  ini: (value) => `[sync]\nupstream = ${value}\ninterval = 30\n`,
  dockerfile: (value) => `FROM debian:13\nENV UPSTREAM=${quoted(value)}\nCMD ["sync"]\n`,
  terraform: (value) =>
    `resource "acme_sync" "main" {\n  name     = "main"\n  upstream = ${quoted(value)}\n}\n`,
  xml: (value) => `<config>\n  <upstream name="main">${markup(value)}</upstream>\n</config>`,
  "xml-attribute": (value) => `<add name="upstream" value="${markup(value)}" />`,
};

const records: Record<string, Write> = {
  "json-arguments": (value) =>
    JSON.stringify({ path: "notes/today.md", content: value, mode: "append" }),
  "json-nested": (value, draw) =>
    JSON.stringify(
      { id: draw.below(9999), steps: [{ run: "sync", with: [value, true] }] },
      null,
      2,
    ),
  "json-in-json": (value) => JSON.stringify({ body: JSON.stringify({ data: { v: value } }) }),
  log: (value, draw) =>
    `2026-01-14T10:11:${10 + draw.below(49)}.482Z INFO  sync[2211] request sent value=${value} ` +
    `status=200 ms=${draw.below(900)}`,
  "access-log": (value, draw) =>
    `10.0.4.7 - - [14/Jan/2026:10:11:12 +0000] "GET /sync?v=${value} HTTP/1.1" 200 ` +
    `${draw.below(9000)} "-" "curl/8.5"`,
  trace: (value) =>
    `Error: upstream refused ${value}\n    at dial (/srv/app/src/dial.ts:41:11)\n` +
    `    at async sync (/srv/app/src/sync.ts:12:3)`,
  diff: (value) =>
    `diff --git a/sync.ts b/sync.ts\n@@ -1,3 +1,3 @@\n import x from "y";\n-const s = load();\n` +
    `+const s = ${quoted(value)};\n run(s);\n`,
  csv: (value, draw) =>
    `id,name,value,created\n${draw.below(99)},sync,"${value.replaceAll('"', '""')}",2026-01-14\n`,
  "markdown-table": (value) => `| name | value |\n| ---- | ----- |\n| sync | ${value} |\n`,
  html: (value) => `<li><code>${markup(value)}</code></li>\n<li>second</li>`,
  notebook: (value) =>
    JSON.stringify({
      cells: [
        { cell_type: "code", source: [`client = connect(${quoted(value)})\n`, "client.run()"] },
      ],
      nbformat: 4,
    }),
  "http-message": (value, draw) =>
    `POST /v1/sync HTTP/1.1\r\nHost: api.acme.dev\r\nX-Upstream: ${value}\r\n` +
    `Content-Length: ${draw.below(99)}\r\n\r\n`,
  "tool-result": (value) =>
    JSON.stringify({ content: [{ type: "text", text: `file contents:\n${value}\n(end)` }] }),
};

/** What only makes sense on one line, unquoted. */
const singleLine = new Set([
  "powershell",
  "env",
  "ini",
  "log",
  "access-log",
  "markdown-table",
  "http-message",
  "code-comment",
  "curl-header",
  "markdown",
]);

export const contexts: readonly Context[] = Object.entries({
  ...prose,
  ...code,
  ...shell,
  ...settings,
  ...records,
}).map(([name, write]) => ({ name, takesLines: !singleLine.has(name), write }));

/** An ordinary line before and after, so that nothing stands at the border of its text. */
export function surround(text: string, draw: Draw): string {
  const id = fill("{h:7}", draw);
  return `step ${draw.below(40)}: build ${id} finished\n${text}\nnext: review the change`;
}
