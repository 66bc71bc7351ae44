import { useDesk } from "../desk.js";
import { watched } from "../figures/quality.js";
import { count, fullMoney, moment, nothing, shortMonth, words } from "../format.js";
import { restatementsQuestion, runsQuestion } from "../questions/quality.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { word } from "./columns.js";
import { LeadLink } from "./lead.js";
import { Empty } from "./state.js";
import { Table } from "./table.js";

type Restated = RowOf<typeof restatementsQuestion>;

/** Published figures of closed months that a later run changed, and which figures those can be. */
export function RestatementsCard() {
  const asking = useAnswer(restatementsQuestion);
  return (
    <Card title="Restated figures" terms={["restatements.difference"]} question={asking.question}>
      <AnswerView
        asking={asking}
        what="restatements"
        empty={<Empty what="None of the figures that are watched was changed by a later run." />}
      >
        {(rows) => <RestatedTable rows={rows} />}
      </AnswerView>
      <p className="note">
        Watched in each closed month: {listed(watched.always)}, and where there are invoice lines{" "}
        {listed(watched.withInvoices)}. No other figure is: forecasts, scores and stages can differ
        between builds without a line here, so compare with an earlier build.
      </p>
    </Card>
  );
}

function listed(metrics: readonly string[]): string {
  return metrics.map((metric) => inSentence(words(metric))).join(", ");
}

function inSentence(said: string): string {
  return /^[A-Z]{2}/.test(said) ? said : said.charAt(0).toLowerCase() + said.slice(1);
}

function RestatedTable({ rows }: { readonly rows: readonly Restated[] }) {
  const { currency } = useDesk();
  const { answer } = useAnswer(runsQuestion);
  const runs = answer.kind === "ready" ? answer.rows : [];
  const startOf = (id: string) => {
    const run = runs.find((each) => each.id === id);
    return run === undefined ? id : moment(run.startedAt);
  };
  const value = (title: string, pick: (row: Restated) => number | null) => ({
    title,
    isNumber: true,
    cell: (row: Restated) => say(row.metric, pick(row), currency),
  });
  return (
    <Table
      caption="Figures of closed months that changed"
      rows={rows}
      rowKey={({ id }) => id}
      first={15}
      columns={[
        { title: "Metric", cell: ({ metric }: Restated) => words(metric) },
        word("Month", ({ period }: Restated) => shortMonth(period)),
        value("Before", ({ before }) => before),
        value("After", ({ after }) => after),
        word("Cause", ({ cause }: Restated) => words(cause)),
        {
          title: "Changed by the run of",
          cell: ({ run }: Restated) => <LeadLink to="Runs">{startOf(run)}</LeadLink>,
        },
      ]}
    />
  );
}

function say(metric: string, value: number | null, currency: string | undefined): string {
  if (value === null) return nothing;
  return metric === "customers" ? count(value) : fullMoney(value, currency);
}
