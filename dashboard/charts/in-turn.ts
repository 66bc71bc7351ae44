const waiting = new Set<() => void>();

/** Runs tasks one by one while the page is idle, so that none holds up its reader; gives a way to take one back. */
export function inTurn(task: () => void): () => void {
  waiting.add(task);
  if (waiting.size === 1) whenIdle(runNext);
  return () => {
    waiting.delete(task);
  };
}

function runNext(): void {
  const [task] = waiting;
  if (task === undefined) return;
  try {
    task();
  } finally {
    waiting.delete(task);
    if (waiting.size > 0) whenIdle(runNext);
  }
}

/** Idle or not, the next one does not wait longer. */
const patience = 300;

function whenIdle(run: () => void): void {
  // not every browser tells when it is idle
  if (typeof window.requestIdleCallback === "function") {
    window.requestIdleCallback(run, { timeout: patience });
  } else window.setTimeout(run, 1);
}
