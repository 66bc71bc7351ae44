import type { Question } from "../question.js";
import type { Route } from "../route.js";
import { accountQuestion } from "./account.js";
import { tiersQuestion } from "./customers.js";
import { momentsQuestion, objectivesQuestion } from "./engagement.js";
import { accuracyQuestion, waterfallQuestion } from "./forecast.js";
import { indexOf, scoreQuestion } from "./health.js";
import { effectivenessQuestion } from "./maturity.js";
import { buildQuestion } from "./quality.js";
import { monthsQuestion } from "./revenue.js";

/** The month that a page shows and the one it is compared with, by their first days. */
export interface Shown {
  readonly month: string;
  readonly compare: string | undefined;
}

/** What the first figures of a page rest on and no month is needed for. */
export function firstQuestions({ page, filters, account }: Route): readonly Question<unknown>[] {
  switch (page) {
    case "forecast":
      return [waterfallQuestion("retained_arr", filters)];
    case "revenue":
      return [monthsQuestion(filters)];
    case "engagement":
      return [momentsQuestion(filters), objectivesQuestion(filters)];
    case "account":
      return [accountQuestion(account ?? "")];
    case "data-quality":
      return [buildQuestion];
    case "customers":
    case "health":
    case "maturity":
      return [];
  }
}

/** What they rest on besides, once the month is known. */
export function nextQuestions(route: Route, shown: Shown): readonly Question<unknown>[] {
  const { month, compare } = shown;
  const index = indexOf(route);
  switch (route.page) {
    case "forecast":
      return [accuracyQuestion("retained_arr", route.filters)];
    case "health":
      return [month, compare ?? month].map((of) => scoreQuestion(index, of, route.filters));
    case "maturity":
      return [month, compare ?? month].map((of) => effectivenessQuestion(of, route.filters));
    case "customers":
      return [tiersQuestion(month)];
    default:
      return [];
  }
}
