import type { CubeApi } from "@cubejs-client/core";
import { useCallback, useMemo } from "react";
import { pareto } from "../charts/pareto.js";
import type { Theme } from "../charts/theme.js";
import { AnswerView } from "../components/answer.js";
import { Chart } from "../components/chart.js";
import { CurveTable } from "../components/curve-table.js";
import { Empty } from "../components/state.js";
import { TiersTable } from "../components/tiers-table.js";
import type { ParetoPoint, Tier } from "../figures/pareto.js";
import { count, longMonth, percent } from "../format.js";
import { paretoQuestion, rowLimit, tiersQuestion } from "../queries.js";
import { useAnswer } from "../use-answer.js";

interface CustomersProps {
  readonly api: CubeApi;
  readonly month: string;
  readonly currency: string | undefined;
}

export function Customers({ api, month, currency }: CustomersProps) {
  const tiers = useAnswer(
    api,
    useMemo(() => tiersQuestion(month), [month]),
  );
  const points = useAnswer(
    api,
    useMemo(() => paretoQuestion(month), [month]),
  );
  const none = (
    <Empty
      what={`Nobody paid in ${longMonth(month)}.`}
      remedy="Choose another month at the top of the page."
    />
  );
  return (
    <section id="customers" aria-labelledby="customers-title">
      <h2 id="customers-title">Customers by size</h2>
      <AnswerView asking={tiers} what="tiers" empty={none}>
        {(tierRows) => (
          <div className="card halves">
            <div>
              <h3>How much the largest customers hold</h3>
              <AnswerView asking={points} what="customers" empty={none}>
                {(rows) => <Curve points={rows} tiers={tierRows} currency={currency} />}
              </AnswerView>
            </div>
            <div>
              <h3>Tiers</h3>
              <TiersTable tiers={tierRows} currency={currency} />
            </div>
          </div>
        )}
      </AnswerView>
    </section>
  );
}

interface CurveProps {
  readonly points: readonly ParetoPoint[];
  readonly tiers: readonly Tier[];
  readonly currency: string | undefined;
}

function Curve({ points, tiers, currency }: CurveProps) {
  const draw = useCallback(
    (theme: Theme, width: number) => pareto({ points, tiers, currency, theme, width }),
    [points, tiers, currency],
  );
  return (
    <>
      <Chart size="square" label={summary(tiers)} draw={draw} />
      {points.length < rowLimit ? null : (
        <p className="note">Only the first {count(rowLimit)} steps of the curve are drawn.</p>
      )}
      <CurveTable points={points} currency={currency} />
    </>
  );
}

function summary(tiers: readonly Tier[]): string {
  const bounds = tiers.map(
    (tier) =>
      `${percent(tier.cumulativeCustomerShare)} hold ${percent(tier.cumulativeMrrShare)} of MRR`,
  );
  return `Pareto chart. Of the customers, largest first, ${bounds.join("; ")}.`;
}
