import { AccountContacts } from "../components/account-contacts.js";
import { AccountFacts } from "../components/account-facts.js";
import { AccountJourney, AccountMaturity } from "../components/account-journey.js";
import { AccountMoments, AccountTickets } from "../components/account-moments.js";
import { AccountObjectives, AccountRenewals } from "../components/account-renewals.js";
import { AccountRevenue } from "../components/account-revenue.js";
import { AccountScore, ScoreCurve } from "../components/account-score.js";
import { AccountSources } from "../components/account-sources.js";
import { Rest } from "../components/rest.js";
import { useDesk } from "../desk.js";

/** One customer's whole story. */
export function AccountPage() {
  const { route } = useDesk();
  const account = route.account ?? "";
  return (
    <>
      <AccountFacts account={account} />
      <Rest>
        <div className="story">
          <div className="halves">
            <AccountRevenue account={account} />
            <ScoreCurve account={account} />
          </div>
          <AccountScore account={account} />
          <div className="halves">
            <AccountMaturity account={account} />
            <AccountJourney account={account} />
          </div>
          <div className="halves">
            <AccountRenewals account={account} />
            <AccountTickets account={account} />
          </div>
          <AccountObjectives account={account} />
          <AccountContacts account={account} />
          <AccountMoments account={account} />
          <AccountSources account={account} />
        </div>
      </Rest>
    </>
  );
}
