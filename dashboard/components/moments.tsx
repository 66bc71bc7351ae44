import { barsChart } from "../charts/bars.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import { momentDrill, momentsDrill, objectivesDrill } from "../engagement-drills.js";
import { sayEvidence } from "../evidence.js";
import { points, withSince } from "../figures/since.js";
import { thenBy } from "../figures/then.js";
import { compactMoney, count, date, nothing, percent, words } from "../format.js";
import { csmsQuestion } from "../questions/choices.js";
import { dueQuestion, momentsQuestion, objectivesQuestion } from "../questions/engagement.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useBuildBefore, useMoved, useOtherBuild } from "../use-before.js";
import { useLabels, useNames } from "../use-names.js";
import { AnswerView } from "./answer.js";
import { AsOfBuild, NoMonthToCompare } from "./as-of-build.js";
import { Card } from "./card.js";
import { ChartCard } from "./chart-card.js";
import { counted, money, share, since, word } from "./columns.js";
import { Figure, FigureAbsent, Noted } from "./figure.js";
import { NotNarrowed } from "./not-narrowed.js";
import { Empty } from "./state.js";
import { AccountName, Table } from "./table.js";

type Moment = RowOf<typeof momentsQuestion>;

/** No moment is a zero; an answer that is not there is none. */
export function MomentFigures() {
  const asking = useAnswer(momentsQuestion(useDesk().route.filters));
  return (
    <>
      <AnswerView asking={asking} what="moments" empty={<Totals rows={[]} />}>
        {(rows) => <Totals rows={rows} />}
      </AnswerView>
      <NotNarrowed question={asking.question} />
      <AsOfBuild question={asking.question} />
      <NoMonthToCompare />
    </>
  );
}

function Totals({ rows }: { readonly rows: readonly Moment[] }) {
  const { filters } = useDesk().route;
  const earlier = useBuildBefore(momentsQuestion(filters));
  const then = earlier === undefined ? undefined : totals(earlier);
  const moved = useMoved();
  const { waiting, overdue, done, expired, taken } = totals(rows);
  return (
    <dl className="figures">
      <Figure
        id="waiting"
        label="Moments to act on"
        terms={["engagement.waiting"]}
        value={count(waiting)}
        full={count(waiting)}
        note={`as of the build${moved(waiting, then?.waiting, count)}`}
        drill={momentsDrill("Moments to act on", "waiting")}
      />
      <Figure
        id="overdue"
        label="Overdue"
        terms={["engagement.overdue"]}
        value={count(overdue)}
        full={count(overdue)}
        note={
          <Noted
            figure={percent(waiting === 0 ? null : overdue / waiting, 0)}
            drill={momentsDrill("Moments overdue", "overdue")}
            of={` of those${moved(overdue, then?.overdue, count)}`}
          />
        }
        drill={momentsDrill("Moments overdue", "overdue")}
      />
      <Figure
        id="taken"
        label="Taken in time"
        terms={["engagement.done_share"]}
        value={percent(taken, 0)}
        full={percent(taken, 4)}
        note={
          <>
            <Noted
              figure={count(done)}
              drill={done === 0 ? undefined : momentsDrill("Moments taken", "done")}
              of=" taken, "
            />
            <Noted
              figure={count(expired)}
              drill={expired === 0 ? undefined : momentsDrill("Moments let pass", "expired")}
              of={` let pass${moved(taken, then?.taken, points)}`}
            />
          </>
        }
        drill={momentsDrill("Moments taken", "done")}
      />
      <Agreed />
    </dl>
  );
}

/** What was agreed with customers, and whether it will be reached. */
function Agreed() {
  const { currency, route } = useDesk();
  const asked = objectivesQuestion(route.filters);
  const { answer } = useAnswer(asked);
  const [then] = useBuildBefore(asked) ?? [];
  const moved = useMoved();
  const named = {
    id: "objectives",
    label: "Objectives on track",
    terms: ["objectives.on_track_share", "objectives.value"],
  };
  if (answer.kind !== "ready") return <FigureAbsent {...named} answer={answer} />;
  const [now] = answer.rows;
  const change = moved(now?.onTrack, then?.onTrack, points);
  const agreed = now?.objectives ?? 0;
  return (
    <Figure
      {...named}
      value={percent(now?.onTrack ?? null, 0)}
      full={percent(now?.onTrack ?? null, 4)}
      note={
        now?.value == null ? (
          <Noted
            figure={count(agreed)}
            drill={agreed === 0 ? undefined : objectivesDrill("objectives")}
            of={` agreed${change}`}
          />
        ) : (
          <>
            worth{" "}
            <Noted
              figure={compactMoney(now.value, currency)}
              drill={objectivesDrill("value")}
              of={` to customers so far${change}`}
            />
          </>
        )
      }
      drill={objectivesDrill("on_track_share")}
    />
  );
}

