import { useMemo } from "react";
import { statusNames } from "../charts/theme.js";
import { useDesk } from "../desk.js";
import { shadeClass } from "../figures/triangle.js";
import { count, longMonth, sayStatus } from "../format.js";
import { transitionDrill } from "../health-drills.js";
import { transitionsQuestion } from "../questions/health.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { Empty } from "./state.js";
import { DrillLink } from "./table.js";
import { TriangleTable } from "./triangle-table.js";

type Transition = RowOf<typeof transitionsQuestion>;

/** Who became healthier and who less so in the month. */
export function TransitionsCard() {
  const { month, route } = useDesk();
  const asking = useAnswer(transitionsQuestion(month, route.filters));
  return (
    <Card
      title="What moved in the month"
      terms={["account_months.health_status", "account_months.health_status_previous"]}
      question={asking.question}
      picture="table"
    >
      <AnswerView asking={asking} what="moves" empty={<Empty what="Nobody paid in this month." />}>
        {(rows) => <Moves rows={rows} month={month} />}
      </AnswerView>
    </Card>
  );
}

interface MovesProps {
  readonly rows: readonly Transition[];
  readonly month: string;
}

function Moves({ rows, month }: MovesProps) {
  const laid = useMemo(() => matrix(rows), [rows]);
  if (laid.columns.length === 0) {
    return (
      <Empty
        what={`Nobody had a health before ${longMonth(month)}.`}
        remedy="Choose a later month."
      />
    );
  }
  return (
    <TriangleTable
      caption={`Customers by health before and at the end of ${longMonth(month)}; blue rose, orange fell`}
      corner="Before"
      triangle={laid}
      rowTitle={sayStatus}
      columnTitle={sayStatus}
      cell={({ before, now, customers }) => (
        <DrillLink drill={transitionDrill(month, before ?? "", now ?? "")}>
          {count(customers)}
        </DrillLink>
      )}
      shade={({ before, now }) => shadeClass(Math.max(-3, Math.min(3, stepsUp(before, now))))}
      full={({ before, now, customers }) => `${customers} from ${before} to ${now}`}
    />
  );
}

/** How many statuses better: green is best; unknown is neither. */
function stepsUp(before: string | null, now: string | null): number {
  const [from, to] = [place(before), place(now)];
  return from === undefined || to === undefined ? 0 : from - to;
}

function place(status: string | null): number | undefined {
  const index = (statusNames as readonly (string | null)[]).indexOf(status);
  return index === -1 || status === "unknown" ? undefined : index;
}

function matrix(rows: readonly Transition[]) {
  const known = rows.filter(({ before, now }) => before !== null && now !== null);
  const inOrder = (pick: (row: Transition) => string | null) =>
    statusNames.filter((name) => known.some((row) => pick(row) === name));
  const at = (row: string, column: string) =>
    known.find(({ before, now }) => before === row && now === column);
  return { rows: inOrder(({ before }) => before), columns: inOrder(({ now }) => now), at };
}
