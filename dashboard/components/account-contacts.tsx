import { date, days, nothing, words } from "../format.js";
import { accountContactsQuestion } from "../questions/account.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { word } from "./columns.js";
import { Empty } from "./state.js";
import { Table } from "./table.js";

type Contact = RowOf<typeof accountContactsQuestion>;

/** Whom we know there, who sponsors us, and when somebody was last in touch with them. */
export function AccountContacts({ account }: { readonly account: string }) {
  const asking = useAnswer(accountContactsQuestion(account));
  return (
    <Card
      title="Contacts"
      terms={["contacts.is_sponsor", "contacts.last_contact_on", "contacts.is_current"]}
      question={asking.question}
    >
      <AnswerView
        asking={asking}
        what="contacts"
        empty={<Empty what="No source names anybody there." />}
      >
        {(rows) => (
          <Table
            caption="People there, sponsors and those spoken to last first; then those who left"
            rows={rows}
            rowKey={({ contact }) => contact}
            first={8}
            columns={[
              { title: "Contact", cell: ({ contact }: Contact) => contact },
              word("Role", ({ role }: Contact) => words(role)),
              word("Part", partOf),
              word("Since", ({ since }: Contact) => date(since)),
              word("Last contact", lastContact),
              word("Left", ({ left }: Contact) => date(left)),
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

function partOf({ isSponsor, isExecutive }: Contact): string {
  const parts = [
    ...(isSponsor === true ? ["sponsor"] : []),
    ...(isExecutive === true ? ["executive"] : []),
  ];
  return parts.length === 0 ? nothing : words(parts.join(" and "));
}

function lastContact({ last, ago, isCurrent }: Contact): string {
  if (last === null) return "never";
  return isCurrent ? `${date(last)}, ${days(ago)} ago` : date(last);
}
