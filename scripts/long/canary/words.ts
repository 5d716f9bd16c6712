import type { OwnServer } from "../../e2e/own-server.ts";

/** How one verb is run. */
export interface Run {
  readonly words: readonly string[];
  readonly stdin?: string;
  /** Ends with a failure on purpose, and why. */
  readonly fails?: string;
}

type Words = (server: OwnServer, turn: number) => Promise<Run> | Run;

const plain = (...words: readonly string[]): Words => {
  return () => ({ words });
};
const userOf = (turn: number) => `canary-${String(turn)}@example.test`;
const me = "admin@localhost";
const ruleOf = (turn: number) => [
  ...["--entity", `mcp://canary/tool-${String(turn)}`, "--subject", "role:user"],
];

/**
 * Each verb of the command line, in the order in which they are run: a verb that is missing here
 * fails the test. `turn` counts the output formats.
 */
export const verbWords: Readonly<Record<string, Words>> = {
  "infra services start": () => ({ words: ["--detach"], fails: "it runs already" }),
  "infra services status": plain(),
  "infra db status": plain(),
  "infra db migrate": plain(),
  "infra db migrations": plain(),
  "infra db query": plain("select * from audit_events order by id desc", "--limit", "200"),
  "infra db doctor": () => ({ words: [], fails: "a finding is a failed check" }),
  "infra db tables": plain(),
  "infra db describe": plain("audit_events"),
  "infra db size": plain(),
  "infra logs audit": async (server) => ({ words: [await lastTrace(server), "--full"] }),
  "infra audit retention show": plain(),
  "infra audit retention run": plain("--dry-run"),
  "infra audit hold place": plain("--reason", "a claim"),
  "infra audit hold list": plain(),
  "infra audit hold release": async (server) => ({
    words: [await heldId(server), "--reason", "over"],
  }),
  "infra audit verify": plain(),
  "infra audit export": (_, turn) => ({ words: ["--out", `export-${String(turn)}`] }),
  "infra audit seals": plain(),
  "infra audit receipt": async (server) => {
    const [seal] = await server.query<{ batch: string }>(
      "select writer || ':' || sequence as batch from audit_seals where count > 0 limit 1",
    );
    return { words: [seal?.batch ?? ""] };
  },
  "admin users list": plain(),
  "admin users search": plain("canary"),
  "admin users count": plain(),
  "admin users create": (_, turn) => ({
    words: ["--email", userOf(turn), "--name", "canary", "--role", "user"],
  }),
  "admin users show": (_, turn) => ({ words: [userOf(turn)] }),
  "admin users update": (_, turn) => ({ words: [userOf(turn), "--name", "other"] }),
  "admin users role assign": (_, turn) => ({ words: [userOf(turn), "--roles", "user"] }),
  "admin users pat issue": (_, turn) => ({ words: [userOf(turn), "--name", "own"] }),
  "admin users pat list": plain(me),
  "admin users pat revoke": async (server, turn) => {
    const [pat] = await server.json<{ id: string }[]>(
      "admin",
      "users",
      "pat",
      "list",
      userOf(turn),
    );
    return { words: [pat?.id ?? "none"] };
  },
  "admin session login": plain("--email", me),
  "admin users session list": plain(me),
  "admin users session end": async (server, turn) => {
    await server.token(userOf(turn));
    const [session] = await server.json<{ id: string }[]>(
      ...["admin", "users", "session", "list", userOf(turn)],
    );
    return { words: [session?.id ?? "none"] };
  },
  "admin users delete": (_, turn) => ({ words: [userOf(turn)] }),
  "admin users erase": async (server, turn) => {
    const { id } = await server.createUser(`erased-${String(turn)}@example.test`, "user");
    return { words: [id, "--reason", "a request"] };
  },
  "admin access grant": (_, turn) => ({ words: ruleOf(turn) }),
  "admin access list": plain(),
  "admin access revoke": (_, turn) => ({ words: ruleOf(turn) }),
  "admin access explain": plain("--user", me, "--entity", "mcp://canary"),
  "admin policy show": plain(),
  "admin policy kinds": plain(),
  "admin policy explain": plain("--user", me, "--tool", "leak"),
  "admin policy test": () => ({ words: ["--jsonl", "-"], stdin: '{"text":"words"}\n' }),
  "admin rate-limits show": plain(),
  "admin rate-limits set": plain("--per-session", "100000"),
  "admin secrets set": (_, turn) => ({ words: [`other-${String(turn)}`], stdin: "another value" }),
  "admin secrets list": plain(),
  "admin secrets delete": (_, turn) => ({ words: [`other-${String(turn)}`] }),
  "admin secrets rotate": (_, turn) => ({
    words: ["--level", ["master", "user", "value"][turn] ?? "", ...(turn === 2 ? ["canary"] : [])],
  }),
  "admin keys list": plain(),
  "admin keys rotate": plain(),
  "admin config show": plain("--origin"),
  "admin config validate": plain(),
  "admin config schema": plain("profile"),
  "admin config reload": plain(),
  "admin config status": plain(),
  "plugins mcp list": plain(),
  "plugins mcp status": plain("canary"),
  "plugins mcp tools": plain("canary"),
  "plugins mcp call": plain("canary", "leak"),
  "plugins mcp logs": plain("canary"),
  "plugins mcp approve": plain("canary"),
  "infra services restart": plain(),
  "infra services stop": plain(),
  "infra services cleanup": plain(),
  "admin setup": plain("--systemd"),
};

async function lastTrace(server: OwnServer): Promise<string> {
  const [row] = await server.query<{ trace_id: string }>(
    "select trace_id from audit_events where target like 'mcp://canary%' order by id desc limit 1",
  );
  return row?.trace_id ?? "";
}

async function heldId(server: OwnServer): Promise<string> {
  const holds = await server.json<readonly { id: string; state: string }[]>(
    ...["infra", "audit", "hold", "list"],
  );
  return holds.find(({ state }) => state === "in force")?.id ?? "";
}
