/** Pixels of a picture for each of the screen. */
export const sharpness = 2;

const margin = 12;
/** Between a title and what it is the title of. */
const gap = 8;
/** The line that says of what month and of whom it is. */
const line = 18;

/**
 * A sheet for a part of a card, which says by itself what it is: below its title, what that is of,
 * and its legend. The pen goes by the places of the page.
 */
export function sheetOf(part: Element, of: string) {
  const head = [...(part.closest(".card")?.querySelectorAll("h2, .legend li") ?? [])];
  const place = part.getBoundingClientRect();
  const rects = head.map((each) => each.getBoundingClientRect());
  const left = Math.min(place.left, ...rects.map((rect) => rect.left)) - margin;
  const right = Math.max(place.right, ...rects.map((rect) => rect.right)) + margin;
  const top = Math.min(place.top, ...rects.map((rect) => rect.top)) - line - margin;
  const under = Math.max(top + line, ...rects.map((rect) => rect.bottom)) + gap;
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil((right - left) * sharpness);
  canvas.height = Math.ceil((under + place.height + margin - top) * sharpness);
  const pen = canvas.getContext("2d");
  if (pen !== null) {
    pen.scale(sharpness, sharpness);
    pen.translate(-left, -top);
    const { font, surface, muted } = coloursOfPage();
    pen.fillStyle = surface;
    pen.fillRect(left, top, canvas.width, canvas.height);
    pen.fillStyle = muted;
    pen.font = `12px ${font}`;
    pen.textBaseline = "middle";
    pen.fillText(of, left + margin, top + margin + line / 2 - gap / 2, right - left - 2 * margin);
    for (const each of head) drawHead(pen, each);
    // whatever stands between them on the page is left out
    pen.translate(0, under - place.top);
  }
  return { canvas, pen };
}

function coloursOfPage() {
  const page = window.getComputedStyle(document.documentElement);
  const value = (name: string) => page.getPropertyValue(name).trim();
  return { font: value("--font"), surface: value("--surface"), muted: value("--muted") };
}

/** What was drawn, as a file. */
export function imageOf(canvas: HTMLCanvasElement): Promise<Blob | undefined> {
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined)));
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
