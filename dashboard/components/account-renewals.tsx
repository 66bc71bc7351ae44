import { useDesk } from "../desk.js";
import { date, decimal, nothing, percent, sayStatus, words } from "../format.js";
import {
  accountForecastsQuestion,
  accountObjectivesQuestion,
  accountRenewalsQuestion,
} from "../questions/account.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { money, word } from "./columns.js";
import { Empty } from "./state.js";
import { Table, type TableColumn } from "./table.js";

type Forecast = RowOf<typeof accountForecastsQuestion>;
type Renewal = RowOf<typeof accountRenewalsQuestion>;

interface AccountProps {
  readonly account: string;
}

/** What is expected of its renewals, and what became of those before. */
export function AccountRenewals({ account }: AccountProps) {
  const { currency, month } = useDesk();
  const ahead = useAnswer(accountForecastsQuestion(account, month));
  const before = useAnswer(accountRenewalsQuestion(account));
  return (
    <Card
      title="Renewals and forecast"
      terms={["renewal_forecast.probability", "renewal_forecast.basis"]}
      question={ahead.question}
    >
      <AnswerView asking={ahead} what="forecasts" empty={<Empty what="No renewal is ahead." />}>
        {(rows) => (
          <Table
            caption="As forecast at the end of the month"
            rows={rows}
            rowKey={({ id }) => id}
            columns={aheadColumns(currency)}
          />
        )}
      </AnswerView>
      <AnswerView
        asking={before}
        what="renewals"
        empty={<Empty what="No term longer than a month has ended." />}
      >
        {(rows) => (
          <Table
            caption="Ends of terms longer than a month"
            rows={rows}
            rowKey={({ id }) => id}
            columns={beforeColumns(currency)}
          />
        )}
      </AnswerView>
    </Card>
  );
}

function aheadColumns(currency: string | undefined): readonly TableColumn<Forecast>[] {
  return [
    { title: "Renews", cell: ({ renewal }) => date(renewal) },
    money("ARR", currency, ({ arr }) => arr),
    { title: "Will renew", isNumber: true, cell: ({ probability }) => percent(probability, 0) },
    {
      title: "Range",
      isNumber: true,
      cell: ({ low, high }) =>
        low === null || high === null ? nothing : `${percent(low, 0)} to ${percent(high, 0)}`,
    },
    word("Health", ({ status }) => sayStatus(status)),
    word("Says the CSM", ({ human }) => human && words(human)),
    word("Rests on", ({ basis }) => words(basis)),
  ];
}

function beforeColumns(currency: string | undefined): readonly TableColumn<Renewal>[] {
  return [
    { title: "Renewal", cell: ({ renewal }) => date(renewal) },
    word("Outcome", ({ outcome }) => words(outcome)),
    money("ARR due", currency, ({ due }) => due),
    money("ARR after", currency, ({ outcome, after }) => (outcome === "open" ? null : after)),
    { title: "Months", isNumber: true, cell: ({ months }) => decimal(months, 0) },
    word("Decided", ({ decided }) => date(decided)),
  ];
}

type Objective = RowOf<typeof accountObjectivesQuestion>;

/** What was agreed, how far it has come and what it is worth. */
export function AccountObjectives({ account }: AccountProps) {
  const { currency } = useDesk();
  const asking = useAnswer(accountObjectivesQuestion(account));
  return (
    <Card
      title="Objectives"
      terms={["objectives.attainment", "objectives.value"]}
      question={asking.question}
    >
      <AnswerView
        asking={asking}
        what="objectives"
        empty={
          <Empty
            what="Nothing is agreed."
            remedy="Objectives are files of the entity objectives."
          />
        }
      >
        {(rows) => (
          <Table
            caption="Objectives as of the build"
            rows={rows}
            rowKey={({ id }) => id}
            columns={[
              { title: "Objective", cell: ({ objective }: Objective) => objective },
              {
                title: "Attained",
                isNumber: true,
                cell: ({ attainment }: Objective) => percent(attainment, 0),
              },
              money("Worth", currency, ({ value }: Objective) => value),
              word("State", (row: Objective) => stateOf(row)),
              word("Due", ({ due }: Objective) => date(due)),
              { title: "Is", isNumber: true, cell: ({ current }: Objective) => decimal(current) },
              {
                title: "From, to",
                isNumber: true,
                cell: ({ baseline, target, unit }: Objective) =>
                  `${decimal(baseline)} to ${decimal(target)} ${unit ?? ""}`,
              },
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

function stateOf({ isAttained, isOnTrack }: Objective): string {
  if (isAttained === true) return "Attained";
  if (isOnTrack === null) return "Not measured";
  return isOnTrack ? "On track" : "Behind";
}
