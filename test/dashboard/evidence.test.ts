import { expect, test } from "vitest";
import { sayEvidence } from "../../dashboard/evidence.js";

const said = (subject: string, evidence: string | null) =>
  sayEvidence({ id: `A1/moment/${subject}`, evidence });

test("evidence of what happened says what and when, and no id of a source", () => {
  expect(said("SR-4", "nps SR-4 3 on 2024-01-08")).toBe("NPS 3 on 8 Jan 2024");
  expect(said("in_A1_240412", "invoice due in_A1_240412 on 2024-05-12")).toBe(
    "Invoice due on 12 May 2024",
  );
  expect(said("7%2F8", "meeting missed 7/8 no_show on 2023-07-05")).toBe(
    "Meeting missed no show on 5 Jul 2023",
  );
});

test("evidence keeps what has a name of its own", () => {
  expect(said("training_completed", "milestone due training_completed on 2025-11-14")).toBe(
    "Milestone due training completed on 14 Nov 2025",
  );
  expect(said("2025-01", "active_users_28d 9.0 against a baseline of 13.25")).toBe(
    "Active users 28d 9 against a baseline of 13.25",
  );
  expect(said("2024-07-09", "nothing since 2023-04-10")).toBe("Nothing since 10 Apr 2023");
  expect(said("2025-11", "health status orange became red")).toBe(
    "Health status orange became red",
  );
});

test("a moment without evidence says so", () => {
  expect(said("2025-11", null)).toBe("–");
});
