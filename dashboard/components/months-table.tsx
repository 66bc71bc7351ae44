import {
  customersDrill,
  lossesDrill,
  movementDrill,
  mrrDrill,
  netDrill,
  openingDrill,
} from "../drills.js";
import { type Month, movementKinds, movementTitles } from "../figures/months.js";
import { shortMonth } from "../format.js";
import { change, counted, money, share } from "./columns.js";
import type { TableColumn } from "./table.js";

/** A month's MRR with what moved it; each figure leads to the accounts behind it. */
export function monthColumns(currency: string | undefined): readonly TableColumn<Month>[] {
  return [
    { title: "Month", cell: (row) => shortMonth(row.month) },
    money(
      "Opening",
      currency,
      (row: Month) => row.opening,
      (row) => openingDrill(row.month),
    ),
    ...movementKinds.map((kind) =>
      change<Month>(
        movementTitles[kind],
        currency,
        (row) => row[kind],
        (row) => (row[kind] === 0 ? undefined : movementDrill(row.month, kind)),
      ),
    ),
    change(
      "Net new",
      currency,
      (row: Month) => row.netNew,
      (row) => netDrill(row.month),
    ),
    money(
      "MRR",
      currency,
      (row: Month) => row.mrr,
      (row) => mrrDrill(row.month),
    ),
    counted(
      "Customers",
      (row: Month) => row.customers,
      (row) => customersDrill(row.month),
    ),
    share(
      "Gross churn",
      (row: Month) => row.grossChurnRate,
      2,
      (row) => (row.grossChurnRate === 0 ? undefined : lossesDrill(row.month)),
    ),
  ];
}
