import type { CSSProperties, PointerEvent } from "react";
import { edges } from "../charts/pareto.js";
import type { Frame } from "../charts/picture.js";
import { type Bounds, moveBound } from "../figures/what-if.js";

interface HandlesProps {
  readonly frame: Pick<Frame, "theme" | "width">;
  readonly bounds: Bounds;
  /** Shares of MRR that lie before the bounds: the lines reach down to the curve. */
  readonly heights: readonly number[];
  readonly onMove: (bounds: Bounds) => void;
}

/**
 * The bounds between tiers as lines on the curve that the pointer drags. Whoever has a keyboard
 * moves the sliders under the tiers, so these are not in its way.
 */
export function BoundHandles({ frame, bounds, heights, onMove }: HandlesProps) {
  const { left, right } = edges(frame.theme);
  const wide = Math.max(1, frame.width - left - right);
  const drag = (index: number) => (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    onMove(moveBound(bounds, index, shareAt(event.clientX - box.left - left, wide)));
  };
  return (
    <div className="bound-handles" aria-hidden="true">
      {bounds.map((bound, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a bound is known by its place
          key={index}
          className="bound-handle"
          style={placed(Math.round(left + bound * wide), heights[index] ?? 0)}
          onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
          onPointerMove={drag(index)}
        />
      ))}
    </div>
  );
}

function placed(left: number, height: number): CSSProperties {
  return { left: `${left}px`, "--reach": `${Math.round(100 * (1 - height))}%` } as CSSProperties;
}

/** Half a percent is as fine as the sliders are. */
function shareAt(pixels: number, wide: number): number {
  return Math.round(Math.min(1, Math.max(0, pixels / wide)) * 200) / 200;
}
