import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef, useState } from "react";
import type { Picture } from "../charts/picture.js";
import type { Theme } from "../charts/theme.js";
import { useTheme } from "../use-theme.js";
import { hintElement } from "./hint.js";

use([BarChart, LineChart, GridComponent, TooltipComponent, CanvasRenderer]);

interface ChartProps {
  /** The whole message in a sentence, for those who do not see the picture. */
  readonly label: string;
  readonly size: "tall" | "square";
  /** Called with the theme and the width in pixels; must keep its identity between renders. */
  readonly draw: (theme: Theme, width: number) => Picture;
}

export function Chart({ label, size, draw }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  const theme = useTheme();
  const [width, setWidth] = useState(0);

  useEffect(() => {
    if (box.current === null) return;
    const made = init(box.current);
    chart.current = made;
    const observer = new ResizeObserver(() => {
      made.resize();
      setWidth(made.getWidth());
    });
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);

  useEffect(() => {
    if (width > 0) show(chart.current, draw(theme, width));
  }, [draw, theme, width]);

  return <div ref={box} className={`chart ${size}`} role="img" aria-label={label} />;
}

/** ECharts' own hints are HTML with inline styles, which the content security policy forbids. */
function show(chart: ECharts | undefined, { option, hint }: Picture): void {
  chart?.setOption(option, true);
  chart?.setOption({
    tooltip: {
      className: "hint",
      confine: true,
      borderWidth: 0,
      padding: 0,
      backgroundColor: "transparent",
      extraCssText: "box-shadow: none",
      formatter: (points: unknown) => hintElement(hint(pointIndex(points))),
    },
  });
}

/** The first series is the one that the hints speak of. */
function pointIndex(points: unknown): number {
  const list = (Array.isArray(points) ? points : [points]) as readonly {
    readonly seriesIndex?: number;
    readonly dataIndex?: number;
  }[];
  const main = list.find((point) => point.seriesIndex === 0) ?? list[0];
  return main?.dataIndex ?? -1;
}
