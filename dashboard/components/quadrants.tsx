import { useCallback } from "react";
import type { Frame } from "../charts/picture.js";
import { scatterChart } from "../charts/scatter.js";
import { kindColour } from "../charts/theme.js";
import { useDesk } from "../desk.js";
import { quadrantDrill } from "../drills.js";
import { withSince } from "../figures/since.js";
import { thenBy } from "../figures/then.js";
import { compactMoney, count, decimal, longMonth, nothing, words } from "../format.js";
import type { Question } from "../question.js";
import { positionsQuestion, quadrantsQuestion } from "../questions/customers.js";
import { type Asking, useAnswer } from "../use-answer.js";
import { useBefore } from "../use-before.js";
import { useDerived } from "../use-derived.js";
import { useNames } from "../use-names.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { ChartCard } from "./chart-card.js";
import { counted, money, plain, since, word } from "./columns.js";
import { QuadrantMoves } from "./quadrant-moves.js";
import { Empty } from "./state.js";
import { AccountLink, Table, type TableColumn } from "./table.js";

type RowOf<Asked> = Asked extends Question<infer Row> ? Row : never;
type Placed = RowOf<ReturnType<typeof positionsQuestion>>;
export type Position = Placed & {
  /** What it is called; its id until that is known. */
  readonly name: string;
};
type Quadrant = RowOf<ReturnType<typeof quadrantsQuestion>>;

/** Who needs whom: customers by how much they depend on us and we on them. */
export function Quadrants() {
  const { month, before, currency, route } = useDesk();
  const behind = ({ quadrant }: Quadrant) => quadrantDrill(month, quadrant);
  const sayMoney = (by: number) => compactMoney(by, currency);
  const positions = useNamed(useAnswer(positionsQuestion(month, route.filters)));
  const then = thenBy(
    useBefore((of) => quadrantsQuestion(of, route.filters)),
    keyOf,
    emptied,
  );
  const counts = useAnswer(quadrantsQuestion(month, route.filters));
  const none = (
    <Empty
      what="No customer has both measures in this month."
      remedy="Importance and dependence need usage and revenue: see Data quality."
    />
  );
  return (
    <div className="halves">
      <ChartCard
        title="Who needs whom"
        terms={["quadrants.importance", "quadrants.dependence_score", "quadrants.quadrant"]}
        asking={positions}
        draw={drawPositions}
        label={(rows) => `Each of ${rows.length} customers by dependence and importance.`}
        empty={none}
        table={{
          caption: "Customers by quadrant",
          rowKey: ({ account }) => account,
          columns: positionColumns(currency),
        }}
      />
      <Card title="Quadrants" terms={["quadrants.arr"]} question={counts.question}>
        <AnswerView asking={counts} what="quadrants" empty={none}>
          {(rows) => (
            <Table
              caption={withSince(`Customers by quadrant in ${longMonth(month)}`, before)}
              rows={then.whole(rows)}
              rowKey={keyOf}
              columns={[
                {
                  title: "Quadrant",
                  cell: ({ quadrant }: Quadrant) => words(quadrant ?? "unknown"),
                },
                since(counted("Customers", accountsOf, behind), then, accountsOf, count),
                since(money("ARR", currency, arrOf, behind), then, arrOf, sayMoney),
              ]}
            />
          )}
        </AnswerView>
        <AnswerView asking={positions} what="moves" empty={null}>
          {(rows) => <QuadrantMoves rows={rows} />}
        </AnswerView>
      </Card>
    </div>
  );
}

function keyOf({ quadrant }: Quadrant): string {
  return quadrant ?? nothing;
}

const accountsOf = ({ accounts }: Quadrant) => accounts;
const arrOf = ({ arr }: Quadrant) => arr;

function emptied(row: Quadrant): Quadrant {
  return { ...row, accounts: 0, arr: 0 };
}

const nobody: readonly Placed[] = [];

function useNamed(asking: Asking<Placed>): Asking<Position> {
  const names = useNames(asking.answer.kind === "ready" ? asking.answer.rows : nobody);
  const name = useCallback(
    (rows: readonly Placed[]) =>
      rows.map((row) => ({ ...row, name: names.get(row.account)?.name ?? row.account })),
    [names],
  );
  return useDerived(asking, name);
}

function positionColumns(currency: string | undefined): readonly TableColumn<Position>[] {
  return [
    {
      title: "Account",
      cell: ({ account, name }) => <AccountLink id={account}>{name}</AccountLink>,
    },
    word("Quadrant", ({ quadrant }) => words(quadrant)),
    plain("Importance", ({ importance }) => importance),
    plain("Dependence", ({ dependence }) => dependence),
    money("ARR", currency, ({ arr }) => arr),
  ];
}

/** Customers that have both measures, as dots whose area is their ARR. */
export function drawPositions(rows: readonly Position[], frame: Frame) {
  const known = rows.filter(
    ({ importance, dependence }) => importance !== null && dependence !== null,
  );
  const most = Math.max(1, ...known.map(({ arr }) => arr ?? 0));
  const names = [...new Set(known.map(({ quadrant }) => quadrant ?? "unknown"))].sort();
  const say = (value: number) => decimal(value);
  return scatterChart(
    {
      groups: names.map((name, index) => ({
        id: name,
        name: words(name),
        colour: kindColour(frame.theme, index),
        dots: known
          .filter(({ quadrant }) => (quadrant ?? "unknown") === name)
          .map((row) => ({
            x: row.dependence ?? 0,
            y: row.importance ?? 0,
            weight: (row.arr ?? 0) / most,
            place: { page: "account" as const, account: row.account, choices: {} },
            hint: {
              title: row.name,
              rows: [
                { label: "Importance to us", value: decimal(row.importance) },
                { label: "Dependence on us", value: decimal(row.dependence) },
                { label: "ARR", value: compactMoney(row.arr ?? 0, frame.currency) },
              ],
            },
          })),
      })),
      x: { title: "Their dependence on us, 0 to 100", tick: say, say, max: 100, interval: 25 },
      y: { title: "Importance to us, 0 to 100", tick: say, say, max: 100, interval: 25 },
    },
    frame,
  );
}
