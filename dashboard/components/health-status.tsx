import { useCallback } from "react";
import type { Frame } from "../charts/picture.js";
import { stackChart } from "../charts/stack.js";
import { kindColour, statusColour, statusNames, stepColour } from "../charts/theme.js";
import { useDesk } from "../desk.js";
import { layersBy } from "../figures/layers.js";
import { points, since } from "../figures/since.js";
import {
  compactMoney,
  count,
  decimal,
  percent,
  sayStatus,
  shortMonth,
  tickMoney,
} from "../format.js";
import {
  coverageDrill,
  overriddenDrill,
  scoreDrill,
  scoredDrill,
  statusDrill,
} from "../health-drills.js";
import { distributionQuestion, indexes, indexOf, scoreQuestion } from "../questions/health.js";
import type { Route } from "../route.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useBefore } from "../use-before.js";
import { useClosed } from "../use-closed.js";
import { AnswerView } from "./answer.js";
import { ChartCard } from "./chart-card.js";
import { counted, money } from "./columns.js";
import { Figure, Noted } from "./figure.js";
import { Select } from "./filter-bar.js";
import { NotNarrowed } from "./not-narrowed.js";
import { Empty } from "./state.js";

const units = [
  { value: "arr", label: "ARR" },
  { value: "accounts", label: "Customers" },
] as const;

export function IndexChoice() {
  const { route, go } = useDesk();
  const choose = (name: string) => (value: string) =>
    go({ ...route, choices: { ...route.choices, [name]: value } });
  return (
    <div className="choices">
      <Select label="Index" value={indexOf(route)} options={indexes} onChange={choose("index")} />
      <Select label="Counted in" value={unitOf(route)} options={units} onChange={choose("unit")} />
    </div>
  );
}

function unitOf(route: Route): (typeof units)[number]["value"] {
  return units.find(({ value }) => value === route.choices.unit)?.value ?? "arr";
}

type Scores = RowOf<typeof scoreQuestion>;

export function ScoreFigures({ index }: { readonly index: string }) {
  const { month, route } = useDesk();
  const asking = useAnswer(scoreQuestion(index, month, route.filters));
  return (
    <>
      <AnswerView
        asking={asking}
        what="scores"
        empty={<Empty what={`Nobody has a score in ${shortMonth(month)}.`} />}
        counts={({ accounts }) => accounts}
      >
        {([row]) => (row === undefined ? null : <Scored index={index} row={row} />)}
      </AnswerView>
      <NotNarrowed question={asking.question} />
    </>
  );
}

interface ScoredProps {
  readonly index: string;
  readonly row: Scores;
}

function Scored({ index, row }: ScoredProps) {
  const { month, before, route } = useDesk();
  const [then] = useBefore((of) => scoreQuestion(index, of, route.filters)) ?? [];
  return (
    <dl className="figures">
      <Figure
        id="score"
        label="Mean score"
        terms={["health.score_average"]}
        value={decimal(row.score)}
        full={decimal(row.score, 4)}
        note={since(row.score, then?.score, before, decimal)}
        drill={scoreDrill(index, month)}
      />
      <Figure
        id="scored"
        label="Customers scored"
        terms={["health.accounts"]}
        value={count(row.accounts)}
        full={count(row.accounts)}
        note={
          <Noted
            after={since(row.accounts, then?.accounts, before, count)}
            figure={percent(row.unknown)}
            drill={row.unknown === 0 ? undefined : statusDrill(index, month, "unknown")}
            of=" unknown"
          />
        }
        drill={scoredDrill(index, month)}
      />
      <Figure
        id="coverage"
        label="Share of factors known"
        terms={["health.coverage_average"]}
        value={percent(row.coverage, 0)}
        full={percent(row.coverage, 4)}
        note={
          <Noted
            after={since(row.coverage, then?.coverage, before, points)}
            figure={count(row.overrides)}
            drill={row.overrides === 0 ? undefined : overriddenDrill(index, month)}
            of=" overridden by hand"
          />
        }
        drill={coverageDrill(index, month)}
      />
    </dl>
  );
}

type Share = RowOf<typeof distributionQuestion>;

export function DistributionCard({ index }: { readonly index: string }) {
  const { currency, route, months } = useDesk();
  const unit = unitOf(route);
  const last = months.at(-1)?.month ?? "";
  const asking = useClosed(useAnswer(distributionQuestion(index, route.filters)));
  const draw = useCallback(
    (rows: readonly Share[], frame: Frame) => drawDistribution(rows, { index, unit }, frame),
    [index, unit],
  );
  return (
    <ChartCard
      title={unit === "arr" ? "ARR by status over time" : "Customers by status over time"}
      terms={["health.status", "health.arr", "health.accounts"]}
      asking={asking}
      draw={draw}
      label={(rows) => summary(rows, last)}
      size="tall"
      empty={<Empty what="Nobody has a score." remedy="Scores need usage, tickets or surveys." />}
      table={{
        caption: "Customers and ARR by status and month",
        reversed: true,
        rowKey: ({ month, status }) => `${month}/${status}`,
        columns: [
          { title: "Month", cell: ({ month }: Share) => shortMonth(month) },
          { title: "Status", cell: ({ status }: Share) => sayStatus(status) },
          counted(
            "Customers",
            ({ accounts }: Share) => accounts,
            ({ month, status }) => statusDrill(index, month, status ?? "unknown"),
          ),
          money(
            "ARR",
            currency,
            ({ arr }: Share) => arr,
            ({ month, status }) => statusDrill(index, month, status ?? "unknown"),
          ),
        ],
      }}
    />
  );
}

interface Way {
  readonly index: string;
  readonly unit: "arr" | "accounts";
}

/** The order in which statuses are stacked: health's from red up, others' from low up. */
const order = ["unknown", "red", "low", "orange", "medium", "yellow", "high", "green"];

/** One column for each month, from the worst status at the bottom. */
export function drawDistribution(rows: readonly Share[], { index, unit }: Way, frame: Frame) {
  const { theme, currency } = frame;
  const names = [...new Set(rows.map(({ status }) => status ?? "unknown"))].sort(
    (left, right) => order.indexOf(left) - order.indexOf(right),
  );
  const known = names.filter((name) => name !== "unknown");
  const colour = (name: string) => {
    if (statusNames.some((each) => each === name)) return statusColour(theme, name);
    return known.includes(name)
      ? stepColour(theme, known.indexOf(name) + 1, known.length)
      : kindColour(theme, 4);
  };
  const { months, layers } = layersBy(
    rows.map((row) => ({ month: row.month, layer: row.status ?? "unknown", value: row[unit] })),
    names.map((name) => ({ id: name, name: sayStatus(name), colour: colour(name) })),
  );
  const isMoney = unit === "arr";
  return stackChart(
    {
      months,
      layers,
      axis: {
        title: isMoney ? `ARR, ${currency ?? "reporting currency"}` : "Customers",
        tick: (value) => (isMoney ? tickMoney(value, currency) : count(value)),
        say: (value) => (isMoney ? compactMoney(value, currency) : count(value)),
      },
      pick: (month, status) => statusDrill(index, month, status),
    },
    frame,
  );
}

function summary(rows: readonly Share[], last: string): string {
  const said = rows
    .filter(({ month }) => month === last)
    .map(({ status, accounts }) => `${count(accounts)} ${status ?? "unknown"}`);
  return `Customers by status, month by month; in ${shortMonth(last)}: ${said.join(", ")}.`;
}
