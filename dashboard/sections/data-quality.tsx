import type { CubeApi } from "@cubejs-client/core";
import { AnswerView } from "../components/answer.js";
import { BuildFacts } from "../components/build-facts.js";
import { QuarantineTable } from "../components/quarantine-table.js";
import { SourcesTable } from "../components/sources-table.js";
import { Empty } from "../components/state.js";
import { buildQuestion, quarantineQuestion, sourcesQuestion } from "../queries.js";
import { useAnswer } from "../use-answer.js";

/** Where the figures come from, and which rows are not in them. */
export function DataQuality({ api }: { readonly api: CubeApi }) {
  const build = useAnswer(api, buildQuestion);
  const sources = useAnswer(api, sourcesQuestion);
  const reasons = useAnswer(api, quarantineQuestion);
  const none = (
    <Empty what="No file was loaded." remedy="See what would load with: npx tenure check" />
  );
  return (
    <section id="data-quality" aria-labelledby="data-quality-title">
      <h2 id="data-quality-title">Data quality</h2>
      <AnswerView asking={build} what="published run" empty={<Empty what="No run is recorded." />}>
        {([run]) => (run === undefined ? null : <BuildFacts run={run} />)}
      </AnswerView>
      <div className="card">
        <h3>Sources</h3>
        <AnswerView asking={sources} what="sources" empty={none}>
          {(rows) => <SourcesTable sources={rows} />}
        </AnswerView>
      </div>
      <div className="card">
        <h3>Rows in quarantine</h3>
        <AnswerView
          asking={reasons}
          what="quarantine"
          empty={<Empty what="No row is in quarantine: every row read was understood." />}
        >
          {(rows) => <QuarantineTable reasons={rows} />}
        </AnswerView>
      </div>
    </section>
  );
}
