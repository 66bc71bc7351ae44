import { type FilterName, filterTitles } from "../filters.js";
import { shortMonth } from "../format.js";
import type { Shown } from "../questions/first.js";
import { monthForm, type Route } from "../route.js";

type Asked = Pick<Route, "month" | "compare" | "build">;

/** What there is to choose from: closed months, oldest first, and builds where they are known. */
interface Kept {
  readonly months: readonly { readonly month: string }[];
  readonly builds: readonly { readonly run: string }[] | undefined;
}

/** What an address asks for that is not there, with what is shown instead and what to do. */
export function missing(asked: Asked, shown: Shown, kept: Kept): readonly string[] {
  return [
    missingMonth(asked, shown, kept),
    missingBuild(asked, kept) ?? missingComparison(asked, shown),
  ].filter((each) => each !== undefined);
}

function missingMonth({ month }: Asked, shown: Shown, { months }: Kept): string | undefined {
  if (month === undefined || isOf(shown.month, month)) return undefined;
  const [first = shown, last = shown] = [months[0], months.at(-1)];
  const range = `${shortMonth(first.month)} to ${shortMonth(last.month)}`;
  return `There is no closed month ${say(month)}: ${shortMonth(shown.month)} is shown instead. Choose one of ${range} under Month.`;
}

function missingComparison({ compare, build }: Asked, shown: Shown): string | undefined {
  if (compare === undefined || build !== undefined) return undefined;
  if (shown.compare !== undefined && isOf(shown.compare, compare)) return undefined;
  const instead = shown.compare === undefined ? "nothing" : shortMonth(shown.compare);
  return `There is no closed month ${say(compare)} before ${shortMonth(shown.month)}: figures are compared with ${instead} instead. Choose another under Compare with.`;
}

/** Whether the build that is asked for can be compared with, as far as that is known yet. */
export function isKept(build: string | undefined, builds: Kept["builds"]): boolean {
  return builds === undefined || builds.some(({ run }) => run === build);
}

function missingBuild({ build }: Asked, { builds }: Kept): string | undefined {
  if (build === undefined || isKept(build, builds)) return undefined;
  return `The build of run ${build} is not among those that can be compared with, or no longer: figures are compared with nothing. Choose another build, or a month, under Compare with.`;
}

/** The same of what a filter is set to, among the choices that there are. */
export function missingChoice(
  name: FilterName,
  value: string,
  choices: readonly { readonly value: string }[],
): string | undefined {
  if (choices.some((each) => each.value === value)) return undefined;
  const title = filterTitles[name];
  return `There is no “${value}” under ${title}: no figure that heeds it is of anybody. Choose another, or all of them.`;
}

function isOf(month: string, asked: string): boolean {
  return month.slice(0, 7) === asked;
}

function say(month: string): string {
  return monthForm.test(month) ? shortMonth(`${month}-01`) : `“${month}”`;
}
