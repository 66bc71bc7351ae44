import type { FileContract } from "../contract.js";
import { literal } from "../database.js";
import type { EntityName } from "../entities.js";

/** One of the ways in which a source's account_id leads to an account. */
export type Way = "shared_id" | "mapping" | "email_domain";

/** How the rows of each source find their account, as identity.yml says. */
export interface Identity {
  readonly default: readonly Way[];
  readonly sources: Readonly<Record<string, readonly Way[]>>;
  readonly domain_attribute: string;
  readonly public_domains: readonly string[];
}

const entityBehind = { mapping: "account_ids", email_domain: "accounts" } as const;

/** The ways of a contract's rows; none where account_id is the account's own id and nothing else. */
export function waysOf(
  identity: Identity,
  contract: FileContract,
  creators: readonly EntityName[],
): readonly Way[] {
  const keepsIts = [...creators, "account_ids"].includes(contract.entity);
  const column = contract.columns.account_id;
  if (keepsIts || column === undefined || column.through !== undefined) return [];
  const ways = identity.sources[contract.source] ?? identity.default;
  return ways.every((way) => way === "shared_id") ? [] : ways;
}

/** The entities whose rows say what account is meant. */
export function entitiesBehind(ways: readonly Way[]): readonly EntityName[] {
  return ways.flatMap((way) => (way === "shared_id" ? [] : [entityBehind[way]]));
}

// an id or a domain of two accounts names neither
const only = "case when count(distinct account_id) = 1 then min(account_id) end as account_id";

function mapped(source: string): string {
  return `left join (select id, ${only} from staging.account_ids
      where system is null or system = ${literal(source)} group by id) as mapped
    on mapped.id = landed.account_id`;
}

function byDomain(identity: Identity): string {
  const attribute = literal(`$."${identity.domain_attribute.replaceAll('"', '\\"')}"`);
  const listed = `unnest(string_split_regex(
    lower(json_extract_string(attributes, ${attribute})), '[,;\\s]+'))`;
  const bare = "regexp_extract(listed, '^(?:https?://)?(?:www\\.)?([^/:]+)', 1)";
  const open = identity.public_domains.map(literal).join(", ") || "''";
  return `left join (select ${bare} as domain, ${only}
      from (select account_id, ${listed} as listed from staging.accounts)
      group by domain having domain <> '' and domain not in (${open})) as by_domain
    on by_domain.domain = lower(regexp_extract(landed.account_id, '@([^@>\\s]+)>?\\s*$', 1))`;
}

const found: Readonly<Record<Way, string>> = {
  shared_id: `case when landed.account_id in (select account_id from staging.known_accounts)
    then landed.account_id end`,
  mapping: "mapped.account_id",
  email_domain: "by_domain.account_id",
};

/** The account that `landed.account_id` leads to, and the joins that this needs. */
export function identified(
  identity: Identity,
  ways: readonly Way[],
  source: string,
): { readonly account: string; readonly joins: string } {
  const joins = [
    ways.includes("mapping") ? mapped(source) : "",
    ways.includes("email_domain") ? byDomain(identity) : "",
  ];
  const account = `coalesce(${ways.map((way) => found[way]).join(", ")}, landed.account_id)`;
  return { account, joins: joins.join(" ") };
}
