import { arrDrill, drillInto } from "./drills.js";
import { monthsLater } from "./figures/forecast.js";
import { longMonth, monthsFrom } from "./format.js";
import type { Drill } from "./route.js";

const steps = {
  new_arr: ["arr_won", "New and reactivated ARR"],
  expansion_arr: ["arr_expansion", "Expansion ARR"],
  churned_arr: ["arr_lost", "Churned and contracted ARR"],
} as const;

/** What is behind a step of the bridge of the months after an opening one. */
export function bridgeDrill(step: string, opening: string, month: string): Drill | undefined {
  if (step === "opening") return arrDrill(opening);
  if (step === "closing") return arrDrill(month);
  return step === "moved" ? inOrOutDrill(opening, month) : flowDrill(step, opening, month);
}

/** The same below the files and lines in which the step was planned, or all that lead to its level. */
export function plannedBridgeDrill(
  step: string,
  [opening, month]: readonly [opening: string, month: string],
  planned: string,
): Drill | undefined {
  const came = bridgeDrill(step, opening, month);
  if (came === undefined) return undefined;
  const metrics = step === "closing" ? Object.keys(steps) : [step];
  const during: [string, string] = [monthsLater(opening, 1), month];
  return {
    ...came,
    title: `${came.title}; ${planned} planned`,
    plan: { metrics, kind: "plan", during },
  };
}

/** Who came to be among those that are shown after a month, or ceased to. */
function inOrOutDrill(opening: string, month: string): Drill {
  return drillInto("growth", {
    title: `ARR in or out, after ${longMonth(opening)} until ${longMonth(month)}`,
    measure: "arr_in_or_out",
    during: ["month", opening, month],
  });
}

/** Whose ARR moved in the months after an opening one in the way of a step. */
export function flowDrill(key: string, opening: string, month: string): Drill | undefined {
  const step = Object.entries(steps).find(([name]) => name === key)?.[1];
  if (step === undefined) return undefined;
  const [measure, title] = step;
  const from = monthsLater(opening, 1);
  return drillInto("growth", {
    title: `${title}, ${monthsFrom(from, month)}`,
    measure,
    during: ["month", from, month],
    smallestFirst: measure === "arr_lost",
  });
}
