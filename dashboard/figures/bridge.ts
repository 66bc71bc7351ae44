/** One bar of a bridge: a level from zero, or a change from one level to the next. */
export interface BridgeStep {
  readonly key: string;
  readonly title: string;
  readonly isLevel: boolean;
  readonly from: number;
  readonly to: number;
  /** The level that the plan comes to after this step; empty without a plan. */
  readonly planned: number | null;
}

/** What one kind of change came to in a period, and what was planned of it. */
export interface BridgeChange {
  readonly key: string;
  readonly title: string;
  /** Signed: what is lost is negative. */
  readonly actual: number;
  readonly planned: number | null;
}

/** An opening level, its changes and the level they lead to. */
export function bridgeSteps(
  opening: { readonly title: string; readonly value: number },
  changes: readonly BridgeChange[],
  closing: string,
): readonly BridgeStep[] {
  let level = opening.value;
  let planned: number | null = opening.value;
  const steps = changes.map((change): BridgeStep => {
    const from = level;
    level += change.actual;
    planned = planned === null || change.planned === null ? null : planned + change.planned;
    return { key: change.key, title: change.title, isLevel: false, from, to: level, planned };
  });
  const start: BridgeStep = {
    key: "opening",
    title: opening.title,
    isLevel: true,
    from: 0,
    to: opening.value,
    planned: null,
  };
  return [
    start,
    ...steps,
    { key: "closing", title: closing, isLevel: true, from: 0, to: level, planned },
  ];
}
