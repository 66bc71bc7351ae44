import type { ECharts } from "echarts/core";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { pictureOfChart } from "../chart-picture.js";
import type { Frame, LegendEntry, Picture } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import type { Route } from "../route.js";
import type { Asking } from "../use-answer.js";
import { later, useCode } from "../use-code.js";
import { useTheme } from "../use-theme.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import type { ChartSize } from "./chart.js";
import { Table, type TableColumn } from "./table.js";

// the figures above are there before the library that draws
const chartCode = later(async () => (await import("./chart.js")).Chart);

interface ChartCardProps<Row> {
  readonly title: string;
  /** Members whose definitions the card offers. */
  readonly terms?: readonly string[];
  readonly asking: Asking<Row>;
  /** Must keep its identity between renders. */
  readonly draw: (rows: readonly Row[], frame: Frame) => Picture;
  /** The whole message in a sentence, for those who do not see the picture. */
  readonly label: (rows: readonly Row[], currency: string | undefined) => string;
  readonly size?: ChartSize;
  readonly table: {
    readonly caption: string;
    readonly columns: readonly TableColumn<Row>[];
    readonly rowKey: (row: Row) => string;
    readonly reversed?: boolean;
    /** Other rows than the chart draws. */
    readonly only?: readonly Row[];
  };
  readonly empty: ReactNode;
  readonly note?: ReactNode;
  /** What lies over the chart, placed by the same frame. */
  readonly over?: (frame: Frame) => ReactNode;
  readonly controls?: ReactNode;
}

/** A chart with its definition, its legend, its numbers as a table and its downloads. */
export function ChartCard<Row>(props: ChartCardProps<Row>) {
  const { title, terms, asking, table, empty, note, controls } = props;
  const drawn = useRef<ECharts>(undefined);
  const picture = useCallback(
    async (of: string) =>
      drawn.current === undefined ? undefined : pictureOfChart(drawn.current, of),
    [],
  );
  const { answer } = asking;
  const isDrawn = answer.kind === "ready" && answer.rows.length > 0;
  const shared = { title, terms, picture: isDrawn ? picture : undefined, controls };
  return (
    <Card {...shared} question={asking.question}>
      <AnswerView asking={asking} what={title.toLowerCase()} empty={empty}>
        {(rows) => (
          <>
            <Drawn {...props} rows={rows} drawn={drawn} />
            {note}
            <Numbers table={table} rows={rows} />
          </>
        )}
      </AnswerView>
    </Card>
  );
}

/** Rows that a table shows before the rest of them is asked for. */
const firstRows = 100;

/** The table is made when it is opened: thousands of cells that nobody sees hold up the page. */
function Numbers<Row>({ table, rows }: Pick<ChartCardProps<Row>, "table"> & RowsOf<Row>) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Show as a table</summary>
      {isOpen ? (
        <Table
          caption={table.caption}
          columns={table.columns}
          rows={table.only ?? (table.reversed === true ? rows.toReversed() : rows)}
          rowKey={table.rowKey}
          first={firstRows}
        />
      ) : null}
    </details>
  );
}

interface RowsOf<Row> {
  readonly rows: readonly Row[];
}

interface DrawnProps<Row> extends Pick<ChartCardProps<Row>, "draw" | "label" | "size" | "over"> {
  readonly rows: readonly Row[];
  readonly drawn: React.RefObject<ECharts | undefined>;
}

function Drawn<Row>({ rows, draw, label, size, over, drawn }: DrawnProps<Row>) {
  const { currency, route, go } = useDesk();
  const theme = useTheme();
  const chart = useCode(chartCode);
  const [{ width, height }, setSize] = useState({ width: 0, height: 0 });
  const fit = useCallback(
    (across: number, up: number) =>
      setSize((known) =>
        known.width === across && known.height === up ? known : { width: across, height: up },
      ),
    [],
  );
  const picture = useMemo(
    () => (width === 0 ? undefined : draw(rows, { theme, width, height, currency })),
    [draw, rows, theme, width, height, currency],
  );
  const lead = useCallback((to: Partial<Route>) => go({ ...route, ...to }), [go, route]);
  return (
    <>
      <Legend entries={picture?.legend ?? []} />
      <div className="chart-box">
        {chart.kind === "ready" ? (
          <chart.code
            label={label(rows, currency)}
            size={size ?? "square"}
            picture={picture}
            onSize={fit}
            onPick={lead}
            drawn={drawn}
          />
        ) : (
          <div className={`chart ${size ?? "square"}`} />
        )}
        {width === 0 ? null : over?.({ theme, width, height, currency })}
      </div>
    </>
  );
}

export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }) {
  if (entries.length === 0) return null;
  return (
    <ul className="legend">
      {entries.map(({ label, colour, mark }) => (
        <li key={label}>
          <span className={`mark ${mark ?? ""}`} style={{ backgroundColor: colour }} />
          {label}
        </li>
      ))}
    </ul>
  );
}