function totals(rows: readonly Moment[]) {
  const sum = (pick: (row: Moment) => number) => rows.reduce((all, row) => all + pick(row), 0);
  const [waiting, overdue] = [sum((row) => row.waiting), sum((row) => row.overdue)];
  const [done, expired] = [sum((row) => row.done), sum((row) => row.expired)];
  const taken = done + expired === 0 ? null : done / (done + expired);
  return { waiting, overdue, done, expired, taken };
}

/** What there is to act on, by kind. */
export function MomentsCard() {
  const { route } = useDesk();
  const asked = momentsQuestion(route.filters);
  const asking = useAnswer(asked);
  const before = useOtherBuild();
  const then = thenBy(useBuildBefore(asked), ({ moment }) => moment, emptied);
  return (
    <ChartCard
      title="Moments by kind"
      terms={["engagement.waiting", "engagement.overdue", "engagement.done_share"]}
      asking={asking}
      draw={drawMoments}
      label={(rows) =>
        `Moments to act on: ${open(rows)
          .map((row) => `${row.title} ${row.waiting}, of them overdue ${row.overdue}`)
          .join("; ")}.`
      }
      empty={<Empty what="No moment was ever raised." remedy="They are set in engagement.yml." />}
      table={{
        caption: withSince("Moments as of the build", before),
        rowKey: ({ moment }) => moment,
        columns: [
          { title: "Moment", cell: ({ title }: Moment) => title },
          since(counted("To act on", waitingOf, into("waiting")), then, waitingOf, count),
          since(counted("Overdue", overdueOf, into("overdue")), then, overdueOf, count),
          counted("Taken", ({ done }: Moment) => done, into("done")),
          counted("Let pass", ({ expired }: Moment) => expired, into("expired")),
          share("Taken in time", (row: Moment) => row.share, 0, into("done")),
        ],
      }}
    />
  );
}

const waitingOf = ({ waiting }: Moment) => waiting;
const overdueOf = ({ overdue }: Moment) => overdue;

function emptied(row: Moment): Moment {
  return { ...row, waiting: 0, overdue: 0 };
}

function into(measure: Parameters<typeof momentDrill>[2]) {
  return ({ moment, title }: Moment) => momentDrill(moment, title, measure);
}

function open(rows: readonly Moment[]): readonly Moment[] {
  return rows.filter(({ waiting }) => waiting > 0);
}

/** What waits, by kind; what is overdue stands apart. */
export function drawMoments(rows: readonly Moment[], frame: Frame) {
  const { theme } = frame;
  const shown = open(rows);
  return barsChart(
    {
      rows: shown.map(({ title }) => title),
      parts: [
        {
          id: "overdue",
          name: "Overdue",
          colour: theme.bad,
          values: shown.map(({ overdue }) => overdue),
        },
        {
          id: "waiting",
          name: "In time",
          colour: theme.accent,
          values: shown.map(({ waiting, overdue }) => waiting - overdue),
        },
      ],
      axis: { title: "Moments", tick: count, say: count, isCount: true },
      pick: (index, part) => {
        const row = shown[index];
        if (row === undefined) return undefined;
        return momentDrill(row.moment, row.title, part === "overdue" ? "overdue" : "waiting");
      },
    },
    frame,
  );
}

type Due = RowOf<typeof dueQuestion>;

/** What to do next, and until when. */
export function DueCard() {
  const { route } = useDesk();
  const asking = useAnswer(dueQuestion(route.filters));
  return (
    <Card
      title="Due, the oldest first"
      terms={["engagement.due_on", "engagement.expires_on", "engagement.evidence"]}
      question={asking.question}
    >
      <AnswerView
        asking={asking}
        what="moments"
        empty={<Empty what="Nothing waits to be acted on." />}
      >
        {(rows) => <DueTable rows={rows} />}
      </AnswerView>
    </Card>
  );
}

/** More than that are in the download. */
const listed = 50;

function DueTable({ rows }: { readonly rows: readonly Due[] }) {
  const { currency } = useDesk();
  const names = useNames(rows);
  const csmOf = useLabels(csmsQuestion);
  return (
    <Table
      caption={
        rows.length === listed
          ? `The first ${listed} moments; the download has all of them`
          : "Moments to act on"
      }
      rows={rows}
      rowKey={({ id }) => id}
      first={15}
      columns={[
        {
          title: "Account",
          cell: ({ account }: Due) => <AccountName id={account} names={names} />,
        },
        { title: "Moment", isLong: true, cell: ({ title }: Due) => title },
        { title: "What for", isLong: true, cell: (row: Due) => row.objective ?? nothing },
        word("Due", ({ due }: Due) => date(due)),
        word("Expires", ({ expires }: Due) => date(expires)),
        word("State", ({ status }: Due) => words(status)),
        word("Whose", ({ owner }: Due) => (owner === null ? null : words(csmOf(owner)))),
        money("ARR", currency, ({ arr }: Due) => arr),
        { title: "Evidence", isLong: true, cell: sayEvidence },
      ]}
    />
  );
}
