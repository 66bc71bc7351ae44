import { useDesk } from "../desk.js";
import { metricFormat } from "../figures/waterfall-metrics.js";
import { asDefined, longMonth } from "../format.js";
import { planLineQuestion } from "../questions/forecast.js";
import type { Drill } from "../route.js";
import { useAnswer } from "../use-answer.js";

/** Where somebody planned what is behind a figure, by file and line. */
export function PlanLine({ plan }: { readonly plan: NonNullable<Drill["plan"]> }) {
  const { route, currency } = useDesk();
  const { answer } = useAnswer(planLineQuestion(plan, route.filters));
  const found = answer.kind === "ready" ? answer.rows[0] : undefined;
  if (found === undefined) return null;
  const format = metricFormat(plan.metric);
  const value = asDefined(found.forecast, { format, unit: undefined }, currency);
  return (
    <p id="plan-line">
      {value} planned for {longMonth(plan.period)} in {longMonth(plan.vintage)}
      {found.path === null ? null : (
        <>
          {" "}
          by <code>{`${found.path}:${found.line}`}</code>
        </>
      )}
    </p>
  );
}
