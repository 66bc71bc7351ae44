import { useDesk } from "../desk.js";
import { effectivenessDrill } from "../drills.js";
import { hundredths, since } from "../figures/since.js";
import { count, decimal, shortMonth } from "../format.js";
import { effectivenessQuestion } from "../questions/maturity.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useBefore } from "../use-before.js";
import { AnswerView } from "./answer.js";
import { Figure } from "./figure.js";
import { NotNarrowed } from "./not-narrowed.js";
import { Empty } from "./state.js";

type Effectiveness = RowOf<typeof effectivenessQuestion>;

/** How effectively customers use the product in a month, each with what it is compared with. */
export function MaturityFigures() {
  const { month, route } = useDesk();
  const asking = useAnswer(effectivenessQuestion(month, route.filters));
  return (
    <>
      <AnswerView
        asking={asking}
        what="stages"
        empty={<Empty what={`Nobody has a stage in ${shortMonth(month)}.`} />}
        counts={({ customers }) => customers}
      >
        {([row]) => (row === undefined ? null : <Reached row={row} />)}
      </AnswerView>
      <NotNarrowed question={asking.question} />
    </>
  );
}

function Reached({ row }: { readonly row: Effectiveness }) {
  const { month, before, route } = useDesk();
  const [then] = useBefore((of) => effectivenessQuestion(of, route.filters)) ?? [];
  return (
    <dl className="figures">
      <Figure
        id="stage"
        label="Mean stage"
        terms={["maturity.mean_stage"]}
        value={decimal(row.stage, 2)}
        full={decimal(row.stage, 4)}
        note={since(row.stage, then?.stage, before, hundredths)}
        drill={effectivenessDrill(month, "mean_stage", "Stage of effectiveness")}
      />
      <Figure
        id="progress"
        label="Stages gained since the start"
        terms={["maturity.mean_progress"]}
        value={decimal(row.progress, 2)}
        full={decimal(row.progress, 4)}
        note={since(row.progress, then?.progress, before, hundredths)}
        drill={effectivenessDrill(month, "mean_progress", "Stages gained since the start")}
      />
      <Figure
        id="judged"
        label="Customers with a stage"
        terms={["maturity.customers"]}
        value={count(row.customers)}
        full={count(row.customers)}
        note={since(row.customers, then?.customers, before, count)}
        drill={effectivenessDrill(month, "customers", "Customers with a stage")}
      />
    </dl>
  );
}
