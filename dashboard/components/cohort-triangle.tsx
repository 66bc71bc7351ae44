import { useMemo } from "react";
import { useDesk } from "../desk.js";
import { cohortBegunDrill, cohortDrill } from "../drills.js";
import { monthsLater } from "../figures/forecast.js";
import { shadeAround, shadeClass, triangle } from "../figures/triangle.js";
import { count, longMonth, percent, shortMonth } from "../format.js";
import { cohortsQuestion } from "../questions/revenue.js";
import { useAnswer } from "../use-answer.js";
import { AnswerView } from "./answer.js";
import { Card } from "./card.js";
import { Select } from "./filter-bar.js";
import { Empty } from "./state.js";
import { DrillLink } from "./table.js";
import { TriangleTable } from "./triangle-table.js";

const kinds = [
  { value: "nrr", label: "Net revenue" },
  { value: "grr", label: "Gross revenue" },
  { value: "logo", label: "Customers" },
] as const;

type Kind = (typeof kinds)[number]["value"];

/** Only every third month of life is a column: a wider table would not be read. */
const step = 3;

/** What is left of the accounts that began in a month. */
export function CohortTriangle() {
  const { route, go } = useDesk();
  const asking = useAnswer(cohortsQuestion(route.filters));
  const kind: Kind = kinds.find(({ value }) => value === route.choices.cohort)?.value ?? "nrr";
  return (
    <Card
      title="Cohorts: what is left of each first month"
      terms={["cohorts.nrr", "cohorts.grr", "cohorts.logo_retention"]}
      question={asking.question}
      picture="table"
      controls={
        <Select
          label="Left of"
          value={kind}
          options={kinds}
          onChange={(value) => go({ ...route, choices: { ...route.choices, cohort: value } })}
        />
      }
    >
      <AnswerView
        asking={asking}
        what="cohorts"
        empty={<Empty what="No cohort is in this segment." remedy="Choose another segment." />}
      >
        {(rows) => <Cohorts rows={rows} kind={kind} />}
      </AnswerView>
    </Card>
  );
}

interface Cohort {
  readonly cohort: string;
  readonly since: number;
  readonly accounts: number | null;
  readonly logo: number | null;
  readonly grr: number | null;
  readonly nrr: number | null;
}

function Cohorts({ rows, kind }: { readonly rows: readonly Cohort[]; readonly kind: Kind }) {
  const { month } = useDesk();
  const laid = useMemo(
    () =>
      triangle(
        rows
          .filter(({ since, cohort }) => since % step === 0 && since > 0 && cohort !== "")
          .filter(({ since, cohort }) => monthsLater(cohort, since) <= month)
          .map((row) => ({ row: row.cohort, column: String(row.since), value: row })),
      ),
    [rows, month],
  );
  if (laid.columns.length === 0) {
    const remedy = "Choose a later month.";
    return (
      <Empty what={`No cohort is ${step} months old in ${longMonth(month)}.`} remedy={remedy} />
    );
  }
  const sizes = new Map(rows.map(({ cohort, accounts }) => [cohort, accounts]));
  return (
    <TriangleTable
      caption="Share left after so many months; blue is above all that there was, orange below"
      corner="First month"
      triangle={laid}
      rowTitle={(row) => (
        <>
          {shortMonth(row)} <CohortSize cohort={row} accounts={sizes.get(row)} />
        </>
      )}
      columnTitle={(column) => `${column} mo`}
      cell={(value) => <CohortCell cohort={value}>{percent(value[kind], 0)}</CohortCell>}
      shade={(value) => shadeClass(shadeAround(value[kind], 1, 0.08))}
      full={(value, row, column) =>
        `${shortMonth(row)} after ${column} months: ${percent(value[kind], 2)}`
      }
    />
  );
}

interface CohortSizeProps {
  readonly cohort: string;
  readonly accounts: number | null | undefined;
}

function CohortSize({ cohort, accounts }: CohortSizeProps) {
  const { month } = useDesk();
  if (accounts === undefined || accounts === null) return null;
  return (
    <span className="note">
      <DrillLink drill={cohortBegunDrill(cohort, month)}>{count(accounts)}</DrillLink>
    </span>
  );
}

interface CohortCellProps {
  readonly cohort: Cohort;
  readonly children: string;
}

function CohortCell({ cohort: { cohort, since }, children }: CohortCellProps) {
  const { route } = useDesk();
  const month = monthsLater(cohort, since);
  // which segments an account was in as it began is known of it in its first month only
  const behind = route.filters.segment === undefined ? cohortDrill : cohortBegunDrill;
  return <DrillLink drill={behind(cohort, month)}>{children}</DrillLink>;
}
