import { useDesk } from "../desk.js";
import { type Forecast, monthsLater, type Said, saidIn } from "../figures/forecast.js";
import { points, since } from "../figures/since.js";
import {
  dueDrill,
  foreseenDrill,
  lostDrill,
  renewalsDrill,
  retainedDrill,
  vintageDrill,
} from "../forecast-drills.js";
import { compactMoney, fullMoney, nothing, percent, shortMonth, signed } from "../format.js";
import { accuracyQuestion, renewalsDueQuestion, waterfallQuestion } from "../questions/forecast.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useBefore, useBuildBefore, useMoved, useOtherBuild } from "../use-before.js";
import { Figure, FigureAbsent, Noted } from "./figure.js";

interface ForecastFiguresProps {
  readonly rows: readonly Forecast[];
}

/** The answer in a line: what was retained, what was planned, what is foreseen and how surely. */
export function ForecastFigures({ rows }: ForecastFiguresProps) {
  const { month, before, route } = useDesk();
  const earlier = useBefore(() => waterfallQuestion("retained_arr", route.filters));
  const now = saidIn(rows, month);
  // what is left of whose ARR is compared with what was left of the same one's
  const then =
    earlier === undefined || before === undefined
      ? undefined
      : saidIn(earlier, before.month, now.vintage);
  return (
    <dl className="figures">
      <Retained now={now} then={then} />
      <Ahead now={now} then={then} />
      <Accuracy />
      {now.newest === undefined ? null : <AtRisk vintage={now.newest} earlier={then?.newest} />}
    </dl>
  );
}

interface SaidProps {
  readonly now: Said;
  /** What was said of the month, or in the build, that is compared with. */
  readonly then: Said | undefined;
}

function Retained({ now, then }: SaidProps) {
  const { currency, month, before } = useDesk();
  const { vintage, plan, model, actual } = now;
  const planned = plan?.forecast ?? null;
  const foreseen = model?.forecast ?? null;
  const cell = { kind: "plan", vintage, period: month, isClosed: true };
  return (
    <>
      <Figure
        id="retained"
        label={`Retained of ${shortMonth(vintage)}`}
        terms={["forecast_waterfall.actual"]}
        value={actual === null ? nothing : compactMoney(actual, currency)}
        full={actual === null ? nothing : fullMoney(actual, currency)}
        note={since(actual, then?.actual, before, (moved) => compactMoney(moved, currency))}
        drill={retainedDrill(vintage, month)}
      />
      <Figure
        id="against-plan"
        label="Against plan"
        terms={["forecast_waterfall.variance_pct"]}
        value={against(plan?.variancePct ?? null)}
        full={percent(plan?.variancePct ?? null, 4)}
        note={
          planned === null ? (
            `no plan for ${shortMonth(month)}`
          ) : (
            <Noted
              after={since(plan?.variancePct, then?.plan?.variancePct, before, points)}
              figure={compactMoney(planned, currency)}
              drill={vintageDrill("retained_arr", cell, month)}
              of={` planned in ${shortMonth(vintage)}`}
            />
          )
        }
        drill={lostDrill(vintage, month)}
      />
      <Figure
        id="against-model"
        label="Against the model"
        terms={["forecast_waterfall.variance_pct"]}
        value={against(model?.variancePct ?? null)}
        full={percent(model?.variancePct ?? null, 4)}
        note={
          foreseen === null ? (
            `no forecast of ${shortMonth(vintage)}`
          ) : (
            <Noted
              after={since(model?.variancePct, then?.model?.variancePct, before, points)}
              figure={compactMoney(foreseen, currency)}
              drill={foreseenDrill(vintage, month)}
              of={` foreseen in ${shortMonth(vintage)}`}
            />
          )
        }
        drill={foreseenDrill(vintage, month)}
      />
    </>
  );
}

function against(share: number | null): string {
  return signed(share, percent(share));
}

