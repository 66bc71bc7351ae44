import { useState } from "react";
import { useDesk } from "../desk.js";
import { date, percent, sayStatus, words } from "../format.js";
import type { Question } from "../question.js";
import { tiersQuestion } from "../questions/choices.js";
import { listQuestion } from "../questions/customers.js";
import { useAnswer } from "../use-answer.js";
import { useLabels } from "../use-names.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { money, word } from "./columns.js";
import { Empty } from "./state.js";
import { AccountLink, Table, type TableColumn } from "./table.js";

type Listed = ReturnType<typeof listQuestion> extends Question<infer Row> ? Row : never;

/** The accounts as they stand, the largest first, with a search by name. */
export function AccountList() {
  const { route, currency } = useDesk();
  const [search, setSearch] = useState("");
  const [isAll, setAll] = useState(false);
  const tierOf = useLabels(tiersQuestion);
  const asking = useAnswer(listQuestion(search.trim(), !isAll, route.filters));
  return (
    <Card
      title="Accounts"
      terms={["accounts.arr", "accounts.renewal_probability", "accounts.health_status"]}
      question={asking.question}
      controls={
        <div className="choices">
          <label className="choice">
            <span>Name contains</span>
            <input
              type="search"
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
          </label>
          <label className="check">
            <input
              type="checkbox"
              checked={isAll}
              onChange={(event) => setAll(event.currentTarget.checked)}
            />
            With former customers and leads
          </label>
        </div>
      }
    >
      <AnswerView
        asking={asking}
        what="accounts"
        empty={<Empty what="No account fits." remedy="Search for less, or take a filter back." />}
      >
        {(rows) => (
          <Table
            caption={
              rows.length === 100
                ? "The 100 largest accounts as of the build; the download has all"
                : "Accounts as of the build, the largest first"
            }
            rows={rows}
            rowKey={({ account }) => account}
            first={20}
            columns={columns(currency, tierOf)}
          />
        )}
      </AnswerView>
    </Card>
  );
}

function columns(
  currency: string | undefined,
  tierOf: (tier: string) => string,
): readonly TableColumn<Listed>[] {
  return [
    {
      title: "Account",
      cell: ({ account, name }) => <AccountLink id={account}>{name ?? account}</AccountLink>,
    },
    money("ARR", currency, ({ arr }) => arr),
    word("Tier", ({ tier }) => (tier === null ? null : tierOf(String(tier)))),
    word("Region", ({ region }) => region),
    word("Size", ({ size }) => size),
    word("CSM", ({ csm }) => csm),
    word("Health", ({ status }) => sayStatus(status)),
    word("Maturity", ({ stage }) => stage),
    word("Journey", ({ journey }) => words(journey)),
    word("Renews", ({ renewal }) => date(renewal)),
    {
      title: "Will renew",
      isNumber: true,
      cell: ({ probability }) => percent(probability, 0),
    },
  ];
}
