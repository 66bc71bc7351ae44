import { useCallback } from "react";
import { drawCurves, type NameOf } from "../charts/curves.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import { allGroups, type Curve, curvesOf, dayOf, shareBy } from "../figures/curves.js";
import { count, days, words } from "../format.js";
import { arrivedDrill, begunDrill, type Way } from "../journey-drills.js";
import { segmentsQuestion } from "../questions/choices.js";
import {
  curveGroups,
  curveKinds,
  curvesByCohortQuestion,
  curvesBySegmentQuestion,
} from "../questions/maturity.js";
import type { Route } from "../route.js";
import { useAnswer } from "../use-answer.js";
import { useDerived } from "../use-derived.js";
import { useLabels } from "../use-names.js";
import { ChartCard } from "./chart-card.js";
import { counted, share } from "./columns.js";
import { Select } from "./filter-bar.js";
import { Empty } from "./state.js";
import type { TableColumn } from "./table.js";

/** How fast customers come to value, by the year in which they began or by segment. */
export function CurvesCard() {
  const { route } = useDesk();
  const { kind, group } = choicesOf(route);
  const question =
    group === "cohort"
      ? curvesByCohortQuestion(kind, route.filters)
      : curvesBySegmentQuestion(kind, route.filters);
  const curves = useDerived(useAnswer(question), curvesOf);
  const title = words(kind);
  const nameOf = useGroupNames();
  const wayOf = useCallback(
    ({ from, to, group: of }: Curve): Way => {
      if (group === "segment") return { from, to, segment: of, called: nameOf(of) };
      return { from, to, cohort: of === allGroups ? undefined : of };
    },
    [group, nameOf],
  );
  const draw = useCallback(
    (rows: readonly Curve[], frame: Frame) =>
      drawCurves(rows, frame, (curve, day) => arrivedDrill(wayOf(curve), day), nameOf),
    [wayOf, nameOf],
  );
  return (
    <ChartCard
      title={title}
      terms={["journey_curves.arrived_share", "journey_curves.accounts"]}
      asking={curves}
      draw={draw}
      label={(rows) => summary(rows, title, nameOf)}
      size="tall"
      controls={<CurveChoices />}
      empty={<Empty what="Nobody has begun this way." remedy="Its steps are set in journey.yml." />}
      note={
        <p className="note">
          Who has not arrived counts for as long as it was seen; a line ends where nobody is.
        </p>
      }
      table={{
        caption: "Share arrived so many days after the beginning",
        rowKey: (row) => row.group,
        columns: columns(group, nameOf, wayOf),
      }}
    />
  );
}

function columns(
  group: (typeof curveGroups)[number],
  nameOf: NameOf,
  wayOf: (curve: Curve) => Way,
): readonly TableColumn<Curve>[] {
  return [
    {
      title: group === "cohort" ? "Began" : "Segment",
      cell: ({ group: of }: Curve) => nameOf(of),
    },
    counted(
      "Customers",
      ({ n }: Curve) => n,
      (row) => begunDrill(wayOf(row)),
    ),
    ...[30, 90, 180, 365].map((day) => ({
      ...share(`${day} days`, (row: Curve) => shareBy(row, day), 0),
      drill: (row: Curve) =>
        (shareBy(row, day) ?? 0) === 0 ? undefined : arrivedDrill(wayOf(row), day),
    })),
    {
      title: "Half by",
      isNumber: true,
      cell: (row: Curve) => days(dayOf(row, 0.5)),
      drill: (row: Curve) => {
        const half = dayOf(row, 0.5);
        return half === null ? undefined : arrivedDrill(wayOf(row), half);
      },
    },
  ];
}

/** What the group of a curve is called, a segment by its title. */
function useGroupNames(): NameOf {
  const labelOf = useLabels(segmentsQuestion);
  return useCallback((group) => (group === allGroups ? "Everybody" : labelOf(group)), [labelOf]);
}

function choicesOf({ choices }: Route) {
  return {
    kind: curveKinds.find((each) => each === choices.way) ?? "time_to_first_value",
    group: curveGroups.find((each) => each === choices.curves) ?? "cohort",
  };
}

function CurveChoices() {
  const { route, go } = useDesk();
  const { kind, group } = choicesOf(route);
  const choose = (name: string) => (value: string) =>
    go({ ...route, choices: { ...route.choices, [name]: value } });
  const groups = { cohort: "Year of the beginning", segment: "Segment" };
  return (
    <div className="choices">
      <Select
        label="Way"
        value={kind}
        options={curveKinds.map((value) => ({ value, label: words(value) }))}
        onChange={choose("way")}
      />
      <Select
        label="By"
        value={group}
        options={curveGroups.map((value) => ({ value, label: groups[value] }))}
        onChange={choose("curves")}
      />
    </div>
  );
}

function summary(curves: readonly Curve[], title: string, nameOf: NameOf): string {
  const said = curves.map((curve) => {
    const half = dayOf(curve, 0.5);
    const by = half === null ? "fewer than half so far" : `half by ${days(half)}`;
    return `${nameOf(curve.group)} of ${count(curve.n)}: ${by}`;
  });
  return `${title}, share arrived over days. ${said.join("; ")}.`;
}
