import { useDesk } from "../desk.js";
import { date, decimal, nothing, shortMonth, words } from "../format.js";
import {
  accountBehaviorsQuestion,
  accountJourneyQuestion,
  accountMilestonesQuestion,
} from "../questions/account.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { plain, word } from "./columns.js";
import { Empty } from "./state.js";
import { Table } from "./table.js";

type Behavior = RowOf<typeof accountBehaviorsQuestion>;

interface AccountProps {
  readonly account: string;
}

/** What it does, and what the next stage asks for. */
export function AccountMaturity({ account }: AccountProps) {
  const { month } = useDesk();
  const asking = useAnswer(accountBehaviorsQuestion(account, month));
  return (
    <Card
      title="Behaviors, met and next"
      terms={["maturity_behaviors.is_met", "maturity_behaviors.target"]}
      question={asking.question}
    >
      <AnswerView
        asking={asking}
        what="behaviors"
        empty={<Empty what={`Nothing was judged in ${shortMonth(month)}.`} />}
      >
        {(rows) => (
          <Table
            caption="Behaviors by the stage they belong to"
            rows={rows}
            rowKey={({ behavior }) => behavior}
            columns={[
              { title: "Behavior", cell: ({ title }: Behavior) => title },
              { title: "Met", cell: ({ isMet }: Behavior) => met(isMet) },
              { title: "Is", isNumber: true, cell: ({ value }: Behavior) => decimal(value, 2) },
              {
                title: "Asked for",
                isNumber: true,
                cell: ({ target, isUpper }: Behavior) =>
                  target === null
                    ? nothing
                    : `${isUpper === true ? "at most" : "at least"} ${decimal(target, 2)}`,
              },
              { title: "Stage", isNumber: true, cell: ({ stage }: Behavior) => String(stage) },
              word("First met", ({ since }: Behavior) =>
                since === null ? null : shortMonth(since),
              ),
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}

function met(isMet: boolean | null): string {
  if (isMet === null) return "Unknown";
  return isMet ? "Met" : "Next";
}

type Visit = RowOf<typeof accountJourneyQuestion>;
type Milestone = RowOf<typeof accountMilestonesQuestion>;

/** Where it went, when, and what is overdue. */
export function AccountJourney({ account }: AccountProps) {
  const visits = useAnswer(accountJourneyQuestion(account));
  const milestones = useAnswer(accountMilestonesQuestion(account));
  return (
    <Card title="Journey" terms={["journey.days", "journey.is_stuck"]} question={visits.question}>
      <AnswerView asking={visits} what="journey" empty={<Empty what="It has not begun." />}>
        {(rows) => (
          <Table
            caption="Stages, the last one first"
            rows={rows}
            rowKey={({ id }) => id}
            columns={[
              { title: "Stage", cell: ({ title }: Visit) => title },
              word("Entered", ({ entered }: Visit) => date(entered)),
              plain("Days", ({ days }: Visit) => days, 0),
              plain("Expected", ({ expected }: Visit) => expected, 0),
              {
                title: "What is missing",
                isLong: true,
                cell: ({ missing, isStuck }: Visit) =>
                  `${isStuck === true ? "Stuck. " : ""}${missing === null ? "" : words(missing)}` ||
                  nothing,
              },
              word("Left", ({ exited }: Visit) => (exited === null ? "is there" : date(exited))),
            ]}
          />
        )}
      </AnswerView>
      <AnswerView
        asking={milestones}
        what="milestones"
        empty={<Empty what="It has no milestones." />}
      >
        {(rows) => (
          <Table
            caption="Milestones"
            rows={rows}
            rowKey={({ milestone }) => milestone}
            columns={[
              { title: "Milestone", cell: ({ title }: Milestone) => title },
              word("Due", ({ due }: Milestone) => date(due)),
              word("Reached", ({ reached, isOverdue }: Milestone) =>
                reached === null ? (isOverdue === true ? "overdue" : "not yet") : date(reached),
              ),
            ]}
          />
        )}
      </AnswerView>
    </Card>
  );
}
