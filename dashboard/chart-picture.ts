import type { ECharts } from "echarts/core";
import { drawWords, sharpness, sheetOf } from "./table-picture.js";

const margin = 12;

/** A chart as it is shown, as a picture that says by itself what it is: with title and legend. */
export async function pictureOfChart(chart: ECharts): Promise<Blob | undefined> {
  const box = chart.getDom();
  const card = box.closest(".card");
  const head = [...(card?.querySelectorAll("h2, .legend li") ?? [])];
  const rects = [...head, box].map((each) => each.getBoundingClientRect());
  const left = Math.min(...rects.map((rect) => rect.left)) - margin;
  const top = Math.min(...rects.map((rect) => rect.top)) - margin;
  const right = Math.max(...rects.map((rect) => rect.right)) + margin;
  const bottom = Math.max(...rects.map((rect) => rect.bottom)) + margin;
  const { canvas, pen } = sheetOf(new DOMRect(left, top, right - left, bottom - top));
  if (pen === null) return undefined;
  for (const part of head) drawHead(pen, part);
  const place = box.getBoundingClientRect();
  const drawn = chart.renderToCanvas({ pixelRatio: sharpness });
  pen.drawImage(drawn, place.left, place.top, place.width, place.height);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined)));
}

/** The words of a title without the button for its definition, or an entry with its mark. */
function drawHead(pen: CanvasRenderingContext2D, part: Element): void {
  const mark = part.querySelector(".mark");
  if (mark !== null) drawMark(pen, mark);
  const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    if (text.parentElement?.closest(".term") == null) drawWords(pen, text);
  }
}

function drawMark(pen: CanvasRenderingContext2D, mark: Element): void {
  const { left, top, width, height } = mark.getBoundingClientRect();
  pen.fillStyle = window.getComputedStyle(mark).backgroundColor;
  pen.beginPath();
  if (mark.classList.contains("dot")) {
    pen.arc(left + width / 2, top + height / 2, width / 2, 0, 2 * Math.PI);
  } else if (mark.classList.contains("dashed")) {
    pen.rect(left, top, width * 0.38, height);
    pen.rect(left + width * 0.62, top, width * 0.38, height);
  } else {
    pen.rect(left, top, width, height);
  }
  pen.fill();
}
