import escapeHtml from "escape-html";
import type { Triangle } from "./forecast.js";
import { signedPercent } from "./forecast-text.js";
import { shortFigure, triangleHtml } from "./forecast-triangle-html.js";

// colours that people who do not tell red from green see apart; the sign is written as well
const style = `
:root { color-scheme: light; font: 14px/1.4 "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
  color: #1a1c1f; background: #fff; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
body { margin: 1.7em; }
h1 { font-size: 1.55em; margin: 0 0 .2em; } h2 { font-size: 1.1em; margin: 1.6em 0 .3em; }
p { margin: 0 0 .8em; color: #4a4f57; max-width: 100ch; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25em .55em; text-align: right; border: 1px solid #dfe3e8; white-space: nowrap; }
thead th, tfoot th, tfoot td { background: #f2f4f7; font-weight: 600; }
tr > th:first-child { position: sticky; left: 0; text-align: left; background: #fff; font-weight: 400; }
thead th:first-child, tfoot th:first-child { background: #f2f4f7; font-weight: 600; }
td small { display: block; color: #4a4f57; font-size: .85em; }
.better { background: #d6e8fb; } .near { background: #f6f7f9; } .worse { background: #fde3c8; }
.triangle { min-width: 100%; } .triangle .plan > th { font-weight: 700; }
.scroll { overflow-x: auto; }
.notes { margin: 0; padding: 0; list-style: none; } .notes b { font-weight: 600; }
wbr { display: none; }
@page { size: A4 landscape; margin: 9mm; }
/* all on one sheet: letters shrink with what stands below each other, and beyond 25 columns */
@media print {
  :root { line-height: 1.2; font-size: min(6.4pt, 540pt / var(--ems), 160pt / var(--columns)); }
  body { margin: 0; } h1 { margin: 0; } h2 { margin: 1em 0 .1em; } p { margin: 0 0 .4em; max-width: none; }
  th, td { padding: .1em .2em; border-width: .5pt; } tr > th:first-child { position: static; }
  .scroll { overflow: visible; }
  .triangle { table-layout: fixed; width: 100%; } .triangle thead th:first-child { width: 17mm; }
  .triangle thead { font-size: .92em; } .range { font-size: .78em; } wbr { display: inline; }
  .asides { display: flex; gap: 6mm; } .notes { columns: 2; column-gap: 6mm; }
}`;

interface Section {
  readonly title: string;
  readonly says: string;
  readonly html: string;
}

function sectionHtml({ title, says, html }: Section): string {
  if (html === "") return "";
  return `<section><h2>${title}</h2><p>${says}</p>${scrolling(title, html)}</section>`;
}

/** What is wider than a screen moves sideways in a box of its own, by keyboard as well. */
function scrolling(name: string, html: string): string {
  return `<div class="scroll" role="region" aria-label="${name}" tabindex="0">${html}</div>`;
}

