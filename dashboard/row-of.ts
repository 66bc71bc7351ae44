import type { Question } from "./question.js";

/** The row that a question, or what makes one, promises. */
export type RowOf<Asked> =
  Asked extends Question<infer Row>
    ? Row
    : Asked extends (...given: never) => Question<infer Row>
      ? Row
      : never;
