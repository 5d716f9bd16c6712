import { readdirSync, readFileSync, statSync } from "node:fs";

/** Threads of all processes of one account. */
export function countTasks(uid: number): number {
  let tasks = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^[0-9]+$/.test(name)) continue;
    tasks += tasksOf(`/proc/${name}`, uid);
  }
  return tasks;
}

const threadsField = 17;

function tasksOf(folder: string, uid: number): number {
  try {
    if (statSync(folder).uid !== uid) return 0;
    const stat = readFileSync(`${folder}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[threadsField]);
  } catch (error) {
    // Processes end while the table is read.
    if (error instanceof Error && "code" in error) return 0;
    throw error;
  }
}
