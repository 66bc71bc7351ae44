import { useMemo } from "react";
import { useDesk } from "../desk.js";
import { monthsLater } from "../figures/forecast.js";
import { dueDrill, renewalsDrill } from "../forecast-drills.js";
import {
  compactMoney,
  count,
  date,
  nothing,
  percent,
  sayStatus,
  shortMonth,
  words,
} from "../format.js";
import type { Question } from "../question.js";
import { renewalsAheadQuestion } from "../questions/forecast.js";
import type { Drill } from "../route.js";
import { useAnswer } from "../use-answer.js";
import { type Names, useNames } from "../use-names.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { money, word } from "./columns.js";
import { Empty } from "./state.js";
import { AccountName, DrillLink, Table, type TableColumn } from "./table.js";

type Ahead = ReturnType<typeof renewalsAheadQuestion> extends Question<infer Row> ? Row : never;

const listed = 15;

/** The renewals of the next quarter, the largest likely loss first. */
export function RenewalsCard({ vintage }: { readonly vintage: string }) {
  const { route } = useDesk();
  const [from, to] = [monthsLater(vintage, 1), monthsLater(vintage, 3)];
  const asking = useAnswer(renewalsAheadQuestion(vintage, from, to, route.filters));
  return (
    <Card
      title="The renewals that decide the quarter"
      terms={[
        "renewal_forecast.probability",
        "renewal_forecast.arr_reaching",
        "renewal_forecast.basis",
      ]}
      question={asking.question}
      className="deciding"
    >
      <AnswerView
        asking={asking}
        what="renewals"
        empty={
          <Empty
            what={`No term longer than a month ends from ${shortMonth(from)} to ${shortMonth(to)}.`}
          />
        }
      >
        {(rows) => (
          <Deciding
            rows={rows}
            ways={[dueDrill(vintage, from, to), renewalsDrill(vintage, from, to)]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

interface DecidingProps {
  readonly rows: readonly Ahead[];
  /** To those whose renewals are due, and to those of whom something is likely lost. */
  readonly ways: readonly [due: Drill, lost: Drill];
}

function Deciding({ rows, ways: [due, lost] }: DecidingProps) {
  const { currency } = useDesk();
  const first = useMemo(
    () => rows.toSorted((left, right) => lossOf(right) - lossOf(left)).slice(0, listed),
    [rows],
  );
  const names = useNames(first);
  const all = rows.reduce((sum, row) => sum + lossOf(row), 0);
  const part = first.reduce((sum, row) => sum + lossOf(row), 0);
  return (
    <Table
      caption={
        <>
          {count(first.length)} of <DrillLink drill={due}>{count(rows.length)}</DrillLink> renewals
          carry {compactMoney(part, currency)} of the{" "}
          <DrillLink drill={lost}>{compactMoney(all, currency)}</DrillLink> that is likely to be
          lost
        </>
      }
      rows={first}
      rowKey={({ id }) => id}
      columns={columns(names, currency)}
    />
  );
}

function lossOf({ arr, expected }: Ahead): number {
  return (arr ?? 0) - (expected ?? 0);
}

function columns(names: Names, currency: string | undefined): readonly TableColumn<Ahead>[] {
  return [
    {
      title: "Account",
      cell: ({ account }) => <AccountName id={account} names={names} />,
    },
    word("Renews", ({ renewal }) => date(renewal)),
    money("ARR", currency, ({ arr }) => arr),
    { title: "Will renew", isNumber: true, cell: ({ probability }) => percent(probability, 0) },
    {
      title: "Range",
      isNumber: true,
      // what is known has no range
      cell: ({ low, high, basis }) =>
        low === null || high === null || basis === "known"
          ? nothing
          : `${percent(low, 0)} to ${percent(high, 0)}`,
    },
    money("Likely lost", currency, lossOf),
    word("Health", ({ status }) => sayStatus(status)),
    word("Says the CSM", ({ human, disagrees }) =>
      human === null ? null : `${words(human)}${disagrees === true ? ", disagrees" : ""}`,
    ),
    word("Rests on", ({ basis }) => words(basis)),
  ];
}
