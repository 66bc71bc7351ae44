import escapeHtml from "escape-html";
import type { Triangle, TriangleCell, TriangleRow } from "./forecast.js";
import { figureText } from "./forecast-text.js";

// colours that people who do not tell red from green see apart; the sign is written as well
const style = `
:root { color-scheme: light; font: 14px/1.4 system-ui, sans-serif; color: #1a1c1f; }
body { margin: 24px; background: #fff; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 28px 0 8px; }
p { margin: 0 0 12px; color: #4a4f57; max-width: 80ch; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 8px; text-align: right; border: 1px solid #dfe3e8; white-space: nowrap; }
thead th, tfoot th { background: #f2f4f7; font-weight: 600; } th[scope="row"] { text-align: left; }
td small { display: block; color: #4a4f57; font-size: 11px; }
.better { background: #d6e8fb; } .near { background: #f6f7f9; } .worse { background: #fde3c8; }
.plan th[scope="row"] { font-weight: 700; } .text td { text-align: left; white-space: normal; }
.scroll { overflow-x: auto; }
@media print { body { margin: 0; font-size: 10px; } @page { size: A4 landscape; margin: 10mm; }
  th, td { padding: 2px 4px; } }`;

function toneOf(cell: TriangleCell, direction: Triangle["direction"]): string {
  if (cell.variancePct === null) return "";
  if (Math.abs(cell.variancePct) <= 0.05) return "near";
  const isMore = cell.variancePct > 0;
  return isMore === (direction === "higher_is_better") ? "better" : "worse";
}

function cellHtml(cell: TriangleCell | undefined, triangle: Triangle): string {
  if (cell === undefined) return "<td></td>";
  const { unit } = triangle;
  const forecast = figureText(cell.forecast, unit);
  if (cell.variancePct !== null) {
    const sign = cell.variancePct < 0 ? "" : "+";
    const percent = `${sign}${(cell.variancePct * 100).toFixed(1)}%`;
    const tone = toneOf(cell, triangle.direction);
    return `<td class="${tone}" title="actual ${figureText(cell.actual, unit)}">${forecast}<small>${percent}</small></td>`;
  }
  const range =
    cell.low === null || cell.high === null
      ? ""
      : `<small>${figureText(cell.low, unit)} – ${figureText(cell.high, unit)}</small>`;
  return `<td>${forecast}${range}</td>`;
}

function rowHtml(row: TriangleRow, triangle: Triangle): string {
  const cells = triangle.periods.map((period) =>
    cellHtml(
      row.cells.find((cell) => cell.period === period),
      triangle,
    ),
  );
  const kind = row.kind === "model" ? "" : " plan";
  return `<tr class="row${kind}"><th scope="row">${escapeHtml(row.vintage)} ${row.kind}</th>${cells.join("")}</tr>`;
}

function tableHtml(rows: readonly Record<string, unknown>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const head = names.map((name) => `<th scope="col">${escapeHtml(name.replaceAll("_", " "))}</th>`);
  const cellOf = (value: unknown): string => {
    if (typeof value === "number") return value.toLocaleString("en-US");
    return escapeHtml(String(value ?? ""));
  };
  const body = rows.map(
    (row) => `<tr>${names.map((name) => `<td>${cellOf(row[name])}</td>`).join("")}</tr>`,
  );
  return `<table><thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

function section(title: string, says: string, rows: readonly Record<string, unknown>[]): string {
  if (rows.length === 0) return "";
  return `<h2>${title}</h2><p>${says}</p><div class="scroll">${tableHtml(rows)}</div>`;
}

function triangleHtml(triangle: Triangle): string {
  const head = triangle.periods.map((period) => `<th scope="col">${escapeHtml(period)}</th>`);
  const actuals = triangle.periods.map(
    (period) => `<th>${figureText(triangle.actuals[period] ?? null, triangle.unit)}</th>`,
  );
  const foot =
    Object.keys(triangle.actuals).length === 0
      ? ""
      : `<tfoot><tr><th scope="row">actual, all accounts</th>${actuals.join("")}</tr></tfoot>`;
  const body = triangle.rows.map((row) => rowHtml(row, triangle)).join("");
  return `<table><thead><tr><th scope="col">vintage</th>${head.join("")}</tr></thead><tbody>${body}</tbody>${foot}</table>`;
}

/** The triangle as one page that needs nothing else: to mail, to print, to put into a board pack. */
export function trianglePage(triangle: Triangle): string {
  const unit = triangle.unit === "currency" ? triangle.currency : triangle.unit;
  const title = escapeHtml(triangle.title);
  const origins = [...new Set(triangle.rows.map(({ origin }) => origin))].sort().join(", ");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${style}</style></head><body>
<h1>${title}</h1>
<p>${escapeHtml(unit)}, segment ${escapeHtml(triangle.segment)}, as of ${escapeHtml(triangle.asOf)}, build ${escapeHtml(triangle.runId)}.
Rows are the months in which a forecast was made (${escapeHtml(origins)}), columns the months that it spoke of. Under a
forecast stands how far what came lay from it: blue is better, orange worse, grey within 5%. A
forecast that is still open shows the range that should hold 80 of 100.</p>
<div class="scroll">${triangleHtml(triangle)}</div>
${section("How good it was", "By months ahead; a bias above 0 means that too much was forecast.", triangle.accuracy)}
${section("Why churned ARR differed", "One month ahead: other renewals fell due (volume), another share was lost (rate), in another month (timing), or nobody could foresee it.", triangle.variance)}
${section("Notes", "What people wrote beside a period.", triangle.notes)}
</body></html>
`;
}
