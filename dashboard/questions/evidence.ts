import { about, is, maybeText, number, text } from "../question.js";

/** The rows of exports that its score as of the build rests on, the newest of each factor first. */
export function accountSourcesQuestion(account: string) {
  return about("factor_sources", {
    by: {
      id: text("factor_source_id"),
      factor: text("factor"),
      entity: text("entity"),
      position: number("position"),
      at: maybeText("happened_at"),
      path: text("path"),
      line: number("line"),
    },
    where: [is("account_id", account), is("index", "health")],
    order: [
      ["factor", "asc"],
      ["entity", "asc"],
      ["position", "asc"],
    ],
  });
}

/** Which files evidence was read from. */
export function pathsQuestion(files: readonly string[]) {
  return about("data_quality", {
    by: { file: text("file_id"), path: text("path") },
    where: [is("file_id", ...(files.length === 0 ? [""] : files))],
  });
}
