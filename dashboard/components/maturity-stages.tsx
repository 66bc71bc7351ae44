import { useCallback } from "react";
import { barsChart } from "../charts/bars.js";
import type { Frame } from "../charts/picture.js";
import { stackChart } from "../charts/stack.js";
import { stepColour } from "../charts/theme.js";
import { useDesk } from "../desk.js";
import { behaviorDrill, stageDrill } from "../drills.js";
import { layersBy } from "../figures/layers.js";
import { moved, points, withSince } from "../figures/since.js";
import { thenBy } from "../figures/then.js";
import { count, longMonth, percent, shortMonth } from "../format.js";
import { behaviorsQuestion, stagesQuestion } from "../questions/maturity.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useBefore } from "../use-before.js";
import { useClosed } from "../use-closed.js";
import { ChartCard } from "./chart-card.js";
import { counted, share, since } from "./columns.js";
import { MovedMost } from "./moved-most.js";
import { Empty } from "./state.js";
import { Table } from "./table.js";

type Stage = RowOf<typeof stagesQuestion>;

/** How many customers are at each stage of effectiveness, month by month. */
export function StagesCard() {
  const { route, months } = useDesk();
  const last = months.at(-1)?.month ?? "";
  const asking = useClosed(useAnswer(stagesQuestion(route.filters)));
  return (
    <ChartCard
      title="Customers by stage of effectiveness"
      terms={["maturity.stage", "maturity.customers"]}
      asking={asking}
      draw={drawStages}
      label={(rows) => summary(rows, last)}
      size="tall"
      note={
        asking.answer.kind === "ready" ? <StagesOfMonth rows={asking.answer.rows} /> : undefined
      }
      empty={<Empty what="No stage is known." remedy="Stages need usage: see docs/sources.md." />}
      table={{
        caption: "Customers by stage and month",
        reversed: true,
        rowKey: ({ month, stage }) => `${month}/${stage}`,
        columns: [
          { title: "Month", cell: ({ month }: Stage) => shortMonth(month) },
          { title: "Stage", cell: (row: Stage) => nameOf(row) },
          counted(
            "Customers",
            ({ customers }: Stage) => customers,
            (row) => stageDrill(row.month, row.stage, nameOf(row)),
          ),
        ],
      }}
    />
  );
}

/** The customers at each stage in the month that is shown, and how many more or fewer they are. */
function StagesOfMonth({ rows }: { readonly rows: readonly Stage[] }) {
  const { route, month, before } = useDesk();
  const earlier = useBefore(() => stagesQuestion(route.filters));
  const then = thenBy(
    earlier?.filter((row) => row.month === before?.month),
    ({ stage }) => String(stage),
    (row) => ({ ...row, month, customers: 0 }),
  );
  const now = then
    .whole(rows.filter((row) => row.month === month))
    .toSorted((left, right) => (left.stage ?? -1) - (right.stage ?? -1));
  if (now.length === 0) return null;
  return (
    <Table
      caption={withSince(`Customers by stage in ${longMonth(month)}`, before)}
      rows={["Customers"]}
      rowKey={(title) => title}
      columns={[
        { title: "At the stage", cell: (title: string) => title },
        ...now.map((row) => ({
          ...counted(
            nameOf(row),
            () => row.customers,
            () => stageDrill(month, row.stage, nameOf(row)),
          ),
          moved: () => moved(row.customers, then.of(row)?.customers, count),
        })),
      ]}
    />
  );
}

function nameOf({ stage, name }: Stage): string {
  return stage === null ? "Unknown" : `${stage} ${name ?? ""}`.trim();
}

