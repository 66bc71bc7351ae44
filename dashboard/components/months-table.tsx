import { type Month, movementKinds, movementTitles } from "../figures/months.js";
import { compactChange, compactMoney, count, fullMoney, percent, shortMonth } from "../format.js";
import { Table, type TableColumn } from "./table.js";

interface MonthsTableProps {
  readonly months: readonly Month[];
  readonly currency: string | undefined;
}

/** The chart's figures, newest month first, for reading and for screen readers. */
export function MonthsTable({ months, currency }: MonthsTableProps) {
  return (
    <details>
      <summary>Show the months as a table</summary>
      <Table
        caption="MRR and its movements by month"
        columns={columns(currency)}
        rows={months.toReversed()}
        rowKey={(month) => month.month}
      />
    </details>
  );
}

function columns(currency: string | undefined): readonly TableColumn<Month>[] {
  const money = (title: string, pick: (month: Month) => number): TableColumn<Month> => ({
    title,
    isNumber: true,
    cell: (month) => compactMoney(pick(month), currency),
    full: (month) => fullMoney(pick(month), currency),
  });
  const change = (title: string, pick: (month: Month) => number): TableColumn<Month> => ({
    ...money(title, pick),
    cell: (month) => compactChange(pick(month), currency),
  });
  return [
    { title: "Month", cell: (month) => shortMonth(month.month) },
    money("Opening", (month) => month.opening),
    ...movementKinds.map((kind) => change(movementTitles[kind], (month) => month[kind])),
    change("Net new", (month) => month.netNew),
    money("MRR", (month) => month.mrr),
    { title: "Customers", isNumber: true, cell: (month) => count(month.customers) },
    { title: "Gross churn", isNumber: true, cell: (month) => percent(month.grossChurnRate, 2) },
  ];
}
