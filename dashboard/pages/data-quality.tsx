import { AnswerView } from "../components/answer.js";
import { NoMonthToCompare } from "../components/as-of-build.js";
import { BuildFacts } from "../components/build-facts.js";
import { Card } from "../components/card.js";
import { counted, word } from "../components/columns.js";
import { LedCount } from "../components/lead.js";
import { QuarantineTable } from "../components/quarantine-table.js";
import { Rest } from "../components/rest.js";
import { RestatementsCard } from "../components/restatements.js";
import { SourcesTable } from "../components/sources-table.js";
import { Empty } from "../components/state.js";
import { Table, type TableColumn } from "../components/table.js";
import { date, moment, nothing, words } from "../format.js";
import {
  buildQuestion,
  filesQuestion,
  quarantineQuestion,
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
        <RestatementsCard />
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
      <AnswerView asking={asking} what="quarantine" empty={<QuarantineTable reasons={[]} />}>
        {(rows) => <QuarantineTable reasons={rows} />}
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
              word("Source", (row: Landed) => words(row.source)),
              word("Entity", (row: Landed) => words(row.entity)),
              word("Landed", ({ landedAt }: Landed) =>
                landedAt === null ? nothing : moment(landedAt),
              ),
              word("Newest row", (row: Landed) => date(row.newest)),
              counted("Rows", (row: Landed) => row.read),
              counted("Loaded", (row: Landed) => row.loaded),
              led("Quarantined", (row: Landed) => row.quarantined, "Rows in quarantine"),
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
              { title: "Started", cell: (row: Ran) => moment(row.startedAt) },
              word("As of", (row: Ran) => moment(row.asOf)),
              word("Outcome", (row: Ran) => words(row.outcome)),
              led("Rows read", (row: Ran) => row.read, "Sources"),
              led("Quarantined", (row: Ran) => row.quarantined, "Rows in quarantine"),
              word("Config", (row: Ran) => row.configVersion),
              word("Run", (row: Ran) => row.id),
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
