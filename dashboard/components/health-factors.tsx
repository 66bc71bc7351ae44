import { useCallback } from "react";
import { barsChart } from "../charts/bars.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import { decimal, words } from "../format.js";
import { factorDrill } from "../health-drills.js";
import { factorsQuestion } from "../questions/health.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { ChartCard } from "./chart-card.js";
import { counted, plain, share } from "./columns.js";
import { Empty } from "./state.js";

type Factor = RowOf<typeof factorsQuestion>;

/** Where the points go. */
export function FactorsCard({ index }: { readonly index: string }) {
  const { month, route } = useDesk();
  const asking = useAnswer(factorsQuestion(index, month, route.filters));
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
      empty={<Empty what="Nobody has a score in this month." />}
      table={{
        caption: "Factors by the points they cost on average",
        rowKey: ({ factor }) => factor,
        columns: [
          { title: "Factor", cell: ({ factor }: Factor) => words(factor) },
          { title: "Element", cell: ({ element }: Factor) => words(element) },
          plain("Points lost", ({ lost }: Factor) => lost, 1, into("points_lost_average")),
          plain("Mean score", ({ score }: Factor) => score, 1, into("score_average")),
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
