import { useDesk } from "../desk.js";
import { renewalsDrill } from "../drills.js";
import { type Forecast, monthsLater, ofVintage, planFor } from "../figures/forecast.js";
import { points, since } from "../figures/since.js";
import { compactMoney, fullMoney, nothing, percent, shortMonth } from "../format.js";
import { accuracyQuestion, renewalsAheadQuestion } from "../questions/forecast.js";
import { useAnswer } from "../use-answer.js";
import { Figure } from "./figure.js";

interface ForecastFiguresProps {
  readonly rows: readonly Forecast[];
  readonly vintage: string | undefined;
}

/** The answer in a line: what was retained, what was planned, what is foreseen and how surely. */
export function ForecastFigures({ rows, vintage }: ForecastFiguresProps) {
  const { month, compare } = useDesk();
  const plan = planFor(rows, month);
  const before = compare === undefined ? undefined : planFor(rows, compare);
  const ahead = ofVintage(rows, "model", vintage);
  return (
    <dl className="figures">
      <Retained month={month} plan={plan} before={before} rows={rows} />
      <Ahead forecast={ahead.at(-1)} vintage={vintage} />
      <Accuracy />
      {vintage === undefined ? null : <AtRisk vintage={vintage} />}
    </dl>
  );
}

interface RetainedProps {
  readonly month: string;
  readonly plan: Forecast | undefined;
  /** The plan of the month that is compared with. */
  readonly before: Forecast | undefined;
  readonly rows: readonly Forecast[];
}

function Retained({ month, plan, before, rows }: RetainedProps) {
  const { currency } = useDesk();
  const vintage = plan?.vintage ?? monthsLater(month, -12);
  const model = rows.find(
    (row) => row.kind === "model" && row.vintage === vintage && row.period === month,
  );
  const actual = plan?.actual ?? model?.actual ?? null;
  const planned = plan?.forecast ?? null;
  return (
    <>
      <Figure
        id="retained"
        label={`Retained of ${shortMonth(vintage)}`}
        terms={["forecast_waterfall.actual"]}
        value={actual === null ? nothing : compactMoney(actual, currency)}
        full={actual === null ? nothing : fullMoney(actual, currency)}
        note={since(actual, before?.actual, before?.period, (moved) =>
          compactMoney(moved, currency),
        )}
      />
      <Figure
        id="against-plan"
        label="Against plan"
        terms={["forecast_waterfall.variance_pct"]}
        value={signed(plan?.variancePct ?? null)}
        full={percent(plan?.variancePct ?? null, 4)}
        note={
          planned === null
            ? `no plan for ${shortMonth(month)}`
            : `${compactMoney(planned, currency)} planned in ${shortMonth(vintage)}, ${since(plan?.variancePct, before?.variancePct, before?.period, points)}`
        }
      />
      <Figure
        id="against-model"
        label="Against the model"
        terms={["forecast_waterfall.variance_pct"]}
        value={signed(model?.variancePct ?? null)}
        full={percent(model?.variancePct ?? null, 4)}
        note={
          model?.forecast === undefined || model.forecast === null
            ? `no forecast of ${shortMonth(vintage)}`
            : `${compactMoney(model.forecast, currency)} foreseen in ${shortMonth(vintage)}`
        }
      />
    </>
  );
}

function signed(share: number | null): string {
  return `${share !== null && share > 0 ? "+" : ""}${percent(share)}`;
}

interface AheadProps {
  readonly forecast: Forecast | undefined;
  readonly vintage: string | undefined;
}

function Ahead({ forecast, vintage }: AheadProps) {
  const { currency } = useDesk();
  if (forecast === undefined || forecast.forecast === null || vintage === undefined) return null;
  const { low, high, period } = forecast;
  return (
    <Figure
      id="ahead"
      label={`Foreseen for ${shortMonth(period)}`}
      terms={["forecast_waterfall.forecast", "forecast_waterfall.low", "forecast_waterfall.high"]}
      value={compactMoney(forecast.forecast, currency)}
      full={fullMoney(forecast.forecast, currency)}
      note={
        low === null || high === null
          ? `retained of ${shortMonth(vintage)}’s ARR`
          : `8 in 10: ${compactMoney(low, currency)} to ${compactMoney(high, currency)}`
      }
    />
  );
}

/** Three months ahead is where a warning still helps. */
const lead = 3;

function Accuracy() {
  const { route } = useDesk();
  const { answer } = useAnswer(accuracyQuestion("retained_arr", route.filters));
  const rows = answer.kind === "ready" ? answer.rows.filter((row) => row.lead === lead) : [];
  const row = rows.find(({ origin }) => origin === "live") ?? rows[0];
  return (
    <Figure
      id="accuracy"
      label={`Error ${lead} months ahead`}
      terms={["forecast_accuracy.wape", "forecast_accuracy.coverage_80"]}
      value={percent(row?.wape ?? null)}
      full={percent(row?.wape ?? null, 4)}
      note={
        row === undefined
          ? "no period has closed yet"
          : `${percent(row.coverage, 0)} inside the 80% range, ${row.periods} periods`
      }
    />
  );
}

function AtRisk({ vintage }: { readonly vintage: string }) {
  const { currency, route } = useDesk();
  const [from, to] = [monthsLater(vintage, 1), monthsLater(vintage, 3)];
  const { answer } = useAnswer(renewalsAheadQuestion(vintage, from, to, route.filters));
  if (answer.kind !== "ready") return null;
  const due = answer.rows.reduce((sum, row) => sum + (row.arr ?? 0), 0);
  const lost = answer.rows.reduce((sum, row) => sum + (row.arr ?? 0) - (row.expected ?? 0), 0);
  return (
    <Figure
      id="at-risk"
      label="Likely lost next quarter"
      terms={["renewal_forecast.arr_reaching", "renewal_forecast.expected_arr"]}
      value={compactMoney(lost, currency)}
      full={fullMoney(lost, currency)}
      note={`of ${compactMoney(due, currency)} of longer terms due`}
      drill={renewalsDrill(vintage, from, to)}
    />
  );
}
