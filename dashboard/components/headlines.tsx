import { arrDrill, customersDrill, movementDrill, mrrDrill, netDrill } from "../drills.js";
import type { Month } from "../figures/months.js";
import { compactChange, compactMoney, count, fullMoney, percent, shortMonth } from "../format.js";
import { Figure } from "./figure.js";

interface HeadlinesProps {
  readonly month: Month;
  readonly compared: Month | undefined;
  readonly currency: string | undefined;
}

/** The five figures of a month, each with what it is compared with. */
export function Headlines({ month, compared, currency }: HeadlinesProps) {
  const lost = month.churn + month.contraction;
  return (
    <dl className="figures">
      <Figure
        id="mrr"
        label="MRR"
        terms={["growth.mrr"]}
        value={compactMoney(month.mrr, currency)}
        full={fullMoney(month.mrr, currency)}
        note={since(month.mrr, compared?.mrr, compared)}
        drill={mrrDrill(month.month)}
      />
      <Figure
        id="arr"
        label="ARR"
        terms={["growth.arr"]}
        value={compactMoney(month.arr, currency)}
        full={fullMoney(month.arr, currency)}
        note="12 × MRR"
        drill={arrDrill(month.month)}
      />
      <Figure
        id="customers"
        label="Customers"
        terms={["growth.customers"]}
        value={count(month.customers)}
        full={count(month.customers)}
        note={customersSince(month.customers, compared)}
        drill={customersDrill(month.month)}
      />
      <Figure
        id="net-new"
        label="Net new MRR"
        terms={["growth.mrr_net_change"]}
        value={compactChange(month.netNew, currency)}
        full={fullMoney(month.netNew, currency)}
        note={`from ${compactMoney(month.opening, currency)} at its start`}
        drill={netDrill(month.month)}
      />
      <Figure
        id="churn-rate"
        label="Gross MRR churn"
        terms={["growth.gross_mrr_churn_rate"]}
        value={percent(month.grossChurnRate, 2)}
        full={percent(month.grossChurnRate, 6)}
        note={`${compactMoney(-lost, currency)} churned or contracted`}
        drill={movementDrill(month.month, "churn")}
      />
    </dl>
  );
}

function since(now: number, then: number | undefined, compared: Month | undefined): string {
  if (compared === undefined || then === undefined || then === 0) return "first month";
  const moved = now / then - 1;
  return `${moved > 0 ? "+" : ""}${percent(moved)} since ${shortMonth(compared.month)}`;
}

function customersSince(now: number, compared: Month | undefined): string {
  if (compared === undefined) return "first month";
  const moved = now - compared.customers;
  return `${moved > 0 ? "+" : ""}${count(moved)} since ${shortMonth(compared.month)}`;
}
