import { allGroups, type Curve, daysOf, isLabelledDay, shareBy } from "../figures/curves.js";
import { count, percent } from "../format.js";
import type { Drill } from "../route.js";
import { linesChart, patterns } from "./lines.js";
import type { Frame } from "./picture.js";
import { kindColour } from "./theme.js";

/** What the group of a curve is called. */
export type NameOf = (group: string) => string;

/** The share arrived over days, a stepped line for each group; everybody's is dark. */
export function drawCurves(
  curves: readonly Curve[],
  frame: Frame,
  pick: (curve: Curve, day: number) => Drill,
  nameOf: NameOf = (group) => group,
) {
  const shown = daysOf(curves);
  const last = shown.at(-1) ?? 0;
  return linesChart(
    {
      months: [],
      places: {
        names: shown.map((day) => `${count(day)} days`),
        title: "Days since the beginning",
        label: (index) => {
          const day = shown[index] ?? 0;
          return isLabelledDay(day, last) ? count(day) : undefined;
        },
      },
      axis: {
        title: "Share of customers arrived",
        tick: (value) => percent(value, 0),
        say: (value) => percent(value),
        min: 0,
        max: 1,
        interval: 0.25,
      },
      lines: curves.map((curve, index) => ({
        id: curve.group,
        name: `${nameOf(curve.group)}, n ${count(curve.n)}`,
        colour: curve.group === allGroups ? frame.theme.ink : kindColour(frame.theme, index - 1),
        values: shown.map((day) => shareBy(curve, day)),
        isStepped: true,
        pattern: patterns[index % patterns.length],
      })),
      // of all lines above a day, everybody's
      pick: (_, index) => {
        const [curve] = curves;
        const day = shown[index];
        return curve === undefined || day === undefined ? undefined : pick(curve, day);
      },
    },
    frame,
  );
}
