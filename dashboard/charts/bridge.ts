import type { BarSeriesOption, LineSeriesOption } from "echarts/charts";
import type { BridgeStep } from "../figures/bridge.js";
import { compactChange, compactMoney, nothing, tickMoney } from "../format.js";
import type { Drill } from "../route.js";
import { axisText, plotArea, rules, valueAxis } from "./axes.js";
import type { Frame, Hint, Picture } from "./picture.js";

export interface BridgeChart {
  readonly steps: readonly BridgeStep[];
  /** What the levels are; ARR unless said. */
  readonly title?: string;
  /** More of it is worse. */
  readonly isLoss?: boolean;
  readonly pick?: (step: BridgeStep) => Drill | undefined;
}

/** From an opening to a closing amount; what was planned for each step stands beside it. */
export function bridgeChart(chart: BridgeChart, frame: Frame): Picture {
  const { steps, title, isLoss = false, pick } = chart;
  const { theme, currency } = frame;
  const lowest = Math.min(...steps.map(({ from, to }) => Math.min(from, to) || 0));
  const tick = (value: number) => tickMoney(value, currency);
  const axis = {
    title: `${title ?? "ARR"}, ${currency ?? "reporting currency"}`,
    tick,
    say: tick,
    min: 0,
  };
  return {
    option: {
      animation: false,
      grid: {
        ...plotArea(theme),
        bottom: Math.round(theme.fontSize * (isNarrow(frame) ? 4 : 2.6)),
      },
      tooltip: { trigger: "axis", axisPointer: { type: "none" } },
      xAxis: stepAxis(steps, frame),
      yAxis: valueAxis(lowest < 0 ? { ...axis, min: lowest } : axis, theme),
      series: [bars(steps, frame, isLoss), base(steps), plans(steps, frame)],
    },
    hint: (index) => hint(steps[index], frame),
    legend: [
      { label: "Level", colour: theme.accent },
      { label: isLoss ? "Less" : "Gained", colour: theme.good },
      { label: isLoss ? "More" : "Lost", colour: theme.bad },
      ...(steps.some(({ planned }) => planned !== null)
        ? [{ label: "By the plan", colour: theme.ink, mark: "dash" as const }]
        : []),
    ],
    pick: (index) => {
      const step = steps[index];
      return step === undefined ? undefined : pick?.(step);
    },
  };
}

function stepAxis(steps: readonly BridgeStep[], { theme, width }: Frame) {
  return {
    type: "category" as const,
    data: steps.map(({ title }) => title),
    axisTick: { show: false },
    axisLine: rules(theme),
    axisLabel: {
      ...axisText(theme),
      color: theme.ink,
      margin: Math.round(theme.fontSize / 2),
      interval: 0,
      ...(isNarrow({ theme, width }) ? { rotate: 35 } : {}),
      width: isNarrow({ theme, width })
        ? theme.fontSize * 5
        : Math.floor((width - theme.fontSize * 5) / Math.max(1, steps.length)) - 1,
      overflow: "break" as const,
    },
  };
}

/** On a phone words lean and changes are read from the hint or the table. */
function isNarrow({ theme, width }: Pick<Frame, "theme" | "width">): boolean {
  return width < theme.fontSize * 30;
}

const stack = "bridge";

function bars(
  steps: readonly BridgeStep[],
  { theme, width, currency }: Frame,
  isLoss: boolean,
): BarSeriesOption {
  const isPhone = isNarrow({ theme, width });
  const colour = ({ isLevel, from, to }: BridgeStep) => {
    if (isLevel) return theme.accent;
    return to >= from !== isLoss ? theme.good : theme.bad;
  };
  return {
    id: "steps",
    type: "bar",
    stack,
    stackOrder: "seriesDesc",
    barCategoryGap: "35%",
    barMaxWidth: theme.fontSize * 5,
    data: steps.map((step) => ({
      value: Math.abs(step.to - step.from),
      itemStyle: { color: colour(step) },
      label: {
        show: step.isLevel || !isPhone,
        position: "top" as const,
        ...axisText(theme),
        color: theme.ink,
        formatter: step.isLevel
          ? compactMoney(step.to, currency)
          : compactChange(step.to - step.from, currency),
      },
    })),
    emphasis: { disabled: true },
  };
}

/** What is below a floating bar, unseen. */
function base(steps: readonly BridgeStep[]): BarSeriesOption {
  return {
    id: "base",
    type: "bar",
    stack,
    stackOrder: "seriesDesc",
    silent: true,
    data: steps.map(({ from, to }) => Math.min(from, to)),
    itemStyle: { color: "transparent" },
    emphasis: { disabled: true },
  };
}

/** Where each step would have led by the plan. */
function plans(steps: readonly BridgeStep[], { theme, width }: Frame): LineSeriesOption {
  const wide = Math.round(
    Math.min(theme.fontSize * 5.6, (width / Math.max(1, steps.length)) * 0.7),
  );
  return {
    id: "plan",
    type: "line",
    data: steps.map(({ planned }) => planned),
    symbol: "rect",
    symbolSize: [wide, Math.max(3, Math.round(theme.fontSize / 6))],
    showAllSymbol: true,
    lineStyle: { width: 0 },
    itemStyle: { color: theme.ink, borderColor: theme.surface, borderWidth: 1 },
    emphasis: { disabled: true, scale: false },
    z: 5,
  };
}

function hint(step: BridgeStep | undefined, { theme, currency }: Frame): Hint | undefined {
  if (step === undefined) return undefined;
  const change = step.to - step.from;
  const said = step.isLevel ? compactMoney(step.to, currency) : compactChange(change, currency);
  const plan = step.planned === null ? nothing : compactMoney(step.planned, currency);
  return {
    title: step.title,
    rows: [
      { label: step.isLevel ? "Actual" : "Change", value: said },
      { label: "Level by the plan after it", value: plan, colour: theme.ink },
    ],
  };
}
