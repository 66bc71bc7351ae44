import { type ReactNode, useId } from "react";
import type { Triangle } from "../figures/triangle.js";

interface TriangleTableProps<Value> {
  readonly caption: string;
  readonly corner: string;
  readonly triangle: Triangle<Value>;
  readonly rowTitle: (row: string) => ReactNode;
  readonly columnTitle: (column: string) => string;
  readonly cell: (value: Value) => ReactNode;
  readonly shade: (value: Value) => string | undefined;
  /** Every digit, and what the cell stands for, on hover. */
  readonly full: (value: Value, row: string, column: string) => string;
}

/** Percent of the width that columns share alike, so that cells make a grid. */
const forColumns = 84;

/** A real table with coloured cells; the colour says only what the number says too. */
export function TriangleTable<Value>(props: TriangleTableProps<Value>) {
  const { caption, corner, triangle, rowTitle, columnTitle, cell, shade, full } = props;
  const captionId = useId();
  return (
    <div className="table">
      <p id={captionId} className="note">
        {caption}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="table-scroll" aria-labelledby={captionId} tabIndex={0}>
        <table className="triangle" aria-labelledby={captionId}>
          <colgroup>
            <col />
            {triangle.columns.map((column) => (
              <col key={column} style={{ width: `${forColumns / triangle.columns.length}%` }} />
            ))}
          </colgroup>
          <thead>
            <tr>
              <th scope="col">{corner}</th>
              {triangle.columns.map((column) => (
                <th key={column} scope="col" className="number">
                  <span className="name">{columnTitle(column)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {triangle.rows.map((row) => (
              <tr key={row}>
                <th scope="row">
                  <span className="name">{rowTitle(row)}</span>
                </th>
                {triangle.columns.map((column) => {
                  const value = triangle.at(row, column);
                  return value === undefined ? (
                    <td key={column} />
                  ) : (
                    <td
                      key={column}
                      className={`number ${shade(value) ?? ""}`}
                      title={full(value, row, column)}
                    >
                      {cell(value)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