/** From the lowest stage at the bottom, paler, to the highest. */
export function drawStages(rows: readonly Stage[], frame: Frame) {
  const stages = [...new Map(rows.map((row) => [row.stage ?? -1, nameOf(row)]))].sort(
    ([left], [right]) => left - right,
  );
  const known = stages.filter(([stage]) => stage >= 0);
  const { theme } = frame;
  const { months, layers } = layersBy(
    rows.map(({ month, stage, customers }) => ({
      month,
      layer: String(stage ?? -1),
      value: customers,
    })),
    stages.map(([stage, name]) => ({
      id: String(stage),
      name,
      colour:
        stage < 0
          ? theme.statuses.unknown
          : stepColour(theme, known.findIndex(([each]) => each === stage) + 1, known.length),
    })),
  );
  return stackChart(
    {
      months,
      layers,
      axis: { title: "Customers", tick: count, say: count, isCount: true },
      pick: (month, stage) => {
        const name = stages.find(([each]) => String(each) === stage)?.[1];
        return name === undefined
          ? undefined
          : stageDrill(month, stage === "-1" ? null : Number(stage), name);
      },
    },
    frame,
  );
}

function summary(rows: readonly Stage[], last: string): string {
  const said = rows
    .filter(({ month }) => month === last)
    .map((row) => `${count(row.customers)} at ${nameOf(row)}`);
  return `Customers by stage of effectiveness; in ${shortMonth(last)}: ${said.join(", ")}.`;
}

type Behavior = RowOf<typeof behaviorsQuestion>;

/** What customers do and do not do yet. */
export function BehaviorsCard() {
  const { route, month, before } = useDesk();
  const asking = useAnswer(behaviorsQuestion(month, route.filters));
  const then = thenBy(
    useBefore((of) => behaviorsQuestion(of, route.filters)),
    ({ behavior }) => behavior,
    (row) => ({ ...row, judged: 0, met: 0, share: null }),
  );
  const draw = useCallback(
    (rows: readonly Behavior[], frame: Frame) => drawBehaviors(rows, frame, month),
    [month],
  );
  const into = (isMet: boolean) => {
    return ({ behavior, title }: Behavior) => behaviorDrill(month, behavior, title, isMet);
  };
  return (
    <ChartCard
      title="Behaviors that are met"
      terms={["maturity_behaviors.met_share", "maturity_behaviors.judged"]}
      asking={asking}
      draw={draw}
      label={(rows) =>
        `Share of customers that meet each behavior: ${rows.map(({ title, share: met }) => `${title} ${percent(met, 0)}`).join(", ")}.`
      }
      note={
        asking.answer.kind === "ready" ? (
          <MovedMost
            rows={asking.answer.rows}
            then={then}
            pick={(row) => row.share}
            say={points}
            nameOf={({ title }) => title}
          />
        ) : null
      }
      empty={<Empty what="No behavior is judged in this month." />}
      table={{
        caption: withSince("Behaviors by the stage they belong to", before),
        rowKey: ({ behavior }) => behavior,
        columns: [
          { title: "Behavior", cell: ({ title }: Behavior) => title },
          { title: "Stage", isNumber: true, cell: ({ stage }: Behavior) => String(stage) },
          since(
            share("Met", (row: Behavior) => row.share, 0, into(true)),
            then,
            (row) => row.share,
            points,
          ),
          since(
            counted("Meet it", ({ met }: Behavior) => met, into(true)),
            then,
            (row) => row.met,
            count,
          ),
          counted("Do not", ({ judged, met }: Behavior) => judged - met, into(false)),
        ],
      }}
    />
  );
}

/** The share of customers that meets each behavior. */
export function drawBehaviors(rows: readonly Behavior[], frame: Frame, month: string) {
  const say = (value: number) => percent(value, 0);
  return barsChart(
    {
      rows: rows.map(({ stage, title }) => `${stage} ${title}`),
      parts: [
        {
          id: "met",
          name: "Met by",
          colour: frame.theme.accent,
          values: rows.map((row) => row.share ?? 0),
        },
      ],
      axis: { title: "Share of customers judged", tick: say, say, max: 1, interval: 0.25 },
      pick: (index) => {
        const row = rows[index];
        return row === undefined ? undefined : behaviorDrill(month, row.behavior, row.title, false);
      },
    },
    frame,
  );
}
