import { type ParetoPoint, readCurve } from "../figures/pareto.js";
import { compactMoney, count, fullMoney, percent } from "../format.js";
import { Table, type TableColumn } from "./table.js";

interface CurveTableProps {
  readonly points: readonly ParetoPoint[];
  readonly currency: string | undefined;
}

export function CurveTable({ points, currency }: CurveTableProps) {
  return (
    <details>
      <summary>Show the curve as a table</summary>
      <Table
        caption="What the largest customers hold"
        columns={columns(currency)}
        rows={readCurve(points)}
        rowKey={(point) => String(point.customers)}
      />
    </details>
  );
}

function columns(currency: string | undefined): readonly TableColumn<ParetoPoint>[] {
  return [
    { title: "Largest customers", cell: (point) => count(point.customers) },
    { title: "Share", isNumber: true, cell: (point) => percent(point.customerShare) },
    { title: "Share of MRR", isNumber: true, cell: (point) => percent(point.mrrShare) },
    {
      title: "Smallest MRR",
      isNumber: true,
      cell: (point) => compactMoney(point.floor, currency),
      full: (point) => fullMoney(point.floor, currency),
    },
  ];
}
