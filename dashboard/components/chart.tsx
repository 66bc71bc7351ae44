import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { type RefObject, useEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { inTurn } from "../charts/in-turn.js";
import type { Picture } from "../charts/picture.js";
import type { Route } from "../route.js";
import { hintElement } from "./hint.js";

use([
  BarChart,
  LineChart,
  ScatterChart,
  GridComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
]);

export type ChartSize = "tall" | "square" | "short" | "slim";

interface ChartProps {
  /** The whole message in a sentence, for those who do not see the picture. */
  readonly label: string;
  readonly size: ChartSize;
  readonly picture: Picture | undefined;
  readonly onSize: (width: number, height: number) => void;
  /** What a click changes of the address. */
  readonly onPick: (to: Partial<Route>) => void;
  /** Where the drawn chart is put for whoever saves it as an image. */
  readonly drawn: RefObject<ECharts | undefined>;
}

export function Chart({ label, size, picture, onSize, onPick, drawn }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const shown = useRef<Picture>(undefined);
  const pick = useRef(onPick);
  pick.current = onPick;
  const [made, setMade] = useState<ECharts>();

  useEffect(() => {
    if (box.current === null) return;
    const chart = init(box.current);
    drawn.current = chart;
    chart.on("click", (point) => {
      const at = [point.dataIndex, point.seriesId ?? ""] as const;
      const drill = shown.current?.pick?.(...at);
      const to = drill === undefined ? shown.current?.place?.(...at) : { drill };
      if (to !== undefined) pick.current(to);
    });
    chart.getZr().on("click", ({ offsetX, offsetY }) => {
      const to = columnAt(chart, shown.current, [offsetX, offsetY]);
      if (to !== undefined) pick.current(to);
    });
    const fit = () => {
      chart.resize();
      onSize(chart.getWidth(), chart.getHeight());
    };
    const observer = new ResizeObserver(fit);
    observer.observe(box.current);
    // a sheet of paper does not wait until sizes are observed
    const print = window.matchMedia("print");
    const fitPaper = () => flushSync(fit);
    print.addEventListener("change", fitPaper);
    setMade(chart);
    return () => {
      observer.disconnect();
      print.removeEventListener("change", fitPaper);
      drawn.current = undefined;
      chart.dispose();
    };
  }, [drawn, onSize]);

  useEffect(() => {
    if (made === undefined || made.isDisposed() || picture === undefined) return;
    shown.current = picture;
    const draw = () => {
      if (!made.isDisposed()) show(made, picture);
    };
    // paper is printed as it is at this moment
    if (window.matchMedia("print").matches) return draw();
    return inTurn(draw);
  }, [made, picture]);

  return <div ref={box} className={`chart ${size}`} role="img" aria-label={label} />;
}

function columnAt(
  chart: ECharts,
  picture: Picture | undefined,
  at: [number, number],
): Partial<Route> | undefined {
  if (picture === undefined || !chart.containPixel({ gridIndex: 0 }, at)) return undefined;
  const [place = -1] = [chart.convertFromPixel({ gridIndex: 0 }, at)].flat();
  const drill = picture.column?.(Math.round(place));
  if (drill !== undefined) return { drill };
  const month = picture.month?.(Math.round(place));
  return month === undefined ? undefined : { month: month.slice(0, 7) };
}

/** ECharts' own hints are HTML with inline styles, which the content security policy forbids. */
function show(chart: ECharts, { option, hint }: Picture): void {
  chart.setOption(option, true);
  chart.setOption({
    tooltip: {
      className: "hint",
      confine: true,
      borderWidth: 0,
      padding: 0,
      backgroundColor: "transparent",
      extraCssText: "box-shadow: none",
      formatter: (points: unknown) => {
        const [index, series] = pointed(points);
        return hintElement(hint(index, series));
      },
    },
  });
}

/** Of several points at one place the first series is the one that the hints speak of. */
function pointed(points: unknown): readonly [number, string] {
  const list = (Array.isArray(points) ? points : [points]) as readonly {
    readonly seriesIndex?: number;
    readonly seriesId?: string;
    readonly dataIndex?: number;
  }[];
  const main = list.find((point) => point.seriesIndex === 0) ?? list[0];
  return [main?.dataIndex ?? -1, main?.seriesId ?? ""];
}
