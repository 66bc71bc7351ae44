import { useDesk } from "../desk.js";
import { type Planned, plannedInAll } from "../figures/plan-lines.js";
import { metricFormat } from "../figures/waterfall-metrics.js";
import { asDefined, longMonth, monthsFrom, words } from "../format.js";
import { planLinesQuestion } from "../questions/forecast.js";
import type { Drill } from "../route.js";
import { useAnswer } from "../use-answer.js";

/** Where somebody planned what is behind a figure, by file and line. */
export function PlanLines({ plan }: { readonly plan: NonNullable<Drill["plan"]> }) {
  const { route } = useDesk();
  const { answer } = useAnswer(planLinesQuestion(plan, route.filters));
  const found = answer.kind === "ready" ? plannedInAll(answer.rows) : [];
  return found.map((planned) => (
    <PlanLine key={planned.metric} planned={planned} isOne={found.length === 1} />
  ));
}

interface PlanLineProps {
  readonly planned: Planned;
  /** The panel's title says which metric it is. */
  readonly isOne: boolean;
}

function PlanLine({ planned: { metric, total, from, to, vintages, files }, isOne }: PlanLineProps) {
  const { currency } = useDesk();
  const value = asDefined(total, { format: metricFormat(metric), unit: undefined }, currency);
  return (
    <p className="plan-line">
      {isOne ? value : `${words(metric)}: ${value}`} planned for {monthsFrom(from, to)} in{" "}
      {vintages.map(longMonth).join(" and ")}
      {files.map(({ path, lines }, at) => (
        <span key={path}>
          {at === 0 ? " by " : " and "}
          <code>{`${path}:${lines}`}</code>
        </span>
      ))}
    </p>
  );
}
