import { useCallback, useEffect, useMemo, useState } from "react";
import { useDesk } from "./desk.js";
import type { Tier } from "./figures/pareto.js";
import { type Bounds, readBounds, writeBounds } from "./figures/what-if.js";

/** While a bound is moved nothing else is, and the address has it where it stays. */
const still = 300;

/** The bounds that somebody tries; the address has them, so that they can be sent and come back. */
export function useBounds(
  tiers: readonly Tier[],
): readonly [Bounds | undefined, (to: Bounds | undefined) => void] {
  const { route, go } = useDesk();
  const said = route.choices.bounds;
  const read = useMemo(() => readBounds(said, tiers), [said, tiers]);
  const [moving, setMoving] = useState<{ readonly to: Bounds | undefined }>();
  useEffect(() => {
    if (moving === undefined) return;
    const { bounds: _, ...others } = route.choices;
    const choices =
      moving.to === undefined ? others : { ...others, bounds: writeBounds(moving.to) };
    const arrived = window.setTimeout(() => {
      go({ ...route, choices });
      setMoving(undefined);
    }, still);
    return () => window.clearTimeout(arrived);
  }, [moving, route, go]);
  const move = useCallback((to: Bounds | undefined) => setMoving({ to }), []);
  return [moving === undefined ? read : moving.to, move];
}
