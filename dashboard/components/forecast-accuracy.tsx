import { useCallback, useMemo } from "react";
import { linesChart } from "../charts/lines.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import { aheadDrill } from "../forecast-drills.js";
import { percent } from "../format.js";
import type { Question } from "../question.js";
import { accuracyQuestion, waterfallQuestion } from "../questions/forecast.js";
import type { Drill } from "../route.js";
import { useAnswer } from "../use-answer.js";
import { ChartCard } from "./chart-card.js";
import { counted, share } from "./columns.js";
import { Empty } from "./state.js";

type Accuracy = ReturnType<typeof accuracyQuestion> extends Question<infer Row> ? Row : never;

/** How far out forecasts were, by how many months ahead they were made. */
export function AccuracyCard() {
  const { route } = useDesk();
  const asking = useAnswer(accuracyQuestion("retained_arr", route.filters));
  const ahead = useAhead();
  const draw = useCallback(
    (rows: readonly Accuracy[], frame: Frame) => drawAccuracy(rows, frame, ahead),
    [ahead],
  );
  const behind = ({ lead }: Accuracy) => ahead(lead);
  return (
    <ChartCard
      title="How good the forecasts were"
      terms={["forecast_accuracy.wape", "forecast_accuracy.bias", "forecast_accuracy.coverage_80"]}
      asking={asking}
      draw={draw}
      label={summary}
      empty={
        <Empty what="No forecast's month has closed yet." remedy="Come back after a month end." />
      }
      table={{
        caption: "Accuracy of retained ARR by months ahead",
        rowKey: ({ origin, lead }) => `${origin}/${lead}`,
        columns: [
          { title: "Months ahead", isNumber: true, cell: ({ lead }: Accuracy) => String(lead) },
          { title: "Made", cell: ({ origin }: Accuracy) => origin },
          counted("Periods", ({ periods }: Accuracy) => periods, behind),
          share("Error", ({ wape }: Accuracy) => wape, 1, behind),
          share("Bias", ({ bias }: Accuracy) => bias, 1, behind),
          share("Within 5%", ({ within }: Accuracy) => within, 0, behind),
          share("In the 80% range", ({ coverage }: Accuracy) => coverage, 0, behind),
        ],
      }}
    />
  );
}

/** What was foreseen of the month that is shown so many months before, where anything was. */
function useAhead(): (lead: number) => Drill | undefined {
  const { month, route } = useDesk();
  const { answer } = useAnswer(waterfallQuestion("retained_arr", route.filters));
  return useMemo(() => {
    const rows = answer.kind === "ready" ? answer.rows : [];
    const known = rows.filter(({ kind, period }) => kind === "model" && period === month);
    const leads = new Set(known.map(({ lead }) => lead));
    return (lead) => (leads.has(lead) ? aheadDrill(month, lead) : undefined);
  }, [answer, month]);
}

/** Error and bias by months ahead, of live forecasts where there are any and else of back-casts. */
function drawAccuracy(
  rows: readonly Accuracy[],
  frame: Frame,
  ahead: (lead: number) => Drill | undefined,
) {
  const live = rows.filter(({ origin }) => origin === "live");
  const used = live.length > 0 ? live : rows;
  const say = (value: number) => percent(value);
  return linesChart(
    {
      months: [],
      places: { names: used.map(({ lead }) => String(lead)), title: "Months ahead" },
      axis: { title: "Share of ARR", tick: (value) => percent(value), say },
      lines: [
        {
          id: "wape",
          name: "Error (WAPE)",
          colour: frame.theme.accent,
          values: used.map(({ wape }) => wape),
        },
        {
          id: "bias",
          name: "Bias",
          colour: frame.theme.bad,
          values: used.map(({ bias }) => bias),
          pattern: "dashed",
        },
      ],
      pick: (_, index) => {
        const lead = used[index]?.lead;
        return lead === undefined ? undefined : ahead(lead);
      },
    },
    frame,
  );
}

function summary(rows: readonly Accuracy[]): string {
  const said = rows
    .filter(({ lead }) => [1, 3, 12].includes(lead))
    .map(({ lead, wape }) => `${percent(wape)} at ${lead} months`);
  return `Error of retained ARR by months ahead: ${said.join(", ")}.`;
}
