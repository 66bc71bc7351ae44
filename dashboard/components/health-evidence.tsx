import { useCallback } from "react";
import { barsChart } from "../charts/bars.js";
import type { Frame } from "../charts/picture.js";
import { statusRank } from "../charts/theme.js";
import { useDesk } from "../desk.js";
import { count, date, decimal, nothing, percent, sayStatus, words } from "../format.js";
import { calibratedDrill, judgedDrill, lostAheadDrill } from "../health-drills.js";
import { calibrationQuestion, evidenceQuestion, surprisesQuestion } from "../questions/health.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useNames } from "../use-names.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { ChartCard } from "./chart-card.js";
import { counted, money, plain, share, word } from "./columns.js";
import { Empty } from "./state.js";
import { AccountName, Table } from "./table.js";

type Evidence = RowOf<typeof evidenceQuestion>;

/** Whether the factors had anything to do with who was lost. */
export function EvidenceCard({ index }: { readonly index: string }) {
  const { route, month } = useDesk();
  const asking = useAnswer(evidenceQuestion(index, route.filters));
  const draw = useCallback(
    (rows: readonly Evidence[], frame: Frame) => drawEvidence(rows, frame, index),
    [index],
  );
  const judgedBy = ({ factor, auc }: Evidence) =>
    auc === null ? undefined : lostAheadDrill(index, factor, "score_average");
  return (
    <ChartCard
      title="Did the factors tell who would leave"
      terms={["factor_evidence.auc", "factor_evidence.evidence"]}
      asking={asking}
      draw={draw}
      label={(rows) => `How well each of ${rows.length} factors told lost accounts from others.`}
      size="tall"
      empty={<Empty what="Too few accounts were lost to judge." />}
      table={{
        caption: "Factors by how well they told lost accounts from those that stayed",
        rowKey: ({ factor }) => factor,
        columns: [
          {
            title: "Factor",
            cell: ({ factor }: Evidence) => words(factor),
            drill: ({ factor }) => judgedDrill(index, month, factor),
          },
          plain("AUC", ({ auc }: Evidence) => auc, 2, judgedBy),
          {
            title: "Range",
            isNumber: true,
            cell: ({ low, high }: Evidence) => `${decimal(low, 2)} to ${decimal(high, 2)}`,
            drill: judgedBy,
          },
          word("Evidence", ({ evidence }: Evidence) => words(evidence)),
          counted(
            "Lost",
            ({ lost }: Evidence) => lost,
            ({ factor }) => lostAheadDrill(index, factor, "accounts_lost"),
          ),
        ],
      }}
    />
  );
}

/** The area under the curve of each factor; a coin would reach a half. */
function drawEvidence(rows: readonly Evidence[], frame: Frame, index: string) {
  const { theme } = frame;
  const judged = rows.filter(({ auc }) => auc !== null).slice(0, 16);
  const say = (value: number) => decimal(value, 2);
  const part = (id: string, name: string, colour: string, isOwn: (row: Evidence) => boolean) => ({
    id,
    name,
    colour,
    values: judged.map((row) => (isOwn(row) ? (row.auc ?? 0) : 0)),
  });
  const supports = ({ evidence }: Evidence) => evidence === "supports";
  return barsChart(
    {
      rows: judged.map(({ factor }) => (factor === "index" ? "The whole index" : words(factor))),
      parts: [
        part("supports", "Supported by the data", theme.accent, supports),
        part(
          "other",
          "No evidence, or against",
          theme.kinds[4] ?? theme.muted,
          (row) => !supports(row),
        ),
      ],
      axis: { title: "AUC: 0.5 is chance, 1 is certainty", tick: say, say, max: 1, interval: 0.25 },
      mark: { value: 0.5, says: "chance" },
      pick: (row) => {
        const factor = judged[row]?.factor;
        return factor === undefined ? undefined : lostAheadDrill(index, factor, "score_average");
      },
    },
    frame,
  );
}

type Calibrated = RowOf<typeof calibrationQuestion>;

/** Did x percent of a status really renew. */
export function CalibrationCard() {
  const asking = useAnswer(calibrationQuestion);
  return (
    <Card
      title="Do statuses keep their promise"
      terms={["forecast_calibration.forecast", "forecast_calibration.observed"]}
      question={asking.question}
    >
      <AnswerView
        asking={asking}
        what="calibration"
        empty={<Empty what="No renewal has been decided since a forecast of it." />}
      >
        {(rows) => (
          <Table
            caption="Terms longer than a month: forecast to renew, and renewed"
            rows={rows
              .filter(({ status }) => status !== "all")
              .toSorted((left, right) => statusRank(left.status) - statusRank(right.status))}
            rowKey={(row) => `${row.origin}/${row.status}/${row.bucket}/${row.term}`}
            columns={[
              { title: "Health", cell: ({ status }: Calibrated) => sayStatus(status) },
              word("Months ahead", ({ bucket }: Calibrated) => bucket.replace("-", "–")),
              share(
                "Forecast",
                ({ forecast }: Calibrated) => forecast,
                1,
                (row) => calibratedDrill(row, "forecasts"),
              ),
              share("Renewed", ({ observed }: Calibrated) => observed, 1, renewedOf),
              {
                title: "Range of renewed",
                isNumber: true,
                cell: ({ low, high }: Calibrated) => `${percent(low)} to ${percent(high)}`,
                drill: renewedOf,
              },
              {
                title: "Inside",
                cell: ({ forecast, low, high }: Calibrated) =>
                  forecast === null || low === null || high === null
                    ? nothing
                    : forecast >= low && forecast <= high
                      ? "Yes"
                      : "No",
              },
              counted(
                "Renewals",
                ({ n }: Calibrated) => n,
                (row) => calibratedDrill(row, "forecasts"),
              ),
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

function renewedOf(row: Calibrated) {
  return row.renewed === 0 ? undefined : calibratedDrill(row, "renewed");
}

type Surprise = RowOf<typeof surprisesQuestion>;

/** Who was lost although the score had said nothing. */
export function SurprisesCard() {
  const { route } = useDesk();
  const asking = useAnswer(surprisesQuestion(route.filters));
  return (
    <Card
      title="Lost after looking healthy"
      terms={["churn_surprises.arr_lost", "churn_surprises.days_of_warning"]}
      question={asking.question}
    >
      <AnswerView
        asking={asking}
        what="surprises"
        empty={<Empty what="Nobody was lost whose health was fine." />}
      >
        {(rows) => <Surprises rows={rows} />}
      </AnswerView>
    </Card>
  );
}

/** `green > red` in the words of the other tables. */
function sayPath(path: string | null): string | null {
  return path && path.split(" > ").map(sayStatus).join(" → ");
}

function Surprises({ rows }: { readonly rows: readonly Surprise[] }) {
  const { currency } = useDesk();
  const names = useNames(rows);
  return (
    <Table
      caption={`The last ${count(rows.length)} of them`}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          title: "Account",
          cell: ({ account }: Surprise) => <AccountName id={account} names={names} />,
        },
        word("Lost on", ({ churned }: Surprise) => date(churned)),
        money("ARR lost", currency, ({ arr }: Surprise) => arr),
        word("Health in the six months before", ({ path }: Surprise) => sayPath(path)),
        counted("Days of warning", ({ warning }: Surprise) => warning),
        word("Reason", ({ reason }: Surprise) => words(reason)),
      ]}
    />
  );
}
