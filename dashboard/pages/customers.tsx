import { AccountList } from "../components/account-list.js";
import { Pareto } from "../components/pareto.js";
import { Quadrants } from "../components/quadrants.js";
import { Rest } from "../components/rest.js";

/** Who the customers are: by weight, by who needs whom, and one by one. */
export function CustomersPage() {
  return (
    <>
      <Pareto />
      <Rest>
        <Quadrants />
        <AccountList />
      </Rest>
    </>
  );
}
