import type { ECharts } from "echarts/core";
import { imageOf, sharpness, sheetOf } from "./sheet.js";

/** A chart as it is shown, as a picture, and what it is of. */
export async function pictureOfChart(chart: ECharts, of: string): Promise<Blob | undefined> {
  const box = chart.getDom();
  const { canvas, pen } = sheetOf(box, of);
  const place = box.getBoundingClientRect();
  const drawn = chart.renderToCanvas({ pixelRatio: sharpness });
  pen?.drawImage(drawn, place.left, place.top, place.width, place.height);
  return imageOf(canvas);
}
