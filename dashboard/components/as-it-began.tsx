import { isAsBegan } from "../filters.js";
import type { Question } from "../question.js";

/** Says of movements that filters go by what accounts were before they moved. */
export function AsItBegan({ question }: { readonly question: Question<unknown> }) {
  if (!isAsBegan(question)) return null;
  const began = question.view === "retention" ? "its window began" : "each month began";
  return <p className="note">Narrowed by what accounts were as {began}.</p>;
}
