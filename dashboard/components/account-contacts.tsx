import { date, nothing, words } from "../format.js";
import { accountContactsQuestion } from "../questions/account.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { plain, word } from "./columns.js";
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
            caption="Sponsors first, then by last contact"
            rows={rows}
            rowKey={({ contact }) => contact}
            first={8}
            columns={[
              { title: "Contact", cell: ({ role, contact }: Contact) => words(role ?? contact) },
              word("Last contact", ({ last }: Contact) => (last === null ? "never" : date(last))),
              plain("Days ago", ({ isCurrent, ago }: Contact) => (isCurrent ? ago : null), 0),
              word("Part", partOf),
              word("Since", ({ since }: Contact) => date(since)),
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
