import { type ReactNode, useId } from "react";

export interface TableColumn<Row> {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** The value with every digit, shown on hover. */
  readonly full?: (row: Row) => string;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** A last row that sums the others up. */
  readonly total?: Row;
}

/** A real table; the first column names the row, and a narrow screen scrolls it sideways. */
export function Table<Row>({ caption, columns, rows, rowKey, total }: TableProps<Row>) {
  const captionId = useId();
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
            {rows.map((row) => (
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
      {columns.map((column, index) =>
        index === 0 ? (
          <th key={column.title} scope="row">
            {column.cell(row)}
          </th>
        ) : (
          <td key={column.title} className={alignment(column)} title={column.full?.(row)}>
            {column.cell(row)}
          </td>
        ),
      )}
    </tr>
  );
}

function alignment<Row>(column: TableColumn<Row>): string | undefined {
  return column.isNumber === true ? "number" : undefined;
}
