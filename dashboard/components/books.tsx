import { useCallback } from "react";
import { barsChart } from "../charts/bars.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import { bookDrill } from "../engagement-drills.js";
import { points, withSince } from "../figures/since.js";
import { type Then, thenBy } from "../figures/then.js";
import { compactMoney, count, longMonth, percent, words } from "../format.js";
import { csmsQuestion } from "../questions/choices.js";
import { booksQuestion } from "../questions/engagement.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useBefore } from "../use-before.js";
import { useLabels } from "../use-names.js";
import { ChartCard } from "./chart-card.js";
import { counted, money, plain, share, since, word } from "./columns.js";
import { MovedMost } from "./moved-most.js";
import { Empty } from "./state.js";
import type { TableColumn } from "./table.js";

type Book = RowOf<typeof booksQuestion>;

/** What the card of the books is called. */
export const booksTitle = "Load of each book";

/** How many books a chart of this height has room for. */
const fullest = 14;

/** How much each CSM has to look after, against the hours there are. */
export function BooksCard() {
  const { month, before, route } = useDesk();
  const asking = useAnswer(booksQuestion(month, route.filters));
  const then = thenBy(
    useBefore((of) => booksQuestion(of, route.filters)),
    ({ csm }) => csm,
    emptied,
  );
  const rows = asking.answer.kind === "ready" ? asking.answer.rows : [];
  const nameOf = useLabels(csmsQuestion);
  const draw = useCallback(
    (rows: readonly Book[], frame: Frame) => drawBooks(rows, frame, { month, nameOf }),
    [month, nameOf],
  );
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
        columns: useBookColumns(then),
      }}
    />
  );
}

function useBookColumns(then: Then<Book>): readonly TableColumn<Book>[] {
  const { month, currency } = useDesk();
  const nameOf = useLabels(csmsQuestion);
  const sayMoney = (by: number) => compactMoney(by, currency);
  const behind =
    (measure?: Parameters<typeof bookDrill>[2]) =>
    ({ csm }: Book) =>
      bookDrill(month, [csm, nameOf(csm)], measure);
  return [
    { title: "CSM", cell: ({ csm }: Book) => nameOf(csm) },
    since(counted("Accounts", accountsOf, behind("accounts")), then, accountsOf, count),
    counted("Onboarding", ({ onboarding }: Book) => onboarding, behind("accounts_onboarding")),
    since(money("ARR", currency, arrOf, behind("arr")), then, arrOf, sayMoney),
    plain("Hours needed", ({ hours }: Book) => hours, 0, behind()),
    plain("Hours there are", ({ capacity }: Book) => capacity, 0, behind()),
    since(share("Load", loadOf, 0, behind()), then, loadOf, points),
    word("ARR band", ({ arrBand }: Book) => words(arrBand)),
    word("Accounts band", ({ accountsBand }: Book) => words(accountsBand)),
  ];
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
        return row === undefined ? undefined : bookDrill(month, [row.csm, nameOf(row.csm)]);
      },
    },
    frame,
  );
}
