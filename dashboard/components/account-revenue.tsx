import { mrrMovements } from "../charts/mrr-movements.js";
import type { Frame, Picture } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import type { Month } from "../figures/months.js";
import { closedMonths, movementKinds, movementTitles } from "../figures/months.js";
import { compactMoney, shortMonth } from "../format.js";
import { accountMonthsQuestion } from "../questions/account.js";
import { useAnswer } from "../use-answer.js";
import { useDerived } from "../use-derived.js";
import { ChartCard } from "./chart-card.js";
import { monthColumns } from "./months-table.js";
import { Empty } from "./state.js";
import { MonthLink, type TableColumn } from "./table.js";

/** Its MRR with what moved it. */
export function AccountRevenue({ account }: { readonly account: string }) {
  const { currency } = useDesk();
  const closed = useDerived(useAnswer(accountMonthsQuestion(account)), closedMonths);
  return (
    <ChartCard
      title="MRR and what moved it"
      terms={["growth.mrr"]}
      asking={closed}
      draw={draw}
      label={(rows) => summary(rows, currency)}
      size="tall"
      empty={<Empty what="It has never paid." />}
      table={{
        caption: "MRR and its movements by month",
        columns: ownColumns(currency),
        rowKey: ({ month }) => month,
        reversed: true,
      }}
    />
  );
}

/** Each month leads to the page of then: nobody else is behind its figures. */
function ownColumns(currency: string | undefined): readonly TableColumn<Month>[] {
  const [, ...figures] = monthColumns(currency);
  return [
    {
      title: "Month",
      cell: ({ month }) => <MonthLink month={month}>{shortMonth(month)}</MonthLink>,
    },
    ...figures.map(({ drill: _, ...column }) => column),
  ];
}

function draw(months: readonly Month[], frame: Frame): Picture {
  const { pick: _, legend = [], ...picture } = mrrMovements({ months, ...frame });
  return {
    ...picture,
    // of one customer's few movements only those are named that there were
    legend: legend.filter(({ label }) => !unmoved(months).includes(label)),
    month: (index) => months[index]?.month,
  };
}

/** Movements that never were, as they are called. */
function unmoved(months: readonly Month[]): readonly string[] {
  return movementKinds
    .filter((kind) => months.every((month) => month[kind] === 0))
    .map((kind) => movementTitles[kind]);
}

function summary(rows: readonly Month[], currency: string | undefined): string {
  const last = rows.at(-1);
  if (last === undefined) return "No month";
  return `MRR by month with its movements, ${compactMoney(last.mrr, currency)} in ${shortMonth(last.month)}.`;
}
