import { useCallback } from "react";
import { mrrMovements } from "../charts/mrr-movements.js";
import { openingCut } from "../charts/opening-cut.js";
import type { Theme } from "../charts/theme.js";
import { Chart } from "../components/chart.js";
import { Headlines } from "../components/headlines.js";
import { MonthsTable } from "../components/months-table.js";
import { type Headline, type Month, movementKinds, movementTitles } from "../figures/months.js";
import { compactMoney, longMonth, shortMonth } from "../format.js";

interface RevenueProps {
  /** Closed months, oldest first. */
  readonly months: readonly Month[];
  readonly shown: Headline;
  readonly open: Month | undefined;
  readonly currency: string | undefined;
}

export function Revenue({ months, shown, open, currency }: RevenueProps) {
  const draw = useCallback(
    (theme: Theme, width: number) => mrrMovements({ months, currency, theme, width }),
    [months, currency],
  );
  return (
    <section id="revenue" aria-labelledby="revenue-title">
      <h2 id="revenue-title">Recurring revenue</h2>
      <Headlines shown={shown} currency={currency} />
      <div className="card">
        <h3>MRR and what moved it</h3>
        <Legend />
        <Chart size="tall" label={summary(months, currency)} draw={draw} />
        <CutMonth months={months} currency={currency} />
        {open === undefined ? null : <OpenMonth month={open} />}
        <MonthsTable months={months} currency={currency} />
      </div>
    </section>
  );
}

function Legend() {
  return (
    <ul className="legend">
      <li>
        <span className="mark line accent" /> MRR
      </li>
      {movementKinds.map((kind) => (
        <li key={kind}>
          <span className={`mark ${kind}`} /> {movementTitles[kind]}
        </li>
      ))}
      <li>
        <span className="mark dash" /> Net new
      </li>
    </ul>
  );
}

function CutMonth({ months, currency }: Pick<RevenueProps, "months" | "currency">) {
  const cut = openingCut(months);
  if (cut === undefined) return null;
  return (
    <p className="note">
      {longMonth(cut.month.month)} is the first month, so all of its{" "}
      {compactMoney(cut.month.new, currency)} counts as new; its bar is cut off.
    </p>
  );
}

function OpenMonth({ month }: { readonly month: Month }) {
  return (
    <p className="note">
      {longMonth(month.month)} has not ended and is left out: its movements are not complete.
    </p>
  );
}

function summary(months: readonly Month[], currency: string | undefined): string {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return "No closed month";
  const from = `${compactMoney(first.mrr, currency)} in ${shortMonth(first.month)}`;
  const to = `${compactMoney(last.mrr, currency)} in ${shortMonth(last.month)}`;
  return `MRR by month with its movements, from ${from} to ${to}. The table below has each month.`;
}
