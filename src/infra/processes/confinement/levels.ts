/** `full`: Landlock with ports and signals, and the filter of system calls. */
export const isolationLevels = ["none", "process", "landlock", "full"] as const;
export type IsolationLevel = (typeof isolationLevels)[number];
