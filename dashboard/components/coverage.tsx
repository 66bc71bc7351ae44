import { useDesk } from "../desk.js";
import { coverageDrill } from "../engagement-drills.js";
import { decimal } from "../format.js";
import { coverageQuestion } from "../questions/engagement.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { AnswerView } from "./answer.js";
import { booksTitle } from "./books.js";
import { Card } from "./card.js";
import { counted, money, plain } from "./columns.js";
import { LeadLink } from "./lead.js";
import { Empty } from "./state.js";
import { Table, type TableColumn } from "./table.js";

type Option = RowOf<typeof coverageQuestion>;

/** What other ways of looking after customers would take. */
export function CoverageCard() {
  const { currency } = useDesk();
  const asking = useAnswer(coverageQuestion);
  const behind =
    (measure: Parameters<typeof coverageDrill>[2]) =>
    ({ option, title }: Option) =>
      coverageDrill(option, title, measure);
  return (
    <Card
      title="What other arrangements would take"
      terms={["coverage.csms_needed", "coverage.customers_uncovered"]}
      question={asking.question}
    >
      <AnswerView asking={asking} what="options" empty={<Empty what="No option is set." />}>
        {(rows) => (
          <Table
            caption="Options of books.yml, as of the build"
            rows={rows}
            rowKey={({ option }) => option}
            columns={[
              { title: "Option", cell: ({ title }: Option) => title },
              plain("Hours needed", ({ hours }: Option) => hours, 0, behind("hours_needed")),
              led("Hours there are", ({ capacity }: Option) => decimal(capacity, 0)),
              plain(
                "CSMs needed",
                ({ csmsNeeded }: Option) => csmsNeeded,
                1,
                behind("hours_needed"),
              ),
              led("CSMs today", ({ csmsToday }: Option) => decimal(csmsToday, 0)),
              counted(
                "Without a person",
                ({ uncovered }: Option) => uncovered,
                behind("customers_uncovered"),
              ),
              money(
                "Their ARR",
                currency,
                ({ arrUncovered }: Option) => arrUncovered,
                behind("arr_uncovered"),
              ),
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

/** Of today's CSMs the card of their books tells. */
function led(title: string, say: (row: Option) => string): TableColumn<Option> {
  return {
    title,
    isNumber: true,
    cell: (row) => <LeadLink to={booksTitle}>{say(row)}</LeadLink>,
  };
}