function tableHtml(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const heads = head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`);
  const body = lines.map(([name = "", ...cells]) => {
    const rest = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("");
    return `<tr><th scope="row">${escapeHtml(name)}</th>${rest}</tr>`;
  });
  return `<table><thead><tr>${heads.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

const measures = { wape: "WAPE", bias: "bias", within_5pct: "within 5%", coverage_80: "in range" };

/** How good it was, months ahead from left to right. */
function accuracyHtml({ accuracy }: Triangle): string {
  if (accuracy.length === 0) return "";
  const leads = [...new Set(accuracy.map(({ lead }) => Number(lead)))].sort((a, b) => a - b);
  const origins = [...new Set(accuracy.map(({ origin }) => String(origin)))];
  const lines = origins.flatMap((origin) => {
    const at = (lead: number, name: string) =>
      accuracy.find((row) => row["origin"] === origin && Number(row["lead"]) === lead)?.[name];
    const periods = leads.map((lead) => String(at(lead, "periods") ?? ""));
    const shares = Object.entries(measures).map(([name, title]) => [
      `${origin}, ${title}`,
      ...leads.map((lead) => shareText(at(lead, name), name === "bias")),
    ]);
    return [[`${origin}, periods`, ...periods], ...shares];
  });
  return tableHtml(["months ahead", ...leads.map(String)], lines);
}

function shareText(value: unknown, isSigned: boolean): string {
  if (typeof value !== "number") return "";
  return isSigned ? signedPercent(value).replace("-", "\u2212") : shortFigure(value, "share");
}

const effects = ["forecast", "actual", "volume", "rate", "timing", "unforecast"];

/** Why less or more was lost than the month before had expected, month by month. */
function varianceHtml({ variance }: Triangle): string {
  if (variance.length === 0) return "";
  const lines = variance.map((row) => [
    String(row["period"]),
    ...effects.map((effect) => shortFigure(Number(row[effect]), "currency")),
    row["is_within_noise"] === true ? "yes" : "no",
  ]);
  return tableHtml(["period", ...effects, "within noise"], lines);
}

function notesHtml({ notes }: Triangle): string {
  if (notes.length === 0) return "";
  const items = notes.map(({ period, author, why, action }) => {
    const said = [why, action].filter((text) => text !== null && text !== "").join(" → ");
    return `<li><b>${escapeHtml(`${period}, ${author}`)}</b> ${escapeHtml(said)}</li>`;
  });
  return `<ul class="notes">${items.join("")}</ul>`;
}

/** What the rows of the triangle are, of those kinds that are there. */
function rowsSay({ rows }: Triangle): string {
  const made = rows.filter(({ isProvisional }) => !isProvisional);
  const origins = [...new Set(made.map(({ origin }) => origin))].sort().join(", ");
  const isOpen = rows.some(({ isProvisional }) => isProvisional);
  const soFar = isOpen ? "; one “so far” is of a month that is open and may still change" : "";
  return `Rows are the months in which a forecast was made (${escapeHtml(origins)}${soFar})`;
}

/** How high the sheet is, in its letters, and how many columns share its width. */
function sizeOf({ rows, periods, accuracy, notes }: Triangle): string {
  const origins = new Set(accuracy.map(({ origin }) => origin)).size;
  const aside = Math.max(6, origins * (1 + Object.keys(measures).length));
  // titles and heads, rows of two lines, tables of one, notes of two in two columns
  const ems = 18 + 2.5 * rows.length + 1.5 * aside + 2.4 * Math.ceil(notes.length / 2);
  return `--ems: ${ems}; --columns: ${periods.length}`;
}

/** The triangle as one sheet that needs nothing else: to mail, to print, to put into a board pack. */
export function trianglePage(triangle: Triangle): string {
  const unit = triangle.unit === "currency" ? triangle.currency : triangle.unit;
  const title = escapeHtml(triangle.title);
  return `<!doctype html>
<html lang="en" style="${sizeOf(triangle)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${style}</style></head><body>
<h1>${title}</h1>
<p>${escapeHtml(unit)}, segment ${escapeHtml(triangle.segment)}, as of ${escapeHtml(triangle.asOf)}, build ${escapeHtml(triangle.runId)}.
${rowsSay(triangle)}, columns the months that it spoke of. Under a
forecast stands how far what came lay from it: blue is better, orange worse, grey within 5%. A
forecast that is still open shows the range that should hold 80 of 100.</p>
${scrolling("The vintage triangle", triangleHtml(triangle))}
<div class="asides">
${sectionHtml({ title: "How good it was", says: "By months ahead; a bias above 0 means that too much was forecast.", html: accuracyHtml(triangle) })}
${sectionHtml({ title: "Why churned ARR of all accounts differed", says: `${escapeHtml(triangle.currency)}, one month ahead: other renewals fell due (volume), another share was lost (rate), in another month (timing), or nobody could foresee it.`, html: varianceHtml(triangle) })}
</div>
${sectionHtml({ title: "Notes", says: "What people wrote beside a period, whatever the segment.", html: notesHtml(triangle) })}
</body></html>
`;
}
