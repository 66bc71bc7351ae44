import { arrDrill, drillInto } from "./drills.js";
import { monthsLater } from "./figures/forecast.js";
import { longMonth } from "./format.js";
import type { Drill } from "./route.js";

const steps = {
  new_arr: ["mrr_won", "New and reactivated MRR"],
  expansion_arr: ["mrr_expansion", "Expansion"],
  churned_arr: ["mrr_lost", "Churned and contracted MRR"],
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
  opening: string,
  month: string,
): Drill | undefined {
  const came = bridgeDrill(step, opening, month);
  const metrics = step === "closing" ? Object.keys(steps) : [step];
  return (
    came && { ...came, plan: { metrics, kind: "plan", during: [monthsLater(opening, 1), month] } }
  );
}

/** Who came to be among those that are shown after a month, or ceased to. */
function inOrOutDrill(opening: string, month: string): Drill {
  return drillInto("growth", {
    title: `MRR in or out, a twelfth of its ARR, after ${longMonth(opening)} until ${longMonth(month)}`,
    measure: "mrr_in_or_out",
    during: ["month", opening, month],
  });
}

/** Whose MRR moved in some months in the way of a step. */
function flowDrill(key: string, opening: string, month: string): Drill | undefined {
  const step = Object.entries(steps).find(([name]) => name === key)?.[1];
  if (step === undefined) return undefined;
  const [measure, title] = step;
  const from = monthsLater(opening, 1);
  return drillInto("growth", {
    title: `${title}, a twelfth of its ARR, ${longMonth(from)} to ${longMonth(month)}`,
    measure,
    during: ["month", from, month],
    smallestFirst: measure === "mrr_lost",
  });
}
