import type { Hint, HintRow } from "../charts/picture.js";

/** The box beside the pointer as elements: its colours are set by script, its layout by page.css. */
export function hintElement(hint: Hint | undefined): HTMLElement[] {
  if (hint === undefined) return [];
  const box = element("div", "hint-box");
  box.append(element("p", "hint-title", hint.title), ...hint.rows.map(hintRow));
  return [box];
}

function hintRow({ label, value, colour }: HintRow): HTMLElement {
  const row = element("p", "hint-row");
  const mark = element("span", "mark");
  if (colour !== undefined) mark.style.backgroundColor = colour;
  row.append(mark, element("span", "hint-label", label), element("span", "hint-value", value));
  return row;
}

function element(tag: string, className: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
