import type { FilterName } from "../filters.js";
import { sayStatus } from "../format.js";
import { about, has, mapped, maybeText, type Question, text } from "../question.js";

/** One value that a filter can have. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

const both = ({ value }: { readonly value: string }): Choice => ({ value, label: value });

/** The values of each filter, as the accounts of this build have them. */
export const regionsQuestion = mapped(
  about("accounts", {
    by: { value: text("region") },
    where: [has("region")],
    order: [["region", "asc"]],
  }),
  both,
);

export const sizesQuestion = mapped(
  about("accounts", {
    by: { value: text("size") },
    where: [has("size")],
    order: [["size", "asc"]],
  }),
  both,
);

export const tiersQuestion = mapped(
  about("tiers", {
    by: { value: text("tier"), name: text("tier_name") },
    order: [["tier", "asc"]],
  }),
  ({ value, name }) => ({ value, label: name }),
);

export const csmsQuestion = mapped(
  about("accounts", {
    by: { value: text("csm_id"), name: maybeText("csm_name") },
    where: [has("csm_id")],
    order: [["csm_id", "asc"]],
  }),
  ({ value, name }) => ({ value, label: name ?? value }),
);

export const statusesQuestion = mapped(
  about("accounts", { by: { value: text("health_status") }, where: [has("health_status")] }),
  ({ value }) => ({ value, label: sayStatus(value) }),
);

export const segmentsQuestion: Question<Choice> = about("segments", {
  by: { value: text("segment"), label: text("title") },
  order: [["title", "asc"]],
});

/** What can be chosen of each filter. */
export const choiceQuestions: Readonly<Record<FilterName, Question<Choice>>> = {
  segment: segmentsQuestion,
  tier: tiersQuestion,
  region: regionsQuestion,
  size: sizesQuestion,
  csm: csmsQuestion,
  status: statusesQuestion,
};
