import type { CubeApi } from "@cubejs-client/core";
import { ask } from "./cube.js";
import { shownMonths } from "./figures/months.js";
import { firstQuestions, nextQuestions } from "./questions/first.js";
import { monthsQuestion } from "./questions/revenue.js";
import type { Route } from "./route.js";

/**
 * Asks what the first figures of a page rest on before the page is there; it finds the answers
 * under way or at hand. What fails is asked again by whoever needs it, and said there.
 */
export async function askAhead(api: CubeApi, route: Route): Promise<void> {
  const months = ask(api, monthsQuestion(undefined));
  for (const question of firstQuestions(route)) ask(api, question);
  const answer = await months;
  const shown = answer.kind === "ready" ? shownMonths(answer.rows, route) : undefined;
  if (shown === undefined) return;
  for (const question of nextQuestions(route, shown)) ask(api, question);
}
