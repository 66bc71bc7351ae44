import type { CubeApi } from "@cubejs-client/core";
import { ask } from "./cube.js";
import { shownMonths } from "./figures/months.js";
import type { Question } from "./question.js";
import { firstQuestions, nextQuestions } from "./questions/first.js";
import { monthsQuestion } from "./questions/revenue.js";
import type { Route } from "./route.js";
import type { Sees } from "./sight.js";

/**
 * Asks what the first figures of a page rest on before the page is there; it finds the answers
 * under way or at hand. What fails is asked again by whoever needs it, and said there.
 */
export async function askAhead(api: CubeApi, route: Route, sees: Sees): Promise<void> {
  const askAll = (questions: readonly Question<unknown>[]) => {
    for (const question of questions) if (sees(question)) ask(api, question);
  };
  const months = ask(api, monthsQuestion(undefined));
  askAll(firstQuestions(route));
  const answer = await months;
  const shown = answer.kind === "ready" ? shownMonths(answer.rows, route) : undefined;
  if (shown === undefined) return;
  askAll(nextQuestions(route, shown));
}
