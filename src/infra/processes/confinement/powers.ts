/** What the filter of system calls leaves to a child that declares it under `sandbox.allow`. */
export const sandboxPowers = ["unix-sockets", "file-modes", "namespaces"] as const;
export type SandboxPower = (typeof sandboxPowers)[number];
