/** One bar of a bridge: a level from zero, or a change from one level to the next. */
export interface BridgeStep {
  readonly key: string;
  readonly title: string;
  readonly isLevel: boolean;
  readonly from: number;
  readonly to: number;
  /** What was planned of the change, and the level that the plan comes to after it. */
  readonly plannedChange: number | null;
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

interface Level {
  readonly title: string;
  readonly value: number;
}

/** Less than half a unit of money is a matter of rounding. */
const least = 0.5;

/**
 * An opening level, its changes and the level they lead to. Where that is another one than they add
 * up to, accounts have come to be of those that are shown, or have ceased to.
 */
export function bridgeSteps(
  opening: Level,
  changes: readonly BridgeChange[],
  closing: Level,
): readonly BridgeStep[] {
  let level = opening.value;
  let planned: number | null = opening.value;
  const steps = changes.map((change): BridgeStep => {
    const from = level;
    level += change.actual;
    planned = planned === null || change.planned === null ? null : planned + change.planned;
    return {
      key: change.key,
      title: change.title,
      isLevel: false,
      from,
      to: level,
      plannedChange: change.planned,
      planned,
    };
  });
  const start: BridgeStep = {
    key: "opening",
    title: opening.title,
    isLevel: true,
    from: 0,
    to: opening.value,
    plannedChange: null,
    planned: null,
  };
  const moved: BridgeStep = {
    key: "moved",
    title: "In or out",
    isLevel: false,
    from: level,
    to: closing.value,
    plannedChange: null,
    planned,
  };
  return [
    start,
    ...steps,
    ...(Math.abs(closing.value - level) < least ? [] : [moved]),
    {
      key: "closing",
      title: closing.title,
      isLevel: true,
      from: 0,
      to: closing.value,
      plannedChange: null,
      planned,
    },
  ];
}
