import { useCallback } from "react";
import { linesChart } from "../charts/lines.js";
import { mrrMovements } from "../charts/mrr-movements.js";
import { openingCut } from "../charts/opening-cut.js";
import type { Frame } from "../charts/picture.js";
import { AnswerView } from "../components/answer.js";
import { AsItBegan } from "../components/as-it-began.js";
import { ChartCard } from "../components/chart-card.js";
import { CohortTriangle } from "../components/cohort-triangle.js";
import { share } from "../components/columns.js";
import { FirstMonth } from "../components/first-month.js";
import { Headlines } from "../components/headlines.js";
import { monthColumns } from "../components/months-table.js";
import { NotNarrowed } from "../components/not-narrowed.js";
import { Rest } from "../components/rest.js";
import { Empty } from "../components/state.js";
import { useDesk } from "../desk.js";
import { keptDrill, retentionWindows } from "../drills.js";
import { closedMonths, headline, type Month } from "../figures/months.js";
import { compactMoney, percent, shortMonth } from "../format.js";
import { monthsQuestion, retentionQuestion } from "../questions/revenue.js";
import { useAnswer } from "../use-answer.js";
import { useBefore } from "../use-before.js";
import { useClosed } from "../use-closed.js";

const none = (
  <Empty
    what="Nobody has paid by now."
    remedy="Revenue is made of subscriptions: see docs/sources.md."
  />
);

/** What recurs, what moved it and what is kept. */
export function RevenuePage() {
  const { route, month, before, currency } = useDesk();
  const asked = monthsQuestion(route.filters);
  const asking = useAnswer(asked);
  const earlier = useBefore(() => asked);
  const then = earlier?.find((each) => each.month === before?.month);
  return (
    <>
      <AnswerView asking={asking} what="figures" empty={none}>
        {(rows) => {
          const closed = closedMonths(rows);
          const shown = headline(closed, month.slice(0, 7));
          return shown === undefined ? (
            none
          ) : (
            <Headlines month={shown.month} then={then} currency={currency} />
          );
        }}
      </AnswerView>
      <NotNarrowed question={asking.question} />
      <AsItBegan question={asking.question} />
      <Rest>
        <Movements asking={asking} />
        <Retention />
        <CohortTriangle />
      </Rest>
    </>
  );
}

function Movements({ asking }: { readonly asking: ReturnType<typeof useAnswer<Month>> }) {
  const { currency } = useDesk();
  const closed = useClosed(asking);
  return (
    <ChartCard
      title="MRR and what moved it"
      terms={["growth.mrr", "growth.mrr_new", "growth.mrr_expansion", "growth.mrr_churn"]}
      asking={closed}
      draw={drawMovements}
      label={summary}
      size="tall"
      table={{
        caption: "MRR and its movements by month",
        columns: monthColumns(currency),
        rowKey: (row) => row.month,
        reversed: true,
      }}
      empty={none}
      note={closed.answer.kind === "ready" ? <Notes months={closed.answer.rows} /> : null}
    />
  );
}

function drawMovements(months: readonly Month[], frame: Frame) {
  return mrrMovements({ months, ...frame });
}

interface NotesProps {
  readonly months: readonly Month[];
}

function Notes({ months }: NotesProps) {
  const cut = openingCut(months);
  if (cut === undefined) return null;
  return (
    <FirstMonth months={months} of={cut.month.month} unit="MRR" drawn="; its bar is cut off" />
  );
}

function summary(months: readonly Month[], currency: string | undefined): string {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return "No closed month";
  const from = `${compactMoney(first.mrr, currency)} in ${shortMonth(first.month)}`;
  const to = `${compactMoney(last.mrr, currency)} in ${shortMonth(last.month)}`;
  return `MRR by month with its movements, from ${from} to ${to}. The table below has each month.`;
}

interface Kept {
  readonly month: string;
  readonly grr: number | null;
  readonly nrr: number | null;
  readonly logoChurn: number | null;
}

function Retention() {
  const { route, go } = useDesk();
  const window = retentionWindows.find((each) => each === route.choices.window) ?? "12";
  const asking = useAnswer(retentionQuestion(window, route.filters));
  const draw = useCallback(
    (rows: readonly Kept[], frame: Frame) => drawKept(rows, frame, window),
    [window],
  );
  const way =
    (measure: "nrr" | "grr" | "accounts_lost") =>
    ({ month }: Kept) =>
      keptDrill(month, window, measure);
  return (
    <ChartCard
      title="What is kept: NRR and GRR"
      terms={["retention.nrr", "retention.grr", "retention.logo_churn"]}
      asking={asking}
      draw={draw}
      label={(rows) => keptSummary(rows, window)}
      controls={
        <label className="choice">
          <span>Window</span>
          <select
            value={window}
            onChange={(event) =>
              go({ ...route, choices: { ...route.choices, window: event.currentTarget.value } })
            }
          >
            <option value="12">12 months</option>
            <option value="3">3 months</option>
            <option value="1">1 month</option>
          </select>
        </label>
      }
      table={{
        caption: `Retention over ${window} months`,
        columns: [
          { title: "Month", cell: (row: Kept) => shortMonth(row.month) },
          { ...share("NRR", (row: Kept) => row.nrr), drill: way("nrr") },
          { ...share("GRR", (row: Kept) => row.grr), drill: way("grr") },
          {
            ...share("Customers lost", (row: Kept) => row.logoChurn),
            drill: way("accounts_lost"),
          },
        ],
        rowKey: (row) => row.month,
        reversed: true,
      }}
      empty={
        <Empty
          what={`There are no customers of ${window} months ago to compare with.`}
          remedy="Choose a shorter window, or fewer filters."
        />
      }
    />
  );
}

function drawKept(rows: readonly Kept[], frame: Frame, window: string) {
  const say = (value: number) => percent(value);
  return linesChart(
    {
      months: rows.map((row) => row.month),
      pick: (month) => keptDrill(month, window, "nrr"),
      lines: [
        {
          id: "nrr",
          name: "Net revenue retention",
          colour: frame.theme.accent,
          values: rows.map((row) => row.nrr),
        },
        {
          id: "grr",
          name: "Gross revenue retention",
          colour: frame.theme.bad,
          values: rows.map((row) => row.grr),
          pattern: "dashed",
        },
      ],
      axis: { title: "Share of MRR then", tick: (value) => percent(value, 0), say },
    },
    frame,
  );
}

function keptSummary(rows: readonly Kept[], window: string): string {
  const last = rows.at(-1);
  if (last === undefined) return "No retention yet";
  return `Retention over ${window} months by month; in ${shortMonth(last.month)} NRR is ${percent(last.nrr)} and GRR ${percent(last.grr)}.`;
}
