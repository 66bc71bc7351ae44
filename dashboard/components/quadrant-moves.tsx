import { useDesk } from "../desk.js";
import { monthsLater } from "../figures/forecast.js";
import { longMonth, words } from "../format.js";
import { money, word } from "./columns.js";
import type { Position } from "./quadrants.js";
import { AccountLink, Table } from "./table.js";

/** So many fit beside the chart. */
const listed = 6;

/** Who stood in another quadrant a month before, the largest first. */
export function QuadrantMoves({ rows }: { readonly rows: readonly Position[] }) {
  const { month, currency } = useDesk();
  const moved = rows
    .filter(({ hasMoved }) => hasMoved === true)
    .toSorted((left, right) => (right.arr ?? 0) - (left.arr ?? 0));
  const since = longMonth(monthsLater(month, -1));
  if (moved.length === 0) {
    return <p className="note">Nobody has come into another quadrant since {since}.</p>;
  }
  return (
    <Table
      caption={`Came into another quadrant since ${since}`}
      rows={moved}
      rowKey={({ account }) => account}
      first={listed}
      columns={[
        {
          title: "Account",
          cell: ({ account, name }: Position) => <AccountLink id={account}>{name}</AccountLink>,
        },
        word("From", ({ previous }: Position) => words(previous)),
        word("To", ({ quadrant }: Position) => words(quadrant)),
        money("ARR", currency, ({ arr }: Position) => arr),
      ]}
    />
  );
}
