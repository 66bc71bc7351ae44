import { AnswerView } from "../components/answer.js";
import { NoMonthToCompare } from "../components/as-of-build.js";
import { BuildFacts } from "../components/build-facts.js";
import { Card } from "../components/card.js";
import { counted, plain, word } from "../components/columns.js";
import { LeadLink, LedCount } from "../components/lead.js";
import { QuarantineTable } from "../components/quarantine-table.js";
import { Rest } from "../components/rest.js";
import { SourcesTable } from "../components/sources-table.js";
import { Empty } from "../components/state.js";
import { Table, type TableColumn } from "../components/table.js";
import { date, moment, nothing, shortMonth } from "../format.js";
import {
  buildQuestion,
  filesQuestion,
  quarantineQuestion,
  restatementsQuestion,
  runsQuestion,
  sourcesQuestion,
} from "../questions/quality.js";
import { useAnswer } from "../use-answer.js";

/** Where the figures come from, and which rows are not in them. */
export function DataQualityPage() {
  const build = useAnswer(buildQuestion);
  return (
    <>
      <AnswerView asking={build} what="published run" empty={<Empty what="No run is recorded." />}>
        {([run]) => (run === undefined ? null : <BuildFacts run={run} />)}
      </AnswerView>
      <NoMonthToCompare />
      <Rest>
        <Sources />
        <Quarantine />
        <Restatements />
        <Files />
        <Runs />
      </Rest>
    </>
  );
}

function Sources() {
  const asking = useAnswer(sourcesQuestion);
  return (
    <Card
      title="Sources"
      terms={[
        "data_quality.rows_read",
        "data_quality.rows_quarantined",
        "data_quality.rows_filtered",
      ]}
      question={asking.question}
    >
      <AnswerView
        asking={asking}
        what="sources"
        empty={
          <Empty what="No file was loaded." remedy="See what would load with: npx tenure check" />
        }
      >
        {(rows) => <SourcesTable sources={rows} />}
      </AnswerView>
    </Card>
  );
}

function Quarantine() {
  const asking = useAnswer(quarantineQuestion);
  return (
    <Card title="Rows in quarantine" terms={["quarantine.open_rows"]} question={asking.question}>
      <AnswerView
        asking={asking}
        what="quarantine"
        empty={<Empty what="No row is in quarantine: every row read was understood." />}
      >
        {(rows) => <QuarantineTable reasons={rows} />}
      </AnswerView>
    </Card>
  );
}

type Restated = ReturnType<typeof restatementsQuestion.row.parse>;

function Restatements() {
  const asking = useAnswer(restatementsQuestion);
  return (
    <Card title="Restated figures" terms={["restatements.difference"]} question={asking.question}>
      <AnswerView
        asking={asking}
        what="restatements"
        empty={<Empty what="No published figure of a closed month was changed by a later run." />}
      >
        {(rows) => (
          <Table
            caption="Figures of closed months that changed"
            rows={rows}
            rowKey={(row) => row.id}
            first={15}
            columns={[
              { title: "Metric", cell: (row: Restated) => row.metric },
              word("Month", (row: Restated) => shortMonth(row.period)),
              plain("Before", (row: Restated) => row.before, 2),
              plain("After", (row: Restated) => row.after, 2),
              word("Cause", (row: Restated) => row.cause),
              { title: "Run", cell: (row: Restated) => <LeadLink to="Runs">{row.run}</LeadLink> },
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

type Landed = ReturnType<typeof filesQuestion.row.parse>;

function Files() {
  const asking = useAnswer(filesQuestion);
  return (
    <Card title="Newest files" question={asking.question}>
      <AnswerView asking={asking} what="files" empty={<Empty what="No file was loaded." />}>
        {(rows) => (
          <Table
            caption={`The last ${rows.length} files that came in`}
            rows={rows}
            rowKey={(row) => row.id}
            first={15}
            columns={[
              { title: "File", cell: (row: Landed) => row.path },
              word("Source", (row: Landed) => row.source),
              word("Entity", (row: Landed) => row.entity),
              word("Landed", ({ landedAt }: Landed) =>
                landedAt === null ? nothing : moment(landedAt),
              ),
              word("Newest row", (row: Landed) => date(row.newest)),
              counted("Rows", (row: Landed) => row.read),
              counted("Loaded", (row: Landed) => row.loaded),
              led("Set aside", (row: Landed) => row.quarantined, "Rows in quarantine"),
              counted("Duplicate", (row: Landed) => row.duplicate),
              counted("Filtered", (row: Landed) => row.filtered),
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

type Ran = ReturnType<typeof runsQuestion.row.parse>;

function Runs() {
  const asking = useAnswer(runsQuestion);
  return (
    <Card title="Runs" question={asking.question}>
      <AnswerView asking={asking} what="runs" empty={<Empty what="No run is recorded." />}>
        {(rows) => (
          <Table
            caption="Runs up to this build, newest first"
            rows={rows}
            rowKey={(row) => row.id}
            first={15}
            columns={[
              { title: "Run", cell: (row: Ran) => row.id },
              word("Started", (row: Ran) => moment(row.startedAt)),
              word("As of", (row: Ran) => moment(row.asOf)),
              word("Outcome", (row: Ran) => row.outcome),
              led("Rows read", (row: Ran) => row.read, "Sources"),
              led("Set aside", (row: Ran) => row.quarantined, "Rows in quarantine"),
              word("Config", (row: Ran) => row.configVersion),
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

/** A column of counts that lead to the part of the page that shows what was counted. */
function led<Row>(title: string, pick: (row: Row) => number | null, to: string): TableColumn<Row> {
  return { title, isNumber: true, cell: (row) => <LedCount value={pick(row)} to={to} /> };
}
