import { useCallback, useMemo } from "react";
import { linesChart } from "../charts/lines.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import {
  asOf,
  type Forecast,
  monthsLater,
  ofVintage,
  type YearPeriod,
  yearOf,
} from "../figures/forecast.js";
import { foreseenDrill, retainedDrill, vintageDrill } from "../forecast-drills.js";
import { compactMoney, shortMonth, tickMoney } from "../format.js";
import { waterfallQuestion } from "../questions/forecast.js";
import type { Asking } from "../use-answer.js";
import { useDerived } from "../use-derived.js";
import { ChartCard } from "./chart-card.js";
import { money, word } from "./columns.js";
import { Empty } from "./state.js";

interface AskingProps {
  readonly asking: Asking<Forecast>;
}

const terms = [
  "forecast_waterfall.forecast",
  "forecast_waterfall.actual",
  "forecast_waterfall.low",
];

/** The customers of the plan's beginning: planned, foreseen and kept. */
export function YearCard({ asking }: AskingProps) {
  const { month, currency, route } = useDesk();
  const make = useCallback((rows: readonly Forecast[]) => yearOf(rows, month), [month]);
  const { answer } = asking;
  const drawn = useMemo(() => {
    const [first, ...more] = answer.kind === "ready" ? yearOf(answer.rows, month) : [];
    if (first === undefined) return undefined;
    return waterfallQuestion("retained_arr", route.filters, {
      kinds: ["plan", "model"],
      made: [first.vintage, first.vintage],
      period: [first.period, more.at(-1)?.period ?? first.period],
    });
  }, [answer, month, route.filters]);
  const year = useDerived(asking, make, drawn);
  return (
    <ChartCard
      title="Retained ARR against plan"
      terms={terms}
      asking={year}
      draw={drawYear}
      label={(rows) => yearSummary(rows, currency)}
      empty={
        <Empty
          what={`Nobody planned ${shortMonth(month)}, and the model had no forecast a year before.`}
          remedy="Plans are files of the entity plans: see docs/sources.md. Or choose a later month."
        />
      }
      table={{
        caption: "Retained ARR by month",
        rowKey: ({ period }) => period,
        columns: [
          { title: "Month", cell: ({ period }: YearPeriod) => shortMonth(period) },
          money(
            "Plan",
            currency,
            (row: YearPeriod) => row.plan,
            ({ vintage, period, plan }) => {
              const cell = { kind: "plan", vintage, period, isClosed: period <= month };
              return plan === null ? undefined : vintageDrill("retained_arr", cell, month);
            },
          ),
          money(
            "Model",
            currency,
            (row: YearPeriod) => row.model,
            ({ vintage, model, period }) =>
              model === null ? undefined : foreseenDrill(vintage, period),
          ),
          money(
            "Actual",
            currency,
            (row: YearPeriod) => row.actual,
            ({ vintage, actual, period }) =>
              actual === null ? undefined : retainedDrill(vintage, period),
          ),
        ],
      }}
    />
  );
}

function moneyAxis(title: string, { currency }: Frame) {
  return {
    title: `${title}, ${currency ?? "reporting currency"}`,
    tick: (value: number) => tickMoney(value, currency),
    say: (value: number) => compactMoney(value, currency),
  };
}

/** Plan, model with its range, and what came. */
export function drawYear(rows: readonly YearPeriod[], frame: Frame) {
  const { theme } = frame;
  return linesChart(
    {
      months: rows.map(({ period }) => period),
      pick: (month) => {
        const row = rows.find(({ period }) => period === month);
        if (row === undefined) return undefined;
        const behind = row.actual === null ? foreseenDrill : retainedDrill;
        return behind(row.vintage, month);
      },
      axis: moneyAxis("Retained ARR", frame),
      lines: [
        { id: "actual", name: "Actual", colour: theme.ink, values: rows.map((row) => row.actual) },
        ...(rows.every(({ plan }) => plan === null)
          ? []
          : [
              {
                id: "plan",
                name: "Plan",
                colour: theme.bad,
                values: rows.map((row) => row.plan),
                pattern: "dashed" as const,
              },
            ]),
        {
          id: "model",
          name: "Model",
          colour: theme.accent,
          pattern: "dotted",
          values: rows.map((row) => row.model),
          band: {
            name: "80% range",
            low: rows.map((row) => row.low),
            high: rows.map((row) => row.high),
          },
        },
      ],
    },
    frame,
  );
}

