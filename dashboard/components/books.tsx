import { useCallback } from "react";
import { barsChart } from "../charts/bars.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import { bookDrill, coverageDrill } from "../engagement-drills.js";
import { points, withSince } from "../figures/since.js";
import { thenBy } from "../figures/then.js";
import { compactMoney, count, decimal, longMonth, percent, words } from "../format.js";
import { csmsQuestion } from "../questions/choices.js";
import { booksQuestion, coverageQuestion } from "../questions/engagement.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useBefore } from "../use-before.js";
import { useLabels } from "../use-names.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { ChartCard } from "./chart-card.js";
import { counted, money, plain, share, since, word } from "./columns.js";
import { LeadLink } from "./lead.js";
import { MovedMost } from "./moved-most.js";
import { Empty } from "./state.js";
import { Table, type TableColumn } from "./table.js";

type Book = RowOf<typeof booksQuestion>;

const booksTitle = "Load of each book";

/** How many books a chart of this height has room for. */
const fullest = 14;

/** How much each CSM has to look after, against the hours there are. */
export function BooksCard() {
  const { currency, month, before, route } = useDesk();
  const asking = useAnswer(booksQuestion(month, route.filters));
  const then = thenBy(
    useBefore((of) => booksQuestion(of, route.filters)),
    ({ csm }) => csm,
    emptied,
  );
  const sayMoney = (by: number) => compactMoney(by, currency);
  const rows = asking.answer.kind === "ready" ? asking.answer.rows : [];
  const nameOf = useLabels(csmsQuestion);
  const draw = useCallback(
    (rows: readonly Book[], frame: Frame) => drawBooks(rows, frame, { month, nameOf }),
    [month, nameOf],
  );
  const behind = ({ csm }: Book) => bookDrill(month, csm, nameOf(csm));
  return (
    <ChartCard
      title={booksTitle}
      terms={["csm_books.load", "csm_books.hours_needed", "csm_books.hours_capacity"]}
      asking={asking}
      draw={draw}
      label={(rows) =>
        `Hours needed of hours there are: ${rows.map(({ csm, load }) => `${nameOf(csm)} ${percent(load, 0)}`).join(", ")}.`
      }
      note={
        <>
          <Fullest books={rows.length} />
          <MovedMost
            rows={rows}
            then={then}
            pick={loadOf}
            say={points}
            nameOf={({ csm }) => nameOf(csm)}
          />
        </>
      }
      empty={
        <Empty what="No account has a CSM in this month." remedy="CSMs come with the accounts." />
      }
      table={{
        caption: withSince(`Books in ${longMonth(month)}`, before),
        rowKey: ({ csm }) => csm,
        only: then.whole(rows),
        columns: [
          { title: "CSM", cell: ({ csm }: Book) => nameOf(csm) },
          since(counted("Accounts", accountsOf, behind), then, accountsOf, count),
          counted("Onboarding", ({ onboarding }: Book) => onboarding),
          since(money("ARR", currency, arrOf, behind), then, arrOf, sayMoney),
          plain("Hours needed", ({ hours }: Book) => hours, 0, behind),
          plain("Hours there are", ({ capacity }: Book) => capacity, 0),
          since(share("Load", loadOf, 0, behind), then, loadOf, points),
          word("ARR band", ({ arrBand }: Book) => words(arrBand)),
          word("Accounts band", ({ accountsBand }: Book) => words(accountsBand)),
        ],
      }}
    />
  );
}

function Fullest({ books }: { readonly books: number }) {
  if (books <= fullest) return null;
  return <p className="note">The {fullest} fullest books are drawn; the table has all of them.</p>;
}

const accountsOf = ({ accounts }: Book) => accounts;
const arrOf = ({ arr }: Book) => arr;
const loadOf = ({ load }: Book) => load;

/** A CSM who had no book then had no accounts, and no hours to compare. */
function emptied(book: Book): Book {
  return { ...book, accounts: 0, arr: 0, load: null };
}

interface Shown {
  readonly month: string;
  /** What a CSM is called. */
  readonly nameOf: (csm: string) => string;
}

/** Hours needed as a share of the hours there are, the fullest book first. */
export function drawBooks(rows: readonly Book[], frame: Frame, { month, nameOf }: Shown) {
  const { theme } = frame;
  const shown = rows.filter(({ load }) => load !== null).slice(0, fullest);
  const say = (value: number) => percent(value, 0);
  const most = Math.ceil(4 * Math.max(1, ...shown.map(({ load }) => load ?? 0))) / 4;
  return barsChart(
    {
      rows: shown.map(({ csm }) => nameOf(csm)),
      parts: [
        {
          id: "within",
          name: "Within the hours there are",
          colour: theme.accent,
          values: shown.map(({ load }) => Math.min(1, load ?? 0)),
        },
        {
          id: "beyond",
          name: "Beyond them",
          colour: theme.bad,
          values: shown.map(({ load }) => Math.max(0, (load ?? 0) - 1)),
        },
      ],
      axis: {
        title: "Hours needed, share of hours there are",
        tick: say,
        say,
        max: most,
        interval: most > 2 ? most / 4 : 0.25,
      },
      mark: { value: 1, says: "full" },
      pick: (index) => {
        const row = shown[index];
        return row === undefined ? undefined : bookDrill(month, row.csm, nameOf(row.csm));
      },
    },
    frame,
  );
}

type Option = RowOf<typeof coverageQuestion>;

/** What other ways of looking after customers would take. */
export function CoverageCard() {
  const { currency } = useDesk();
  const asking = useAnswer(coverageQuestion);
  const behind =
    (measure: Parameters<typeof coverageDrill>[2]) =>
    ({ option, title }: Option) =>
      coverageDrill(option, title, measure);
  return (
    <Card
      title="What other arrangements would take"
      terms={["coverage.csms_needed", "coverage.customers_uncovered"]}
      question={asking.question}
    >
      <AnswerView asking={asking} what="options" empty={<Empty what="No option is set." />}>
        {(rows) => (
          <Table
            caption="Options of books.yml, as of the build"
            rows={rows}
            rowKey={({ option }) => option}
            columns={[
              { title: "Option", cell: ({ title }: Option) => title },
              plain("Hours needed", ({ hours }: Option) => hours, 0, behind("hours_needed")),
              led("Hours there are", ({ capacity }: Option) => decimal(capacity, 0)),
              plain(
                "CSMs needed",
                ({ csmsNeeded }: Option) => csmsNeeded,
                1,
                behind("hours_needed"),
              ),
              led("CSMs today", ({ csmsToday }: Option) => decimal(csmsToday, 0)),
              counted(
                "Without a person",
                ({ uncovered }: Option) => uncovered,
                behind("customers_uncovered"),
              ),
              money(
                "Their ARR",
                currency,
                ({ arrUncovered }: Option) => arrUncovered,
                behind("arr_uncovered"),
              ),
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

/** Of today's CSMs the card of their books tells. */
function led(title: string, say: (row: Option) => string): TableColumn<Option> {
  return {
    title,
    isNumber: true,
    cell: (row) => <LeadLink to={booksTitle}>{say(row)}</LeadLink>,
  };
}
