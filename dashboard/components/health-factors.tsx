import { useCallback } from "react";
import { barsChart } from "../charts/bars.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import { hundredths, withSince } from "../figures/since.js";
import { thenBy } from "../figures/then.js";
import { decimal, words } from "../format.js";
import { factorDrill } from "../health-drills.js";
import { factorsQuestion } from "../questions/health.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useBefore } from "../use-before.js";
import { ChartCard } from "./chart-card.js";
import { counted, plain, share, since } from "./columns.js";
import { MovedMost } from "./moved-most.js";
import { Empty } from "./state.js";

type Factor = RowOf<typeof factorsQuestion>;

/** Where the points go. */
export function FactorsCard({ index }: { readonly index: string }) {
  const { month, before, route } = useDesk();
  const asking = useAnswer(factorsQuestion(index, month, route.filters));
  const then = thenBy(
    useBefore((of) => factorsQuestion(index, of, route.filters)),
    ({ factor }) => factor,
    emptied,
  );
  const draw = useCallback(
    (rows: readonly Factor[], frame: Frame) => drawFactors(rows, frame, { index, month }),
    [index, month],
  );
  const into = (measure: Parameters<typeof factorDrill>[3]) => {
    return ({ factor }: Factor) => factorDrill(index, month, factor, measure);
  };
  return (
    <ChartCard
      title="What costs points"
      terms={["health_factors.points_lost_average", "health_factors.score_average"]}
      asking={asking}
      draw={draw}
      label={summary}
      note={
        asking.answer.kind === "ready" ? (
          <MovedMost
            rows={asking.answer.rows}
            then={then}
            pick={lostOf}
            say={inPoints}
            nameOf={({ factor }) => words(factor)}
          />
        ) : null
      }
      empty={<Empty what="Nobody has a score in this month." />}
      table={{
        caption: withSince("Factors by the points they cost on average", before),
        rowKey: ({ factor }) => factor,
        columns: [
          { title: "Factor", cell: ({ factor }: Factor) => words(factor) },
          { title: "Element", cell: ({ element }: Factor) => words(element) },
          since(
            plain("Points lost", lostOf, 1, into("points_lost_average")),
            then,
            lostOf,
            hundredths,
          ),
          since(plain("Mean score", scoreOf, 1, into("score_average")), then, scoreOf, hundredths),
          share(
            "Unknown",
            ({ missing }: Factor) => missing,
            0,
            (row) => (row.missing === 0 ? undefined : into("missing_share")(row)),
          ),
          counted("Customers", ({ accounts }: Factor) => accounts, into("accounts")),
        ],
      }}
    />
  );
}

const lostOf = ({ lost }: Factor) => lost;
const scoreOf = ({ score }: Factor) => score;

/** A factor that the index did not have then cost nothing known. */
function emptied(row: Factor): Factor {
  return { ...row, lost: null, score: null };
}

function inPoints(moved: number): string {
  return `${hundredths(moved)} points lost`;
}

interface Where {
  readonly index: string;
  readonly month: string;
}

/** Factors that cost points, the dearest first. */
export function drawFactors(rows: readonly Factor[], frame: Frame, { index, month }: Where) {
  const costly = rows.filter(({ lost }) => (lost ?? 0) > 0).slice(0, 14);
  return barsChart(
    {
      rows: costly.map(({ factor }) => words(factor)),
      parts: [
        {
          id: "lost",
          name: "Points lost",
          colour: frame.theme.accent,
          values: costly.map(({ lost }) => lost ?? 0),
        },
      ],
      axis: {
        title: "Points lost on average, of 100",
        tick: (value) => decimal(value),
        say: (value) => decimal(value),
      },
      pick: (row) => {
        const factor = costly[row]?.factor;
        return factor === undefined ? undefined : factorDrill(index, month, factor);
      },
    },
    frame,
  );
}

function summary(rows: readonly Factor[]): string {
  const [first] = rows;
  if (first === undefined) return "No factors";
  return `Points lost by factor; most go to ${words(first.factor).toLowerCase()}: ${decimal(first.lost)}.`;
}
