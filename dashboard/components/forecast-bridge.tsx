import { useCallback, useMemo } from "react";
import { bridgeDrill, plannedBridgeDrill } from "../bridge-drills.js";
import { bridgeChart } from "../charts/bridge.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import { type BridgeStep, bridgeSteps } from "../figures/bridge.js";
import { type Flow, monthsLater, yearChanges } from "../figures/forecast.js";
import type { Month } from "../figures/months.js";
import { compactChange, compactMoney, longMonth, shortMonth } from "../format.js";
import { plannedFlowsQuestion } from "../questions/forecast.js";
import { monthsQuestion } from "../questions/revenue.js";
import type { Drill } from "../route.js";
import { useAnswer } from "../use-answer.js";
import { useDerived } from "../use-derived.js";
import { ChartCard } from "./chart-card.js";
import { change, money } from "./columns.js";
import { FirstMonth } from "./first-month.js";
import { Empty } from "./state.js";
import type { TableColumn } from "./table.js";

/** From the ARR that the year began with to the one it has come to, beside the plan. */
export function BridgeCard() {
  const { month, currency, route } = useDesk();
  const opening = `${Number(month.slice(0, 4)) - 1}-12-01`;
  const from = monthsLater(opening, 1);
  const months = useAnswer(monthsQuestion(route.filters));
  const flows = useAnswer(plannedFlowsQuestion(from, month, route.filters));
  // a plan of everybody is none of a part of them
  const isNarrowed = (flows.question.ignored ?? []).length > 0;
  const planned = flows.answer.kind === "ready" && !isNarrowed ? flows.answer.rows : none;
  const make = useCallback(
    (rows: readonly Month[]) => yearSteps(rows, planned, month),
    [planned, month],
  );
  const drawn = useMemo(
    () => monthsQuestion(route.filters, [from, month]),
    [route.filters, from, month],
  );
  const steps = useDerived(months, make, drawn);
  const behind = useCallback((key: string) => bridgeDrill(key, opening, month), [opening, month]);
  const draw = useCallback(
    (rows: readonly BridgeStep[], frame: Frame) =>
      bridgeChart(
        {
          steps: rows,
          pick: ({ key }) => behind(key),
        },
        frame,
      ),
    [behind],
  );
  return (
    <ChartCard
      title="From opening to closing ARR"
      terms={["growth.arr", "growth.arr_won", "growth.arr_expansion", "growth.arr_lost"]}
      asking={steps}
      draw={draw}
      label={(rows) => summary(rows, currency, month)}
      empty={
        <Empty
          what={`${shortMonth(from)} is not in the data.`}
          remedy="Choose a later month, or fewer filters."
        />
      }
      note={
        months.answer.kind === "ready" ? (
          <FirstMonth months={months.answer.rows} of={from} unit="ARR" />
        ) : null
      }
      table={{
        caption: "The year so far, actual and planned",
        rowKey: ({ key }) => key,
        columns: columns(currency, behind, (key, planned) =>
          plannedBridgeDrill(key, [opening, month], planned),
        ),
      }}
    />
  );
}

function columns(
  currency: string | undefined,
  behind: (key: string) => Drill | undefined,
  behindPlan: (key: string, planned: string) => Drill | undefined,
): readonly TableColumn<BridgeStep>[] {
  return [
    { title: "Step", cell: (step: BridgeStep) => step.title },
    change(
      "Change",
      currency,
      (step: BridgeStep) => (step.isLevel ? null : step.to - step.from),
      ({ key, isLevel }) => (isLevel ? undefined : behind(key)),
    ),
    change(
      "Planned change",
      currency,
      (step: BridgeStep) => step.plannedChange,
      ({ key, plannedChange: by }) =>
        by === null ? undefined : behindPlan(key, compactChange(by, currency)),
    ),
    money(
      "ARR",
      currency,
      (step: BridgeStep) => (step.isLevel ? step.to : null),
      ({ key, isLevel }) => (isLevel ? behind(key) : undefined),
    ),
    money(
      "Planned ARR",
      currency,
      (step: BridgeStep) => (step.isLevel ? step.planned : null),
      ({ key, isLevel, planned }) =>
        isLevel && planned !== null ? behindPlan(key, compactMoney(planned, currency)) : undefined,
    ),
  ];
}

const none: readonly Flow[] = [];

function yearSteps(rows: readonly Month[], planned: readonly Flow[], month: string) {
  const opening = `${Number(month.slice(0, 4)) - 1}-12-01`;
  const from = monthsLater(opening, 1);
  const at = (day: string) => rows.find((row) => row.month === day);
  const [first, last] = [at(from), at(month)];
  if (first === undefined || last === undefined) return [];
  const start = { title: shortMonth(opening), value: at(opening)?.arr ?? first.opening * 12 };
  const end = { title: shortMonth(month), value: last.arr };
  return bridgeSteps(start, yearChanges(rows, planned, [from, month]), end);
}

function summary(rows: readonly BridgeStep[], currency: string | undefined, month: string): string {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return "No bridge";
  return `ARR went from ${compactMoney(first.to, currency)} in ${first.title} to ${compactMoney(last.to, currency)} in ${longMonth(month)}.`;
}
