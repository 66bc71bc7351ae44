import { useMemo } from "react";
import { sayEvidence } from "../evidence.js";
import { date, decimal, words } from "../format.js";
import {
  accountMomentsQuestion,
  accountSurveysQuestion,
  accountTicketsQuestion,
} from "../questions/account.js";
import { pathsQuestion } from "../questions/evidence.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { word } from "./columns.js";
import { FileLine } from "./file-line.js";
import { Empty } from "./state.js";
import { Table } from "./table.js";

type Moment = RowOf<typeof accountMomentsQuestion>;

interface AccountProps {
  readonly account: string;
}

/** When somebody should have been in touch, why, and the row of the file that says so. */
export function AccountMoments({ account }: AccountProps) {
  const asking = useAnswer(accountMomentsQuestion(account));
  return (
    <Card
      title="Moments and evidence"
      terms={["engagement.evidence", "engagement.evidence_line"]}
      question={asking.question}
    >
      <AnswerView asking={asking} what="moments" empty={<Empty what="No moment was raised." />}>
        {(rows) => <Moments rows={rows} />}
      </AnswerView>
    </Card>
  );
}

function Moments({ rows }: { readonly rows: readonly Moment[] }) {
  const files = useMemo(
    () => [...new Set(rows.flatMap(({ file }) => (file === null ? [] : [file])))],
    [rows],
  );
  const { answer } = useAnswer(pathsQuestion(files));
  const paths = new Map(
    answer.kind === "ready" ? answer.rows.map(({ file, path }) => [file, path]) : [],
  );
  // who may not see the files of a source is not shown their ids either
  const where = ({ file, line }: Moment) => {
    const path = paths.get(file ?? "");
    return path === undefined ? null : <FileLine path={path} line={line} />;
  };
  return (
    <Table
      caption={`The last ${rows.length} moments`}
      rows={rows}
      rowKey={({ id }) => id}
      first={8}
      columns={[
        {
          title: "Moment",
          cell: ({ title, raised, status }: Moment) => (
            <>
              {title}
              <br />
              <span className="note">{`${date(raised)}, ${status}`}</span>
            </>
          ),
        },
        {
          title: "Evidence",
          isLong: true,
          cell: (row: Moment) => (
            <>
              {sayEvidence(row)} {where(row)}
            </>
          ),
        },
      ]}
    />
  );
}

type Ticket = RowOf<typeof accountTicketsQuestion>;
type Survey = RowOf<typeof accountSurveysQuestion>;

/** What it asked for, and what it said when it was asked. */
export function AccountTickets({ account }: AccountProps) {
  const tickets = useAnswer(accountTicketsQuestion(account));
  const surveys = useAnswer(accountSurveysQuestion(account));
  return (
    <Card
      title="Tickets and surveys"
      terms={["tickets.csat", "surveys.score"]}
      question={tickets.question}
    >
      <AnswerView asking={tickets} what="tickets" empty={<Empty what="It has no tickets." />}>
        {(rows) => (
          <Table
            caption={`The last ${rows.length} tickets`}
            rows={rows}
            rowKey={({ id }) => id}
            first={8}
            columns={[
              { title: "Created", cell: ({ created }: Ticket) => said(created) },
              word("Topic", ({ topic }: Ticket) => topic && words(topic)),
              { title: "CSAT", isNumber: true, cell: ({ csat }: Ticket) => decimal(csat) },
              word("Priority", ({ priority }: Ticket) => priority && words(priority)),
              word("Solved", ({ solved }: Ticket) => said(solved)),
            ]}
          />
        )}
      </AnswerView>
      <AnswerView asking={surveys} what="surveys" empty={<Empty what="It answered no survey." />}>
        {(rows) => (
          <Table
            caption={`The last ${rows.length} answers to surveys`}
            rows={rows}
            rowKey={({ id }) => id}
            first={8}
            columns={[
              { title: "Answered", cell: ({ at }: Survey) => said(at) },
              word("Survey", ({ kind }: Survey) => kind?.toUpperCase() ?? null),
              { title: "Score", isNumber: true, cell: ({ score }: Survey) => decimal(score) },
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

function said(time: string | null): string {
  return time === null ? "not yet" : date(time);
}
