import { barsChart } from "../charts/bars.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import { withSince } from "../figures/since.js";
import { thenBy } from "../figures/then.js";
import { count, days, words } from "../format.js";
import { arrivedDrill, begunDrill, milestoneDrill } from "../journey-drills.js";
import { durationsQuestion, milestonesQuestion } from "../questions/maturity.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useBuildBefore, useOtherBuild } from "../use-before.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { ChartCard } from "./chart-card.js";
import { counted, since } from "./columns.js";
import { Empty } from "./state.js";
import { Table, type TableColumn } from "./table.js";

type Milestone = RowOf<typeof milestonesQuestion>;

/** The milestones of the way, reached, open and overdue. */
export function MilestonesCard() {
  const { route } = useDesk();
  const asked = milestonesQuestion(route.filters);
  const asking = useAnswer(asked);
  const before = useOtherBuild();
  const then = thenBy(useBuildBefore(asked), ({ milestone }) => milestone, emptied);
  return (
    <ChartCard
      title="Milestones"
      terms={["journey_milestones.reached", "journey_milestones.overdue"]}
      asking={asking}
      draw={drawMilestones}
      label={(rows) =>
        `Milestones: ${rows.map((row) => `${row.title} reached by ${row.reached}, overdue for ${row.overdue}`).join("; ")}.`
      }
      empty={<Empty what="No journey has milestones." remedy="They are set in journey.yml." />}
      table={{
        caption: withSince("Milestones as of the build", before),
        rowKey: ({ milestone }) => milestone,
        columns: [
          { title: "Milestone", cell: ({ title }: Milestone) => title },
          since(counted("Reached", reachedOf, into("reached")), then, reachedOf, count),
          since(counted("Overdue", overdueOf, into("overdue")), then, overdueOf, count),
          counted("Not due yet", ({ notDue }: Milestone) => notDue, into("not_due")),
          counted(
            "Days from the start",
            ({ days: mean }: Milestone) => mean,
            into("mean_days_from_start"),
          ),
        ],
      }}
    />
  );
}

const reachedOf = ({ reached }: Milestone) => reached;
const overdueOf = ({ overdue }: Milestone) => overdue;

function emptied(row: Milestone): Milestone {
  return { ...row, reached: 0, overdue: 0 };
}

function into(measure: Parameters<typeof milestoneDrill>[2]) {
  return ({ milestone, title }: Milestone) => milestoneDrill(milestone, title, measure);
}

/** Each milestone's accounts: reached, not due yet, overdue. */
export function drawMilestones(rows: readonly Milestone[], frame: Frame) {
  const { theme } = frame;
  return barsChart(
    {
      rows: rows.map(({ title }) => title),
      parts: [
        {
          id: "reached",
          name: "Reached",
          colour: theme.accent,
          values: rows.map(({ reached }) => reached),
        },
        {
          id: "not_due",
          name: "Not due yet",
          colour: theme.statuses.unknown,
          values: rows.map(({ notDue }) => notDue),
        },
        {
          id: "overdue",
          name: "Overdue",
          colour: theme.bad,
          values: rows.map(({ overdue }) => overdue),
        },
      ],
      axis: { title: "Accounts", tick: count, say: count, isCount: true },
      pick: (index, part) => {
        const row = rows[index];
        const measure = (["reached", "not_due", "overdue"] as const).find((each) => each === part);
        return row === undefined || measure === undefined ? undefined : into(measure)(row);
      },
    },
    frame,
  );
}

type Duration = RowOf<typeof durationsQuestion>;

/** How long the ways take, those who are still on them allowed for. */
export function DurationsCard() {
  const { route } = useDesk();
  const asking = useAnswer(durationsQuestion(route.filters));
  return (
    <Card
      title="How long it takes"
      terms={["journey_durations.median_days", "journey_durations.p75_days"]}
      question={asking.question}
    >
      <AnswerView asking={asking} what="durations" empty={<Empty what="Nobody has moved yet." />}>
        {(rows) => (
          <Table
            caption="Days from one stage to another; empty where fewer than that share have arrived"
            rows={rows}
            rowKey={({ from, to }) => `${from}/${to}`}
            columns={[
              { title: "From", cell: ({ from }: Duration) => words(from) },
              { title: "To", cell: ({ to }: Duration) => words(to) },
              counted("Began", ({ n }: Duration) => n, begunDrill),
              counted(
                "Arrived",
                ({ reached }: Duration) => reached,
                (way) => arrivedDrill(way),
              ),
              by("Half by", ({ median }) => median),
              by("3 in 4 by", ({ p75 }) => p75),
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

/** A day by which a share has arrived, which leads to them. */
function by(title: string, day: (row: Duration) => number | null): TableColumn<Duration> {
  return {
    title,
    isNumber: true,
    cell: (row) => days(day(row)),
    drill: (row) => {
      const last = day(row);
      return last === null ? undefined : arrivedDrill(row, last);
    },
  };
}
