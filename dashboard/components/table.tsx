import { type ReactNode, useId, useState } from "react";
import { ask } from "../cube.js";
import { useDesk } from "../desk.js";
import { nothing } from "../format.js";
import { behindQuestion } from "../questions/drill.js";
import { type Drill, toPage, writeRoute } from "../route.js";

export interface TableColumn<Row> {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** The value with every digit, shown on hover. */
  readonly full?: (row: Row) => string;
  /** The accounts behind the value. */
  readonly drill?: (row: Row) => Drill | undefined;
  /** How the value differs from what it is compared with, below it. */
  readonly moved?: (row: Row) => string | undefined;
  /** Long texts may break. */
  readonly isLong?: boolean;
  /** A class that colours the cell. */
  readonly shade?: (row: Row) => string | undefined;
}

interface TableProps<Row> {
  readonly caption: ReactNode;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** A last row that sums the others up. */
  readonly total?: Row;
  /** So many rows are shown until more are asked for. */
  readonly first?: number;
}

/** A real table; the first column names the row, and a narrow screen scrolls it sideways. */
export function Table<Row>({ caption, columns, rows, rowKey, total, first }: TableProps<Row>) {
  const captionId = useId();
  const [isWhole, setWhole] = useState(false);
  const shown = first === undefined || isWhole ? rows : rows.slice(0, first);
  return (
    <div className="table">
      <p id={captionId} className="note">
        {caption}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="table-scroll" aria-labelledby={captionId} tabIndex={0}>
        <table aria-labelledby={captionId}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.title} scope="col" className={alignment(column)}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <TableRow key={rowKey(row)} row={row} columns={columns} />
            ))}
          </tbody>
          {total === undefined ? null : (
            <tfoot>
              <TableRow row={total} columns={columns} />
            </tfoot>
          )}
        </table>
      </section>
      {shown.length < rows.length ? (
        <button type="button" className="link" onClick={() => setWhole(true)}>
          Show all {rows.length}
        </button>
      ) : null}
    </div>
  );
}

interface TableRowProps<Row> {
  readonly row: Row;
  readonly columns: readonly TableColumn<Row>[];
}

function TableRow<Row>({ row, columns }: TableRowProps<Row>) {
  return (
    <tr>
      {columns.map((column, index) => {
        const className =
          [alignment(column), column.shade?.(row)].filter(Boolean).join(" ") || undefined;
        return index === 0 ? (
          <th key={column.title} scope="row" className={className}>
            <span className="name">
              <CellContent column={column} row={row} />
            </span>
          </th>
        ) : (
          <td key={column.title} className={className} title={column.full?.(row)}>
            <CellContent column={column} row={row} />
          </td>
        );
      })}
    </tr>
  );
}

interface CellContentProps<Row> {
  readonly column: TableColumn<Row>;
  readonly row: Row;
}

function CellContent<Row>({ column, row }: CellContentProps<Row>) {
  const drill = column.drill?.(row);
  const cell = column.cell(row);
  const moved = column.moved?.(row);
  return (
    <>
      {drill === undefined || cell === nothing ? cell : <DrillLink drill={drill}>{cell}</DrillLink>}
      {moved === undefined ? null : <span className="moved">{moved}</span>}
    </>
  );
}

interface DrillLinkProps {
  readonly drill: Drill;
  readonly children: ReactNode;
}

/** A figure that leads to the accounts behind it. */
export function DrillLink({ drill, children }: DrillLinkProps) {
  const { api, route } = useDesk();
  // who presses it is about to ask
  const ahead = () => ask(api, behindQuestion(drill, route.filters));
  return (
    <a className="drill" href={writeRoute({ ...route, drill })} onPointerDown={ahead}>
      {children}
    </a>
  );
}

interface MonthLinkProps {
  /** First day of the month. */
  readonly month: string;
  readonly children: ReactNode;
}

/** What leads to the same page as it stood in a month. */
export function MonthLink({ month, children }: MonthLinkProps) {
  const { route } = useDesk();
  return (
    <a className="drill" href={writeRoute({ ...route, month: month.slice(0, 7) })}>
      {children}
    </a>
  );
}

interface AccountNameProps {
  readonly id: string;
  readonly names: ReadonlyMap<string, { readonly name: string | null }>;
}

/** The same by its name, where that is known by now. */
export function AccountName({ id, names }: AccountNameProps) {
  return <AccountLink id={id}>{names.get(id)?.name ?? id}</AccountLink>;
}

interface AccountLinkProps {
  readonly id: string;
  readonly children?: ReactNode;
}

/** A name that leads to its account's page. */
export function AccountLink({ id, children }: AccountLinkProps) {
  const { route } = useDesk();
  return <a href={writeRoute(toPage(route, "account", id))}>{children ?? id}</a>;
}

function alignment<Row>(column: TableColumn<Row>): string | undefined {
  if (column.isNumber === true) return "number";
  return column.isLong === true ? "long" : undefined;
}