function Ahead({ now: { ahead, newest }, then }: SaidProps) {
  const { currency, before } = useDesk();
  if (ahead === undefined || ahead.forecast === null || newest === undefined) return null;
  const { low, high, period, forecast } = ahead;
  const range =
    low === null || high === null
      ? `retained of ${shortMonth(newest)}’s ARR`
      : `8 in 10: ${compactMoney(low, currency)} to ${compactMoney(high, currency)}`;
  const farthest = then?.ahead?.period;
  // another month's vintage looks as far ahead, to another month
  const against = before && {
    ...before,
    name:
      farthest === undefined || farthest === period
        ? before.name
        : `what ${before.name} foresaw for ${shortMonth(farthest)}`,
  };
  return (
    <Figure
      id="ahead"
      label={`Foreseen for ${shortMonth(period)}`}
      terms={["forecast_waterfall.forecast", "forecast_waterfall.low", "forecast_waterfall.high"]}
      value={compactMoney(forecast, currency)}
      full={fullMoney(forecast, currency)}
      note={`${since(forecast, then?.ahead?.forecast, against, (moved) => compactMoney(moved, currency))}; ${range}`}
      drill={foreseenDrill(newest, period)}
    />
  );
}

/** Three months ahead is where a warning still helps. */
const lead = 3;

type Closeness = RowOf<typeof accuracyQuestion>;

function closeness(rows: readonly Closeness[] | undefined): Closeness | undefined {
  const found = rows?.filter((row) => row.lead === lead) ?? [];
  return found.find(({ origin }) => origin === "live") ?? found[0];
}

function Accuracy() {
  const { route } = useDesk();
  const asked = accuracyQuestion("retained_arr", route.filters);
  const { answer } = useAnswer(asked);
  const then = closeness(useBuildBefore(asked));
  const moved = useMoved();
  const of = useOtherBuild() === undefined ? " as of the build" : "";
  const named = {
    id: "accuracy",
    label: `Error ${lead} months ahead`,
    terms: ["forecast_accuracy.wape", "forecast_accuracy.coverage_80"],
  };
  if (answer.kind !== "ready") return <FigureAbsent {...named} answer={answer} />;
  const row = closeness(answer.rows);
  return (
    <Figure
      {...named}
      value={percent(row?.wape ?? null)}
      full={percent(row?.wape ?? null, 4)}
      note={
        row === undefined
          ? "no period has closed yet"
          : `${percent(row.coverage, 0)} inside the 80% range, ${row.periods} periods${of}${moved(row.wape, then?.wape, points)}`
      }
      lead="How good the forecasts were"
    />
  );
}

interface AtRiskProps {
  readonly vintage: string;
  /** The vintage of the month, or in the build, that is compared with. */
  readonly earlier: string | undefined;
}

/** What the renewals of the next quarter are likely to lose. */
export function AtRisk({ vintage, earlier }: AtRiskProps) {
  const { currency, route, before } = useDesk();
  const [from, to] = [monthsLater(vintage, 1), monthsLater(vintage, 3)];
  const { answer } = useAnswer(renewalsDueQuestion(vintage, route.filters));
  const rows = useBefore(() => renewalsDueQuestion(earlier ?? vintage, route.filters));
  const then = earlier === undefined ? undefined : lossOf(rows?.[0]);
  const named = {
    id: "at-risk",
    label: "Likely lost next quarter",
    terms: ["renewal_forecast.arr_at_risk", "renewal_forecast.arr_reaching"],
  };
  if (answer.kind !== "ready") return <FigureAbsent {...named} answer={answer} />;
  const [now] = answer.rows;
  const lost = lossOf(now) ?? 0;
  const moved = since(lost, then, before, (change) => compactMoney(change, currency));
  return (
    <Figure
      {...named}
      value={compactMoney(lost, currency)}
      full={fullMoney(lost, currency)}
      note={
        <Noted
          after={moved}
          figure={compactMoney(now?.arr ?? 0, currency)}
          drill={dueDrill(vintage, from, to)}
          of=" of longer terms due"
        />
      }
      drill={renewalsDrill(vintage, from, to)}
    />
  );
}

function lossOf(due: RowOf<typeof renewalsDueQuestion> | undefined): number | undefined {
  return due === undefined ? undefined : (due.arr ?? 0) - (due.expected ?? 0);
}
