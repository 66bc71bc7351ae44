import { useMemo } from "react";
import { useDesk } from "../desk.js";
import {
  bySegment,
  type ElementScore,
  everybody,
  heatMap,
  heatShade,
  unknownGroup,
} from "../figures/heat.js";
import { shadeClass } from "../figures/triangle.js";
import { count, decimal, longMonth, words } from "../format.js";
import { elementDrill } from "../health-drills.js";
import {
  regionsQuestion,
  segmentsQuestion,
  sizesQuestion,
  tiersQuestion,
} from "../questions/choices.js";
import { elementGroups, elementsByQuestion, elementsQuestion } from "../questions/health.js";
import { useAnswer } from "../use-answer.js";
import { useLabels } from "../use-names.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { Select } from "./filter-bar.js";
import { ShadeScale } from "./shade-scale.js";
import { Empty } from "./state.js";
import { DrillLink } from "./table.js";
import { TriangleTable } from "./triangle-table.js";

type Group = (typeof elementGroups)[number];

const options = elementGroups.map((value) => ({ value, label: words(value) }));

/** Which element of an index is weak, and among whom. */
export function HeatCard({ index }: { readonly index: string }) {
  const { month, route, go } = useDesk();
  const group: Group = elementGroups.find((each) => each === route.choices.heat) ?? "segment";
  return (
    <Card
      title="Which element is weak, and where"
      terms={["health_factors.weighed_score", "health_factors.scored_accounts"]}
      question={elementsByQuestion(index, month, group, route.filters)}
      picture="table"
      controls={
        <Select
          label="Across"
          value={group}
          options={options}
          onChange={(value) => go({ ...route, choices: { ...route.choices, heat: value } })}
        />
      }
    >
      {/* groups of one kind are none of another: no row of the kind before may stay */}
      <Asked key={group} where={{ index, month, group }} />
    </Card>
  );
}

interface Where {
  readonly index: string;
  readonly month: string;
  readonly group: Group;
}

function Asked({ where }: { readonly where: Where }) {
  const { index, month, group } = where;
  const { filters } = useDesk().route;
  const parts = useAnswer(elementsByQuestion(index, month, group, filters));
  const all = useAnswer(elementsQuestion(index, month, filters));
  const whole = all.answer.kind === "ready" ? all.answer.rows : [];
  return (
    <AnswerView
      asking={parts}
      what="elements"
      empty={<Empty what="Nobody has a score in this month." />}
    >
      {(rows) => <Heat parts={rows} all={whole} where={where} />}
    </AnswerView>
  );
}

interface HeatProps {
  readonly parts: readonly ElementScore[];
  readonly all: readonly Omit<ElementScore, "group">[];
  readonly where: Where;
}

function Heat({ parts, all, where }: HeatProps) {
  const { index, month, group } = where;
  const laid = useMemo(
    () => heatMap(all, group === "segment" ? bySegment(parts) : parts),
    [all, parts, group],
  );
  const title = useGroupTitles(group);
  const drill = ({ element, group: among }: ElementScore) => {
    if (among === everybody || among === null) {
      return elementDrill(index, month, element, { group, value: null });
    }
    const to = elementDrill(index, month, element, { group, value: among });
    return { ...to, title: `${words(element)}, ${title(among)}, in ${longMonth(month)}` };
  };
  return (
    <>
      <TriangleTable
        caption={`Mean score, 0 to 100, of n customers in ${longMonth(month)}; the weakest element first`}
        corner="Element"
        triangle={laid}
        rowTitle={words}
        columnTitle={title}
        cell={(cell) => <HeatCell cell={cell} drill={drill(cell)} />}
        shade={({ score }) => shadeClass(heatShade(score ?? 50))}
        full={({ score, accounts }, element, column) =>
          `${words(element)}, ${title(column)}: ${decimal(score, 4)} of 100, n = ${count(accounts)}`
        }
      />
      {laid.columns.every((column) => column === everybody) ? (
        <p className="note">
          There is no {group} to tell apart. Segments are those of <code>segments.yml</code>.
        </p>
      ) : null}
      <ShadeScale low="0" middle="50" high="100 points" />
    </>
  );
}

interface HeatCellProps {
  readonly cell: ElementScore;
  readonly drill: ReturnType<typeof elementDrill> | undefined;
}

function HeatCell({ cell: { score, accounts }, drill }: HeatCellProps) {
  const said = (
    <>
      {decimal(score, 0)} <small>n {count(accounts)}</small>
    </>
  );
  return drill === undefined ? said : <DrillLink drill={drill}>{said}</DrillLink>;
}

const groupsQuestions = {
  segment: segmentsQuestion,
  tier: tiersQuestion,
  region: regionsQuestion,
  size: sizesQuestion,
} as const;

/** Groups are called what the filter over them calls them. */
function useGroupTitles(group: Group): (column: string) => string {
  const labelOf = useLabels(groupsQuestions[group]);
  const { status: _, ...heeded } = useDesk().route.filters;
  const whole = Object.keys(heeded).length === 0 ? words(everybody) : "All shown";
  return (column) => {
    if (column === everybody) return whole;
    return column === unknownGroup ? words(column) : labelOf(column);
  };
}
