/** A table as it is shown, as a picture: every cell in its colour and every word in its place. */
export async function pictureOfTable(table: HTMLTableElement): Promise<Blob | undefined> {
  const box = table.parentElement;
  const scrolled = box?.scrollLeft ?? 0;
  // what sticks to the left lies over other cells while the table is scrolled
  if (box !== null) box.scrollLeft = 0;
  const canvas = drawn(table);
  if (box !== null) box.scrollLeft = scrolled;
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined)));
}

/** Pixels of the picture for each of the screen, as the pictures of charts have. */
export const sharpness = 2;

/** An empty sheet for a part of the page, and a pen that goes by the places of the page. */
export function sheetOf({ left, top, width, height }: DOMRect) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * sharpness);
  canvas.height = Math.ceil(height * sharpness);
  const pen = canvas.getContext("2d");
  if (pen !== null) {
    pen.scale(sharpness, sharpness);
    pen.translate(-left, -top);
    const page = window.getComputedStyle(document.documentElement);
    pen.fillStyle = page.getPropertyValue("--surface").trim();
    pen.fillRect(left, top, width, height);
  }
  return { canvas, pen };
}

function drawn(table: HTMLTableElement): HTMLCanvasElement {
  const { canvas, pen } = sheetOf(table.getBoundingClientRect());
  if (pen === null) return canvas;
  for (const cell of table.querySelectorAll("th, td")) drawCell(pen, cell);
  return canvas;
}

function drawCell(pen: CanvasRenderingContext2D, cell: Element): void {
  const { left, top, width, height } = cell.getBoundingClientRect();
  pen.fillStyle = window.getComputedStyle(cell).backgroundColor;
  pen.fillRect(left, top, width, height);
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) drawWords(pen, text);
}

/** Word by word, because a text may break its lines anywhere. */
export function drawWords(pen: CanvasRenderingContext2D, text: Node): void {
  const style = window.getComputedStyle(text.parentElement ?? document.body);
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.fillStyle = style.color;
  pen.textBaseline = "middle";
  for (const { 0: word, index } of (text.textContent ?? "").matchAll(/\S+/g)) {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const { left, top, height } = range.getBoundingClientRect();
    pen.fillText(word, left, top + height / 2);
  }
}
