import type { Headline } from "../figures/months.js";
import {
  compactChange,
  compactMoney,
  count,
  fullMoney,
  nothing,
  percent,
  shortMonth,
} from "../format.js";
import { Figure } from "./figure.js";

interface HeadlinesProps {
  readonly shown: Headline;
  readonly currency: string | undefined;
}

/** The five figures of a month, each with what it is compared with. */
export function Headlines({ shown, currency }: HeadlinesProps) {
  const { month, previous } = shown;
  const lost = month.churn + month.contraction;
  return (
    <dl className="figures">
      <Figure
        id="figure-mrr"
        label="MRR"
        value={compactMoney(month.mrr, currency)}
        full={fullMoney(month.mrr, currency)}
        note={since(shown, (each) => each.mrr)}
      />
      <Figure
        id="figure-arr"
        label="ARR"
        value={compactMoney(month.arr, currency)}
        full={fullMoney(month.arr, currency)}
        note="12 × MRR"
      />
      <Figure
        id="figure-customers"
        label="Customers"
        value={count(month.customers)}
        full={count(month.customers)}
        note={customersSince(month.customers, previous?.customers, previous?.month)}
      />
      <Figure
        id="figure-net-new"
        label="Net new MRR"
        value={compactChange(month.netNew, currency)}
        full={fullMoney(month.netNew, currency)}
        note={`from ${compactMoney(month.opening, currency)} at its start`}
      />
      <Figure
        id="figure-churn-rate"
        label="Gross MRR churn"
        value={percent(month.grossChurnRate, 2)}
        full={percent(month.grossChurnRate, 6)}
        note={`${compactMoney(-lost, currency)} churned or contracted`}
      />
    </dl>
  );
}

function since({ month, previous }: Headline, pick: (each: Headline["month"]) => number): string {
  if (previous === undefined || pick(previous) === 0) return "first month";
  const change = pick(month) / pick(previous) - 1;
  return `${change > 0 ? "+" : ""}${percent(change)} since ${shortMonth(previous.month)}`;
}

function customersSince(now: number, before: number | undefined, month = nothing): string {
  if (before === undefined) return "first month";
  const change = now - before;
  return `${change > 0 ? "+" : ""}${count(change)} since ${shortMonth(month)}`;
}
