import { barsChart } from "../charts/bars.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import { withSince } from "../figures/since.js";
import { thenBy } from "../figures/then.js";
import { compactMoney, count, date, days, words } from "../format.js";
import { journeyDrill } from "../journey-drills.js";
import { funnelQuestion, stuckQuestion } from "../questions/maturity.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useBuildBefore, useOtherBuild } from "../use-before.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { ChartCard } from "./chart-card.js";
import { counted, money, since, word } from "./columns.js";
import { Empty } from "./state.js";
import { AccountLink, Table } from "./table.js";

type Step = RowOf<typeof funnelQuestion>;

/** Where accounts are as of the build, and how many are stuck there. */
export function FunnelCard() {
  const { route, currency } = useDesk();
  const asked = funnelQuestion(route.filters);
  const asking = useAnswer(asked);
  const before = useOtherBuild();
  const then = thenBy(useBuildBefore(asked), ({ stage }) => stage, emptied);
  const say = (by: number) => compactMoney(by, currency);
  return (
    <ChartCard
      title="Where accounts are in their journey"
      terms={["journey.current_accounts", "journey.stuck_accounts"]}
      asking={asking}
      draw={drawFunnel}
      label={(rows) =>
        `Accounts by stage of the journey: ${rows.map((row) => `${row.title} ${row.accounts}, stuck ${row.stuck}`).join("; ")}.`
      }
      empty={<Empty what="No journey has begun." remedy="Stages are set in journey.yml." />}
      table={{
        caption: withSince("Accounts by stage as of the build", before),
        rowKey: ({ stage }) => stage,
        columns: [
          { title: "Stage", cell: ({ title }: Step) => title },
          since(
            counted("There now", accountsOf, into("current_accounts")),
            then,
            accountsOf,
            count,
          ),
          since(counted("Stuck", stuckOf, into("stuck_accounts")), then, stuckOf, count),
          since(money("ARR", currency, arrOf, into("arr")), then, arrOf, say),
          money("ARR stuck", currency, ({ arrStuck }: Step) => arrStuck, into("arr_stuck")),
          counted("Ever there", ({ ever }: Step) => ever, into("accounts")),
          counted("Mean days", ({ days: mean }: Step) => mean, into("mean_days")),
        ],
      }}
    />
  );
}

const accountsOf = ({ accounts }: Step) => accounts;
const stuckOf = ({ stuck }: Step) => stuck;
const arrOf = ({ arr }: Step) => arr;

function emptied(row: Step): Step {
  return { ...row, accounts: 0, stuck: 0, arr: 0 };
}

function into(measure: Parameters<typeof journeyDrill>[2]) {
  return ({ stage, title }: Step) => journeyDrill(stage, title, measure);
}

/** Accounts at each stage, in order; those that are stuck stand apart. */
export function drawFunnel(rows: readonly Step[], frame: Frame) {
  const { theme } = frame;
  return barsChart(
    {
      rows: rows.map(({ title }) => title),
      parts: [
        {
          id: "moving",
          name: "On their way",
          colour: theme.accent,
          values: rows.map(({ accounts, stuck }) => accounts - stuck),
        },
        {
          id: "stuck",
          name: "Stuck",
          colour: theme.bad,
          values: rows.map(({ stuck }) => stuck),
        },
      ],
      axis: { title: "Accounts", tick: count, say: count, isCount: true },
      pick: (index, part) => {
        const row = rows[index];
        const measure = part === "stuck" ? "stuck_accounts" : "current_accounts";
        return row === undefined ? undefined : into(measure)(row);
      },
    },
    frame,
  );
}

type Stuck = RowOf<typeof stuckQuestion>;

/** The dearest of those who are stuck. */
export function StuckCard() {
  const { route, currency } = useDesk();
  const asking = useAnswer(stuckQuestion(route.filters));
  return (
    <Card
      title="Stuck, by what is at stake"
      terms={["accounts.is_stuck", "accounts.days_in_stage"]}
      question={asking.question}
    >
      <AnswerView asking={asking} what="stuck accounts" empty={<Empty what="Nobody is stuck." />}>
        {(rows) => (
          <Table
            caption="Longer at a stage than that stage is meant to take, as of the build"
            rows={rows}
            rowKey={({ account }) => account}
            columns={[
              {
                title: "Account",
                cell: ({ account, name }: Stuck) => (
                  <AccountLink id={account}>{name ?? account}</AccountLink>
                ),
              },
              word("Stage", ({ stage }: Stuck) => words(stage)),
              { title: "There for", isNumber: true, cell: (row: Stuck) => days(row.days) },
              money("ARR", currency, ({ arr }: Stuck) => arr),
              word("CSM", ({ csm }: Stuck) => csm),
              word("Renews", ({ renewal }: Stuck) => date(renewal)),
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}
