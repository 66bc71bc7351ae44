/** Whether this is the campaign: every test, at full length. */
export const isCampaign = process.env.TENURE_CAMPAIGN === "full";

/** Whether these are the tests that `npm test` leaves out. */
export const isRest = process.env.TENURE_TESTS === "rest";

/** Whether this is `npm test`, which takes less of what can be repeated at will. */
export const isSample = !isCampaign && !isRest;

/** What chance in tests goes by. */
export const seed = Number(process.env.TENURE_SEED ?? 1);
