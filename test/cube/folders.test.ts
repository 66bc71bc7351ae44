import { expect, test } from "vitest";
import { withFieldLists, withVisibleFields } from "../../cube/folders.js";

const cube = {
  name: "mart_x",
  dimensions: [
    { name: "x_id", type: "string", primary_key: true },
    { name: "account_id", type: "string" },
    { name: "region", type: "string" },
    { name: "country", type: "string" },
    { name: "month", type: "time", meta: { unit: "month" } },
    { name: "is_closed", type: "boolean" },
    { name: "reason", type: "string" },
    { name: "owner_csm_id", type: "string", public: false },
  ],
  measures: [
    { name: "mrr", type: "sum", meta: { unit: "reporting currency per month" } },
    { name: "grr", type: "number", meta: { unit: "share over the window" } },
    { name: "accounts", type: "count", meta: { unit: "accounts" } },
  ],
};

function viewOf(includes: readonly string[], own: object = {}): unknown {
  return { views: [{ name: "x", cubes: [{ join_path: "mart_x", includes }], ...own }] };
}

const all = [...cube.dimensions, ...cube.measures].map(({ name }) => name);

test("a view's members lie in folders by what they are, each in one, private ones in none", () => {
  const [, view] = withFieldLists([{ cubes: [cube] }, viewOf(all)]);
  expect(view).toMatchObject({
    views: [
      {
        folders: [
          { name: "Money", includes: ["mrr"] },
          { name: "Shares and rates", includes: ["grr"] },
          { name: "Counts and other figures", includes: ["accounts"] },
          { name: "Time", includes: ["month"] },
          { name: "Account", includes: ["account_id", "region", "country"] },
          { name: "Attributes", includes: ["reason"] },
          { name: "Yes or no", includes: ["is_closed"] },
          { name: "Keys", includes: ["x_id"] },
        ],
      },
    ],
  });
});

test("a view that names folders of its own keeps them", () => {
  const folders = [{ name: "Mine", includes: ["mrr"] }];
  const [, view] = withFieldLists([{ cubes: [cube] }, viewOf(all, { folders })]);
  expect(view).toMatchObject({ views: [{ folders }] });
});

test("a view has the hierarchies of which it has every level", () => {
  const [made, whole] = withFieldLists([{ cubes: [cube] }, viewOf(all)]);
  const geography = { name: "geography", levels: ["region", "country"], public: true };
  expect(made).toMatchObject({ cubes: [{ hierarchies: [geography] }] });
  expect(whole).toMatchObject({ views: [{ cubes: [{ includes: [...all, "geography"] }] }] });
  const [, part] = withFieldLists([{ cubes: [cube] }, viewOf(["region", "mrr"])]);
  expect(part).toMatchObject({ views: [{ cubes: [{ includes: ["region", "mrr"] }] }] });
});

test("folders and hierarchies name nothing that their reader may not see", () => {
  const config = {
    measures: [{ name: "x.mrr", isVisible: false }],
    dimensions: [
      { name: "x.region", isVisible: true },
      { name: "x.country", isVisible: false },
    ],
    folders: [
      { name: "Money", members: ["x.mrr"] },
      { name: "Account", members: ["x.region", "x.country"] },
    ],
    hierarchies: [{ name: "x.geography", levels: ["x.region", "x.country"] }],
  };
  const [shown] = withVisibleFields([{ config }]);
  expect(shown?.config.folders).toEqual([{ name: "Account", members: ["x.region"] }]);
  expect(shown?.config.hierarchies).toEqual([]);
});

test("a measure is drilled down to dimensions that its cube shows, the most telling first", () => {
  const [made] = withFieldLists([{ cubes: [cube] }, viewOf(all)]) as [
    { cubes: [{ measures: { drill_members: string[] }[] }] },
  ];
  const drills = made.cubes[0].measures.map(({ drill_members }) => drill_members);
  expect(drills).toEqual(cube.measures.map(() => ["account_id", "month", "region"]));
});

test("drill members name nothing that their reader may not see", () => {
  const names = ["x.account_id", "x.secret"];
  const grouped = { measures: [], dimensions: names };
  const config = {
    measures: [
      { name: "x.mrr", isVisible: true, drillMembers: names, drillMembersGrouped: grouped },
    ],
    dimensions: [
      { name: "x.account_id", isVisible: true },
      { name: "x.secret", isVisible: false },
    ],
  };
  const [shown] = withVisibleFields([{ config }]);
  const only = ["x.account_id"];
  expect(shown?.config.measures).toEqual([
    expect.objectContaining({
      drillMembers: only,
      drillMembersGrouped: { measures: [], dimensions: only },
    }),
  ]);
});
