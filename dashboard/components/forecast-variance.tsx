import { useCallback, useMemo } from "react";
import { bridgeChart } from "../charts/bridge.js";
import type { Frame } from "../charts/picture.js";
import { statusRank } from "../charts/theme.js";
import { useDesk } from "../desk.js";
import { type BridgeStep, bridgeSteps } from "../figures/bridge.js";
import { monthsLater, varianceChanges } from "../figures/forecast.js";
import { churnDrill, movedDrill, varianceDrill } from "../forecast-drills.js";
import { compactMoney, date, nothing, sayStatus, shortMonth, words } from "../format.js";
import type { Question } from "../question.js";
import { movedQuestion, notesQuestion, varianceQuestion } from "../questions/forecast.js";
import type { Drill } from "../route.js";
import { useAnswer } from "../use-answer.js";
import { useDerived } from "../use-derived.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { ChartCard } from "./chart-card.js";
import { change, counted, money } from "./columns.js";
import { Empty } from "./state.js";
import { Table, type TableColumn } from "./table.js";

type Variance = ReturnType<typeof varianceQuestion> extends Question<infer Row> ? Row : never;

/** Why less or more was lost in the month than the month before had expected. */
export function VarianceCard() {
  const { month, currency } = useDesk();
  const vintage = monthsLater(month, -1);
  const asking = useAnswer(varianceQuestion(vintage, month));
  const make = useCallback((rows: readonly Variance[]) => stepsOf(rows), []);
  const steps = useDerived(asking, make);
  const behind = useCallback(
    ({ key }: BridgeStep) => varianceDrill(vintage, month, key),
    [vintage, month],
  );
  const draw = useCallback(
    (rows: readonly BridgeStep[], frame: Frame) =>
      bridgeChart({ steps: rows, pick: behind, title: "Churned ARR", isLoss: true }, frame),
    [behind],
  );
  return (
    <ChartCard
      title="Why the forecast was out"
      terms={[
        "forecast_variance.volume",
        "forecast_variance.rate",
        "forecast_variance.timing",
        "forecast_variance.unforecast",
      ]}
      asking={steps}
      draw={draw}
      label={(rows) => summary(rows, currency, month)}
      empty={
        <Empty
          what={`Nothing was forecast for ${shortMonth(month)} a month before.`}
          remedy="Choose a later month."
        />
      }
      table={{
        caption: `Churned ARR of ${shortMonth(month)}: foreseen a month before, and what made the difference`,
        rowKey: ({ key }) => key,
        columns: stepColumns(currency, behind),
      }}
      note={
        asking.answer.kind === "ready" ? (
          <ByStatus rows={asking.answer.rows} where={[vintage, month]} />
        ) : null
      }
    />
  );
}

function stepColumns(
  currency: string | undefined,
  behind: (step: BridgeStep) => Drill | undefined,
): readonly TableColumn<BridgeStep>[] {
  return [
    { title: "Step", cell: (step) => step.title },
    change(
      "Effect",
      currency,
      (step) => (step.isLevel ? null : step.to - step.from),
      (step) => (step.isLevel ? undefined : behind(step)),
    ),
    money(
      "Churned ARR",
      currency,
      (step) => (step.isLevel ? step.to : null),
      (step) => (step.isLevel ? behind(step) : undefined),
    ),
  ];
}

function stepsOf(rows: readonly Variance[]): readonly BridgeStep[] {
  const [first] = rows;
  if (first === undefined) return [];
  const foreseen = rows.reduce((sum, row) => sum + row.forecast, 0);
  const actual = rows.reduce((sum, row) => sum + row.actual, 0);
  return bridgeSteps({ title: "Foreseen", value: foreseen }, varianceChanges(rows), {
    title: "Actual",
    value: actual,
  });
}

function summary(rows: readonly BridgeStep[], currency: string | undefined, month: string): string {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return "No variance";
  return `Churned ARR of ${shortMonth(month)}: ${compactMoney(first.to, currency)} foreseen, ${compactMoney(last.to, currency)} came.`;
}

interface ByStatusProps {
  readonly rows: readonly Variance[];
  readonly where: readonly [vintage: string, period: string];
}

function ByStatus({ rows, where: [vintage, period] }: ByStatusProps) {
  const { currency } = useDesk();
  const way = (measure: "churn_forecast" | "churn_actual") => (row: Variance) =>
    churnDrill(vintage, period, measure, row.status);
  return (
    <Table
      caption="By health when it was forecast"
      rows={rows.toSorted((left, right) => statusRank(left.status) - statusRank(right.status))}
      rowKey={({ status }) => status}
      columns={[
        { title: "Health", cell: ({ status }: Variance) => sayStatus(status) },
        money("Foreseen", currency, ({ forecast }: Variance) => forecast, way("churn_forecast")),
        money("Actual", currency, ({ actual }: Variance) => actual, way("churn_actual")),
        {
          title: "Within noise",
          cell: ({ isNoise }: Variance) => (isNoise === null ? nothing : isNoise ? "Yes" : "No"),
        },
        counted("Accounts", ({ accounts }: Variance) => accounts, way("churn_forecast")),
      ]}
    />
  );
}

type Moved = ReturnType<typeof movedQuestion> extends Question<infer Row> ? Row : never;

/** Why the newest forecast for a year ahead differs from the one of the month before. */
export function MovedCard({ vintage }: { readonly vintage: string }) {
  const { currency, months } = useDesk();
  const period = useMemo(() => monthsLater(vintage, 11), [vintage]);
  // of earlier vintages the accounts are not kept
  const isKept = vintage >= (months.at(-1)?.month ?? vintage);
  const behind = ({ effect }: Moved) => (isKept ? movedDrill(vintage, period, effect) : undefined);
  const asking = useAnswer(movedQuestion(vintage, period));
  return (
    <Card
      title="What moved the forecast"
      terms={["forecast_bridge.amount", "forecast_bridge.effect"]}
      question={asking.question}
    >
      <AnswerView
        asking={asking}
        what="changes"
        empty={<Empty what="There is no vintage before this one to compare with." />}
      >
        {(rows) => (
          <Table
            caption={`Retained ARR of ${shortMonth(period)}: ${shortMonth(vintage)} against the vintage before`}
            rows={rows}
            rowKey={({ effect }) => effect}
            columns={[
              { title: "Effect", cell: ({ effect }: Moved) => words(effect) },
              change("Moved by", currency, ({ amount }: Moved) => amount, behind),
              counted("Accounts", ({ accounts }: Moved) => accounts, behind),
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

type Note = ReturnType<typeof notesQuestion.row.parse>;

/** What people wrote beside the periods that missed their plan. */
export function NotesCard() {
  const asking = useAnswer(notesQuestion);
  return (
    <Card title="What people say about it" question={asking.question}>
      <AnswerView
        asking={asking}
        what="notes"
        empty={
          <Empty
            what="Nobody has written down why a plan was missed."
            remedy="Notes are files of the entity variance_notes: see docs/sources.md."
          />
        }
      >
        {(rows) => (
          <Table
            caption="Notes on variances, newest first"
            rows={rows}
            rowKey={({ id }) => id}
            columns={[
              { title: "Month", cell: ({ period }: Note) => shortMonth(period) },
              { title: "Metric", cell: ({ metric }: Note) => words(metric) },
              { title: "Why", isLong: true, cell: ({ why }: Note) => why ?? nothing },
              {
                title: "What follows",
                isLong: true,
                cell: ({ action }: Note) => action ?? nothing,
              },
              { title: "By", cell: ({ author }: Note) => author ?? date(null) },
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}
