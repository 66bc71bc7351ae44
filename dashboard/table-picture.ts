import { drawWords, imageOf, sheetOf } from "./sheet.js";

/**
 * A table as it is shown, as a picture, and what it is of: every cell in its colour and every word
 * in its place.
 */
export async function pictureOfTable(
  table: HTMLTableElement,
  of: string,
): Promise<Blob | undefined> {
  const box = table.parentElement;
  const scrolled = box?.scrollLeft ?? 0;
  // what sticks to the left lies over other cells while the table is scrolled
  if (box !== null) box.scrollLeft = 0;
  const { canvas, pen } = sheetOf(table, of);
  if (pen !== null) for (const cell of table.querySelectorAll("th, td")) drawCell(pen, cell);
  if (box !== null) box.scrollLeft = scrolled;
  return imageOf(canvas);
}

function drawCell(pen: CanvasRenderingContext2D, cell: Element): void {
  const { left, top, width, height } = cell.getBoundingClientRect();
  pen.fillStyle = window.getComputedStyle(cell).backgroundColor;
  pen.fillRect(left, top, width, height);
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) drawWords(pen, text);
}
