import { beforeAll, type RunnerTask } from "vitest";
import { isCampaign, isRest, seed } from "./mode.js";

/** Whether the test in this place, from 0, is one of those that a seed takes of each `share`. */
export function isTaken(place: number, share: number, by: number): boolean {
  return (place + 1) % share === by % share;
}

type Tests = Extract<RunnerTask, { type: "test" }>[];

function testsOf(tasks: readonly RunnerTask[]): Tests {
  return tasks.flatMap((task) => (task.type === "suite" ? testsOf(task.tasks) : task));
}

// the hooks of a block of which nothing runs do not run either
function skipEmpty(tasks: readonly RunnerTask[]): void {
  for (const task of tasks) {
    if (task.type !== "suite") continue;
    skipEmpty(task.tasks);
    if (task.tasks.every(({ mode }) => mode === "skip")) task.mode = "skip";
  }
}

/**
 * Of the tests of this file or block, which take long together, `npm test` runs one in `share`, and
 * TENURE_SEED says which; `npm run test:rest` runs the others, and the campaign all of them.
 */
export function oneIn(share: number): void {
  if (isCampaign) return;
  // biome-ignore lint/correctness/noEmptyPattern: vitest asks for a pattern, and gives the block second
  beforeAll(({}, { tasks }) => {
    for (const [place, task] of testsOf(tasks).entries()) {
      const isElsewhere = isTaken(place, share, seed) === isRest;
      if (!isElsewhere || task.mode !== "run") continue;
      task.mode = "skip";
      task.result = { state: "skip" };
    }
    skipEmpty(tasks);
  });
}