function yearSummary(rows: readonly YearPeriod[], currency: string | undefined): string {
  const last = rows.findLast((row) => row.actual !== null);
  if (last === undefined) return "No month of this plan has closed.";
  const planned = last.plan === null ? "no plan" : `${compactMoney(last.plan, currency)} planned`;
  return `Retained ARR in ${shortMonth(last.period)} is ${compactMoney(last.actual ?? 0, currency)}, ${planned}.`;
}

interface FanProps extends AskingProps {
  readonly vintage: string | undefined;
}

/** What the newest vintage expects, month by month, and how far it may be out. */
export function FanCard({ asking, vintage }: FanProps) {
  const { currency, month, route } = useDesk();
  const make = useCallback(
    (rows: readonly Forecast[]) => ofVintage(asOf(rows, month), "model", vintage),
    [vintage, month],
  );
  const drawn = useMemo(
    () =>
      vintage === undefined
        ? undefined
        : waterfallQuestion("retained_arr", route.filters, {
            kinds: ["model"],
            made: [vintage, vintage],
            period: [vintage, monthsLater(vintage, 12)],
          }),
    [vintage, route.filters],
  );
  const fan = useDerived(asking, make, drawn);
  return (
    <ChartCard
      title={vintage === undefined ? "Forecast" : `Forecast of ${shortMonth(vintage)}`}
      terms={terms}
      asking={fan}
      draw={drawFan}
      label={(rows) => fanSummary(rows, currency)}
      empty={
        <Empty
          what="The model has made no forecast by this month."
          remedy="It needs a year of history: choose a later month."
        />
      }
      table={{
        caption: "Retained ARR as foreseen",
        rowKey: ({ period }) => period,
        columns: [
          { title: "Month", cell: ({ period }: Forecast) => shortMonth(period) },
          word("Months ahead", ({ lead }: Forecast) => String(lead)),
          money("Low", currency, (row: Forecast) => row.low, foreseen),
          money("Forecast", currency, (row: Forecast) => row.forecast, foreseen),
          money("High", currency, (row: Forecast) => row.high, foreseen),
          money(
            "Actual",
            currency,
            (row: Forecast) => row.actual,
            (row) => (row.actual === null ? undefined : retainedDrill(row.vintage, row.period)),
          ),
        ],
      }}
    />
  );
}

function foreseen({ vintage, period, low, forecast, high }: Forecast) {
  return (low ?? forecast ?? high) === null ? undefined : foreseenDrill(vintage, period);
}

/** A forecast with its range, and what came where it has. */
export function drawFan(rows: readonly Forecast[], frame: Frame) {
  const { theme } = frame;
  const actual = rows.map((row) => row.actual);
  return linesChart(
    {
      months: rows.map(({ period }) => period),
      pick: (month) => {
        const row = rows.find(({ period }) => period === month);
        return row === undefined ? undefined : foreseenDrill(row.vintage, month);
      },
      axis: moneyAxis("Retained ARR", frame),
      lines: [
        {
          id: "forecast",
          name: "Forecast",
          colour: theme.accent,
          values: rows.map((row) => row.forecast),
          band: {
            name: "80% range",
            low: rows.map((row) => row.low),
            high: rows.map((row) => row.high),
          },
        },
        ...(actual.every((value) => value === null)
          ? []
          : [{ id: "actual", name: "Actual", colour: theme.ink, values: actual }]),
      ],
    },
    frame,
  );
}

function fanSummary(rows: readonly Forecast[], currency: string | undefined): string {
  const last = rows.at(-1);
  if (last === undefined || last.forecast === null) return "No forecast";
  const range =
    last.low === null || last.high === null
      ? ""
      : `, 8 times in 10 between ${compactMoney(last.low, currency)} and ${compactMoney(last.high, currency)}`;
  return `Foreseen for ${shortMonth(last.period)}: ${compactMoney(last.forecast, currency)}${range}.`;
}
