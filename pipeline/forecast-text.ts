import type { Triangle, TriangleCell, TriangleRow } from "./forecast.js";
import { textTable } from "./report.js";

/** A figure as people write it: money and counts whole, shares in percent. */
export function figureText(value: number | null, unit: string): string {
  if (value === null) return "";
  if (unit === "share") return `${(value * 100).toFixed(1)}%`;
  const digits = unit === "currency" || unit === "seats" ? 0 : 2;
  return value.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** How far what came lay from what was forecast; what rounds to nothing has no sign. */
export function signedPercent(share: number): string {
  const said = Math.abs(share * 100).toFixed(1);
  if (!/[1-9]/.test(said)) return `${said}%`;
  return `${share < 0 ? "-" : "+"}${said}%`;
}

/** What a row is called: of a month that is open the forecast may still change. */
export function rowTitle({ vintage, kind, isProvisional }: TriangleRow): string {
  return `${vintage} ${isProvisional ? "so far" : kind}`;
}

const wide = 14;

/** The periods that fit on a screen: the last closed ones and those ahead. */
function shownPeriods(triangle: Triangle): readonly string[] {
  const { periods } = triangle;
  if (periods.length <= wide) return periods;
  const firstOpen = periods.findIndex((period) => period >= triangle.asOf.slice(0, 7));
  const start = Math.max(0, (firstOpen < 0 ? periods.length : firstOpen) - wide / 2);
  return periods.slice(start, start + wide);
}

function cellText(cell: TriangleCell | undefined, unit: string): string {
  if (cell === undefined) return "";
  const forecast = figureText(cell.forecast, unit);
  if (cell.variancePct === null) return forecast;
  return `${forecast} (${signedPercent(cell.variancePct)})`;
}

/** `tenure forecast` for a person: the triangle, the actuals under it, and how good it was. */
export function triangleText(triangle: Triangle): string {
  const periods = shownPeriods(triangle);
  const lines = triangle.rows
    .map((row) => ({ ...row, shown: row.cells.filter(({ period }) => periods.includes(period)) }))
    .filter(({ shown }) => shown.length > 0)
    .map(({ vintage, kind, isProvisional, shown }) => ({
      vintage,
      kind: isProvisional ? "so far" : kind,
      ...Object.fromEntries(
        periods.map((period) => [
          period,
          cellText(
            shown.find((cell) => cell.period === period),
            triangle.unit,
          ),
        ]),
      ),
    }));
  const actual = {
    vintage: "actual, all accounts",
    kind: "",
    ...Object.fromEntries(
      periods.map((period) => [
        period,
        figureText(triangle.actuals[period] ?? null, triangle.unit),
      ]),
    ),
  };
  const hasActual = periods.some((period) => triangle.actuals[period] !== undefined);
  const notes = triangle.notes.filter(({ period }) => periods.includes(String(period)));
  const unit = triangle.unit === "currency" ? triangle.currency : triangle.unit;
  return [
    `${triangle.title} (${unit}), segment ${triangle.segment}`,
    `build ${triangle.runId}, as of ${triangle.asOf}; in brackets actual against forecast`,
    "",
    textTable(hasActual ? [...lines, actual] : lines),
    ...(triangle.accuracy.length === 0
      ? []
      : ["", "so far, by months ahead", textTable(triangle.accuracy)]),
    ...(notes.length === 0 ? [] : ["", "notes", textTable(notes)]),
  ].join("\n");
}
