import escapeHtml from "escape-html";
import type { Triangle, TriangleCell, TriangleRow } from "./forecast.js";
import { figureText, rowTitle, signedPercent } from "./forecast-text.js";

/** A figure for a narrow column: three digits and a letter for money and what is long. */
export function shortFigure(value: number | null, unit: string): string {
  if (value === null) return "";
  const whole = unit === "currency" ? 999.5 : 9_999.5;
  const said =
    unit === "share" || Math.abs(value) < whole
      ? figureText(value, unit)
      : value.toLocaleString("en-US", {
          notation: "compact",
          minimumSignificantDigits: 3,
          maximumSignificantDigits: 3,
        });
  return said.replace("-", "\u2212");
}

function toneOf({ variancePct }: TriangleCell, direction: Triangle["direction"]): string {
  if (variancePct === null) return "";
  if (Math.abs(variancePct) <= 0.05) return "near";
  return variancePct > 0 === (direction === "higher_is_better") ? "better" : "worse";
}

/** Both ends of a range, their letter once; on paper it may break after the dash. */
function rangeHtml(low: number, high: number, unit: string): string {
  const [from, to] = [shortFigure(low, unit), shortFigure(high, unit)];
  const letter = /[A-Z%]$/.exec(to)?.[0];
  const start = letter !== undefined && from.endsWith(letter) ? from.slice(0, -1) : from;
  return `${start}–<wbr>${to}`;
}

function cellHtml(cell: TriangleCell | undefined, triangle: Triangle): string {
  if (cell === undefined) return "<td></td>";
  const { unit } = triangle;
  const { forecast, low, high, actual, variancePct } = cell;
  const said = [`forecast ${figureText(forecast, unit)}`];
  let under = "";
  if (variancePct !== null) {
    said.push(`actual ${figureText(actual, unit)}`);
    under = `<small>${signedPercent(variancePct).replace("-", "\u2212")}</small>`;
  } else if (low !== null && high !== null) {
    said.push(`range ${figureText(low, unit)} to ${figureText(high, unit)}`);
    under = `<small class="range">${rangeHtml(low, high, unit)}</small>`;
  }
  const tone = toneOf(cell, triangle.direction);
  const shade = tone === "" ? "" : ` class="${tone}"`;
  return `<td${shade} title="${said.join(", ")}">${shortFigure(forecast, unit)}${under}</td>`;
}

function rowHtml(row: TriangleRow, triangle: Triangle): string {
  const of = new Map(row.cells.map((cell) => [cell.period, cell]));
  const cells = triangle.periods.map((period) => cellHtml(of.get(period), triangle));
  const kind = row.kind === "model" ? "" : ' class="plan"';
  return `<tr${kind}><th scope="row">${escapeHtml(rowTitle(row))}</th>${cells.join("")}</tr>`;
}

function actualsHtml({ actuals, periods, unit }: Triangle): string {
  if (Object.keys(actuals).length === 0) return "";
  const cells = periods.map((period) => {
    const actual = actuals[period] ?? null;
    return `<td title="${figureText(actual, unit)}">${shortFigure(actual, unit)}</td>`;
  });
  return `<tfoot><tr><th scope="row">actual, all</th>${cells.join("")}</tr></tfoot>`;
}

/** The triangle as a table: what was forecast in short, every digit and what came on hover. */
export function triangleHtml(triangle: Triangle): string {
  const head = triangle.periods.map((period) => `<th scope="col">${escapeHtml(period)}</th>`);
  const body = triangle.rows.map((row) => rowHtml(row, triangle)).join("");
  return `<table class="triangle"><thead><tr><th scope="col">made in</th>${head.join("")}</tr></thead><tbody>${body}</tbody>${actualsHtml(triangle)}</table>`;
}
