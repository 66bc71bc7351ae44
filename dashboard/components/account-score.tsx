import { linesChart } from "../charts/lines.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import { decimal, nothing, sayStatus, shortMonth, words } from "../format.js";
import { accountFactorsQuestion, accountScoresQuestion } from "../questions/account.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useBefore } from "../use-before.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { ChartCard } from "./chart-card.js";
import { plain, word } from "./columns.js";
import { Empty } from "./state.js";
import { MonthLink, Table } from "./table.js";

type Scored = RowOf<typeof accountScoresQuestion>;

interface AccountProps {
  readonly account: string;
}

/** Its health, month by month. */
export function ScoreCurve({ account }: AccountProps) {
  // as beside it: a month that has not ended yet has no score to go by
  const { months, month } = useDesk();
  const first = months[0]?.month ?? month;
  const last = months.at(-1)?.month ?? month;
  const asking = useAnswer(accountScoresQuestion(account, first, last));
  return (
    <ChartCard
      title="Health over time"
      terms={["health.score", "health.status"]}
      asking={asking}
      draw={drawScores}
      label={(rows) => {
        const last = rows.at(-1);
        return last === undefined
          ? "No score"
          : `Health by month, ${decimal(last.score)} in ${shortMonth(last.month)}.`;
      }}
      size="tall"
      empty={<Empty what="It was never scored." remedy="Scores begin with the first MRR." />}
      table={{
        caption: "Health by month",
        reversed: true,
        rowKey: ({ month }) => month,
        columns: [
          { title: "Month", cell: ({ month }: Scored) => shortMonth(month) },
          {
            title: "Score",
            isNumber: true,
            cell: ({ month, score }: Scored) => (
              <MonthLink month={month}>{decimal(score)}</MonthLink>
            ),
          },
          word("Status", ({ status }: Scored) => sayStatus(status)),
        ],
      }}
    />
  );
}

/** The score from 0 to 100; each month leads to the page of then, where it is taken apart. */
export function drawScores(rows: readonly Scored[], frame: Frame) {
  const say = (value: number) => decimal(value, 0);
  return linesChart(
    {
      months: rows.map(({ month }) => month),
      axis: {
        title: "Score, 0 to 100",
        tick: say,
        say: (value) => decimal(value),
        min: 0,
        max: 100,
        interval: 25,
      },
      lines: [
        {
          id: "score",
          name: "Health",
          colour: frame.theme.accent,
          values: rows.map(({ score }) => score),
        },
      ],
      leadsToMonth: true,
    },
    frame,
  );
}

type Factor = RowOf<typeof accountFactorsQuestion>;

/** The score taken apart, and what changed since the month it is compared with. */
export function AccountScore({ account }: AccountProps) {
  const { month, before } = useDesk();
  const asking = useAnswer(accountFactorsQuestion(account, month));
  const then = useBefore((of) => accountFactorsQuestion(account, of)) ?? [];
  const earlier = new Map(then.map((row) => [row.factor, row] as const));
  return (
    <Card
      title="The score taken apart"
      terms={["health_factors.points_lost", "health_factors.score", "health_factors.weight"]}
      question={asking.question}
    >
      <AnswerView
        asking={asking}
        what="factors"
        empty={<Empty what={`It has no score in ${shortMonth(month)}.`} />}
      >
        {(rows) => (
          <Table
            caption={`Factors in ${shortMonth(month)}, the dearest first${before === undefined ? "" : `, beside ${before.name}`}`}
            rows={rows}
            rowKey={({ factor }) => factor}
            columns={columns(earlier)}
          />
        )}
      </AnswerView>
    </Card>
  );
}

function columns(before: ReadonlyMap<string, Factor>) {
  const value = (row: Factor | undefined) =>
    row === undefined || row.isMissing === true ? "unknown" : decimal(row.value, 2);
  return [
    { title: "Factor", cell: ({ factor }: Factor) => words(factor) },
    { title: "Value", isNumber: true, cell: (row: Factor) => value(row) },
    {
      title: "Value then",
      isNumber: true,
      cell: ({ factor }: Factor) => value(before.get(factor)),
    },
    plain("Points lost", ({ lost }: Factor) => lost),
    {
      title: "Change",
      isNumber: true,
      cell: ({ factor, lost }: Factor) => changed(before.get(factor)?.lost ?? null, lost),
    },
    plain("Score", ({ score }: Factor) => score),
    plain("Weight", ({ weight }: Factor) => weight, 2),
    { title: "Element", cell: ({ element }: Factor) => words(element) },
    { title: "Metric", cell: ({ metric }: Factor) => words(metric) },
  ];
}

/** Points that were won back are positive. */
function changed(then: number | null, now: number | null): string {
  if (then === null || now === null) return nothing;
  const won = then - now;
  return Math.abs(won) < 0.05 ? "0" : `${won > 0 ? "+" : ""}${decimal(won)}`;
}
