import { useDesk } from "../desk.js";
import { moment, words } from "../format.js";
import { accountSourcesQuestion } from "../questions/evidence.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { word } from "./columns.js";
import { FileLine } from "./file-line.js";
import { Empty } from "./state.js";
import { Table } from "./table.js";

type Source = RowOf<typeof accountSourcesQuestion>;

interface AccountProps {
  readonly account: string;
}

/** The rows of exports that the score rests on, by file and line. */
export function AccountSources({ account }: AccountProps) {
  const { month } = useDesk();
  const asking = useAnswer(accountSourcesQuestion(account));
  return (
    <Card
      title="Rows behind the score"
      terms={["factor_sources.path", "factor_sources.line"]}
      question={asking.question}
    >
      <AnswerView
        asking={asking}
        what="rows behind the score"
        empty={<Empty what="No factor has a value as of the build." />}
      >
        {(rows) => (
          <>
            <Table
              caption="Newest rows of each factor as of the build"
              rows={rows}
              rowKey={({ id }) => id}
              first={8}
              columns={[
                { title: "Factor", cell: ({ factor }: Source) => words(factor) },
                {
                  title: "File and line",
                  isLong: true,
                  cell: ({ path, line }: Source) => <FileLine path={path} line={line} />,
                },
                word("Row of", ({ entity }: Source) => words(entity)),
                word("Happened", ({ at }: Source) => at && moment(at)),
              ]}
            />
            <p className="note">
              Usage is too much to name; its files are under Data quality. Of another month:{" "}
              <code>
                npx tenure explain {account} --month {month.slice(0, 7)}
              </code>
            </p>
          </>
        )}
      </AnswerView>
    </Card>
  );
}
