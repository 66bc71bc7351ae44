/** A view's figures once more, as SQL on its mart. */
export interface Hand {
  readonly mart: string;
  /** A dimension of the view and the mart column it must agree with. */
  readonly by: string;
  /** A filter in Cube's words and the same in SQL. */
  readonly filter: { readonly member: string; readonly value: string; readonly sql: string };
  /** Filters without which the view says nothing, in Cube's words and in SQL. */
  readonly always?: {
    readonly filters: readonly { member: string; operator: "equals"; values: string[] }[];
    readonly sql: string;
  };
  /** Rows that a stock is read from when no month is named. */
  readonly last?: string;
  readonly measures: Readonly<Record<string, string>>;
}
