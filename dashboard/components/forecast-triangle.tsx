import { useMemo } from "react";
import { useDesk } from "../desk.js";
import { asOf, type Forecast, monthsLater } from "../figures/forecast.js";
import { shadeAround, shadeClass, triangle } from "../figures/triangle.js";
import { metricFormat, offeredMetrics } from "../figures/waterfall-metrics.js";
import { vintageDrill } from "../forecast-drills.js";
import { asDefined, percent, shortMonth, signed, words } from "../format.js";
import { type Drawn, metricsQuestion, waterfallQuestion } from "../questions/forecast.js";
import type { Drill } from "../route.js";
import { useAnswer } from "../use-answer.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { Select } from "./filter-bar.js";
import { Empty } from "./state.js";
import { DrillLink } from "./table.js";
import { TriangleTable } from "./triangle-table.js";

const shown = [
  { value: "variance", label: "Actual against forecast" },
  { value: "forecast", label: "Forecast" },
] as const;

/** Every forecast beside what came: read down a column to see it improve. */
export function VintageTriangle() {
  const { month, route, go } = useDesk();
  const { metric, metrics } = useMetrics(route.choices.metric);
  const says = shown.find(({ value }) => value === route.choices.cells)?.value ?? shown[0].value;
  const asking = useAnswer(waterfallQuestion(metric, route.filters));
  const choose = (name: string) => (value: string) =>
    go({ ...route, choices: { ...route.choices, [name]: value } });
  return (
    <Card
      title="The vintage triangle"
      terms={["forecast_waterfall.forecast", "forecast_waterfall.variance_pct"]}
      question={waterfallQuestion(metric, route.filters, drawnIn(month))}
      picture="table"
      controls={
        <div className="choices">
          <Select label="Metric" value={metric} options={metrics} onChange={choose("metric")} />
          <Select label="Cells" value={says} options={shown} onChange={choose("cells")} />
        </div>
      }
    >
      <AnswerView
        asking={asking}
        what="vintages"
        empty={
          <Empty what="This metric was neither planned nor forecast." remedy="Choose another." />
        }
      >
        {(rows) => <Vintages rows={rows} metric={metric} says={says} />}
      </AnswerView>
    </Card>
  );
}

/** The metrics there are, and the one that is shown: as the address says, which is asked at once. */
function useMetrics(asked = "retained_arr") {
  const { answer } = useAnswer(metricsQuestion);
  const found = answer.kind === "ready" ? offeredMetrics(answer.rows) : [];
  const metric = found.includes(asked) ? asked : (found[0] ?? asked);
  const offered = found.length === 0 ? [metric] : found;
  return { metric, metrics: offered.map((value) => ({ value, label: words(value) })) };
}

interface VintagesProps {
  readonly rows: readonly Forecast[];
  readonly metric: string;
  readonly says: (typeof shown)[number]["value"];
}

/** A year of vintages back from the month that is shown, and a year ahead of each. */
const year = 12;

function drawnIn(month: string): Drawn {
  const from = monthsLater(month, -year);
  return {
    kinds: ["plan", "replan", "model"],
    made: [from, month],
    period: [monthsLater(from, 1), monthsLater(month, year)],
  };
}

function Vintages({ rows, metric, says }: VintagesProps) {
  const { month, currency } = useDesk();
  const laid = useMemo(() => {
    const { made, period } = drawnIn(month);
    const recent = asOf(rows, month).filter(
      (row) => isWithin(row.vintage, made) && isWithin(row.period, period),
    );
    return triangle(
      recent.map((row) => ({ row: `${row.vintage} ${row.kind}`, column: row.period, value: row })),
    );
  }, [rows, month]);
  const form = { format: metricFormat(metric), unit: undefined };
  const say = (value: number | null) => asDefined(value, form, currency);
  return (
    <TriangleTable
      // its controls are not printed
      caption={`${words(metric)}: rows are when it was forecast, columns the month it was forecast for; blue came out higher, orange lower`}
      corner="Made in"
      triangle={laid}
      rowTitle={(row) => rowName(row)}
      columnTitle={shortMonth}
      cell={(row) => (
        <VintageCell drill={vintageDrill(metric, { ...row, isClosed: row.actual !== null }, month)}>
          {says === "variance" && row.actual !== null ? change(row) : say(row.forecast)}
        </VintageCell>
      )}
      shade={(row) =>
        row.actual === null ? "future" : shadeClass(shadeAround(row.variancePct, 0, 0.01))
      }
      full={(row) =>
        `${rowName(`${row.vintage} ${row.kind}`)} for ${shortMonth(row.period)}: forecast ${say(row.forecast)}, actual ${say(row.actual)}, ${percent(row.variancePct, 2)}`
      }
    />
  );
}

interface VintageCellProps {
  readonly drill: Drill | undefined;
  readonly children: string;
}

function VintageCell({ drill, children }: VintageCellProps) {
  return drill === undefined ? children : <DrillLink drill={drill}>{children}</DrillLink>;
}

function isWithin(month: string, [from, to]: readonly [string, string]): boolean {
  return month >= from && month <= to;
}

function change({ variancePct }: Forecast): string {
  return signed(variancePct, percent(variancePct));
}

function rowName(row: string): string {
  const [vintage = "", kind = ""] = row.split(" ");
  return kind === "model" ? shortMonth(vintage) : `${shortMonth(vintage)} ${kind}`;
}
