import type { Noun } from "#entry/cli/command.ts";

export const keys: Noun = {
  summary: "Keys that sign access tokens",
  verbs: {
    list: {
      summary: "List the signing keys, newest first",
      run: async (context) => {
        const { tokens } = await context.open();
        const now = Date.now();
        const rows = (await tokens.listKeys()).map((key) => ({
          kid: key.kid,
          algorithm: key.algorithm,
          state:
            key.retiredAt === null
              ? "signs"
              : (key.verifyUntil?.getTime() ?? 0) > now
                ? "verifies"
                : "retired",
          created_at: key.createdAt.toISOString(),
          verify_until: key.verifyUntil?.toISOString() ?? null,
        }));
        context.out.table(rows, [
          { key: "kid", heading: "KEY" },
          { key: "algorithm", heading: "ALGORITHM" },
          { key: "state", heading: "STATE" },
          { key: "created_at", heading: "CREATED" },
          { key: "verify_until", heading: "VERIFIES UNTIL" },
        ]);
      },
    },
    rotate: {
      summary: "Sign with a new key from now on; the old one verifies until its tokens expire",
      run: async (context) => {
        const { tokens, actor } = await context.open();
        const kid = await tokens.rotateKeys(actor);
        context.out.document({ kid }, () => `Key ${kid} signs from now on.`);
      },
    },
  },
};
