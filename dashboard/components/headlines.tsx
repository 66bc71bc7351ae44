import { useDesk } from "../desk.js";
import { arrDrill, customersDrill, lossesDrill, mrrDrill, netDrill } from "../drills.js";
import type { Month } from "../figures/months.js";
import { points, since, sinceAsShare } from "../figures/since.js";
import { compactChange, compactMoney, count, fullMoney, percent } from "../format.js";
import { Figure } from "./figure.js";

interface HeadlinesProps {
  readonly month: Month;
  readonly then: Month | undefined;
  readonly currency: string | undefined;
}

/** The five figures of a month, each with what it is compared with. */
export function Headlines({ month, then, currency }: HeadlinesProps) {
  const { before } = useDesk();
  const against = (now: number, earlier: number | undefined) =>
    since(now, earlier, before, (moved) => compactMoney(moved, currency));
  const lost = month.churn + month.contraction;
  return (
    <dl className="figures">
      <Figure
        id="mrr"
        label="MRR"
        terms={["growth.mrr"]}
        value={compactMoney(month.mrr, currency)}
        full={fullMoney(month.mrr, currency)}
        note={sinceAsShare(month.mrr, then?.mrr, before)}
        drill={mrrDrill(month.month)}
      />
      <Figure
        id="arr"
        label="ARR"
        terms={["growth.arr"]}
        value={compactMoney(month.arr, currency)}
        full={fullMoney(month.arr, currency)}
        note={against(month.arr, then?.arr)}
        drill={arrDrill(month.month)}
      />
      <Figure
        id="customers"
        label="Customers"
        terms={["growth.customers"]}
        value={count(month.customers)}
        full={count(month.customers)}
        note={since(month.customers, then?.customers, before, count)}
        drill={customersDrill(month.month)}
      />
      <Figure
        id="net-new"
        label="Net new MRR"
        terms={["growth.mrr_net_change"]}
        value={compactChange(month.netNew, currency)}
        full={fullMoney(month.netNew, currency)}
        note={against(month.netNew, then?.netNew)}
        drill={netDrill(month.month)}
      />
      <Figure
        id="churn-rate"
        label="Gross MRR churn"
        terms={["growth.gross_mrr_churn_rate"]}
        value={percent(month.grossChurnRate, 2)}
        full={percent(month.grossChurnRate, 6)}
        note={`${since(month.grossChurnRate, then?.grossChurnRate, before, points)}; ${compactMoney(-lost, currency)} lost`}
        drill={lossesDrill(month.month)}
      />
    </dl>
  );
}
