import type { Match } from "../categories.ts";

export interface RequestRow {
  readonly methods: RegExp;
  /** On host and path, in lower case, without the scheme and the query. */
  readonly target: RegExp;
  readonly match: Match;
}

export const row = (
  methods: RegExp,
  target: string,
  category: Match["category"],
  rule: string,
  what: string,
): RequestRow => ({
  methods,
  target: new RegExp(target),
  match: { category, rule: `http.${rule}`, what },
});

const changing = /^(?:POST|PUT|PATCH|DELETE)$/;

/** Requests that mean the same on every service, or are a provider's documented way to one act. */
export const requests: readonly RequestRow[] = [
  row(
    /^(?:DELETE|PUT|PATCH)$/,
    String.raw`/repos/[^/]+/[^/]+/branches/[^/]+/protection|/protected_branches(?:/|$)|/rulesets/\d+`,
    "disable-security",
    "branch-protection",
    "changes a branch's protection",
  ),
  row(
    /^(?:PUT|PATCH|POST|DELETE)$/,
    String.raw`(?:api\.github\.com|/api/v3)/(?:repos/[^/]+/[^/]+|orgs/[^/]+|enterprises/[^/]+)/actions/permissions`,
    "disable-security",
    "actions-permissions",
    "changes what workflows may run",
  ),
  row(
    /^POST$/,
    String.raw`/(?:organizations?|orgs|accounts)(?:/[^/]+)?/(?:admin_)?api_?keys$`,
    "permission-widening",
    "admin-key",
    "makes a key for a whole organization",
  ),
  row(
    /^DELETE$/,
    String.raw`(?:api\.github\.com|/api/v3)/(?:repos/[^/]+/[^/]+|orgs/[^/]+)/?$|/api/v4/(?:projects|groups)/[^/]+/?$`,
    "cloud-destruction",
    "repository",
    "deletes a repository",
  ),
  row(
    /^DELETE$/,
    String.raw`/api/v4/projects/[^/]+/repository/branches/(?:main|master|develop|production)$`,
    "force-push",
    "shared-branch",
    "deletes a shared branch",
  ),
  row(
    /^DELETE$/,
    String.raw`/repos/[^/]+/[^/]+/git/refs/`,
    "force-push",
    "reference",
    "deletes a remote branch",
  ),
  row(
    /^PATCH$/,
    String.raw`/repos/[^/]+/[^/]+/git/refs/`,
    "force-push",
    "reference",
    "moves a remote branch",
  ),
  row(
    /^(?:POST|PUT)$/,
    String.raw`api\.stripe\.com/v1/(?:charges|payouts|transfers|refunds|topups|payment_intents)`,
    "money-movement",
    "stripe",
    "moves money",
  ),
  row(
    /^POST$/,
    String.raw`(?:api|api-m)(?:\.sandbox)?\.paypal\.com/v\d/(?:payments/(?:payouts|payment|captures)|checkout/orders/[^/]+/capture)`,
    "money-movement",
    "paypal",
    "moves money",
  ),
  row(
    /^(?:POST|PUT)$/,
    String.raw`(?:transferwise|wise)\.com/v\d/.*(?:transfers|payments)|api\.(?:coinbase|exchange\.coinbase|kraken|binance)\.com/.*(?:transactions|withdraw|orders?|transfer)|api\.(?:mollie|adyen|checkout|gocardless|square|squareup|razorpay|modulrfinance|mercury)\.com/.*(?:payments?|refunds?|payouts?|transfers?)`,
    "money-movement",
    "payment",
    "moves money",
  ),
  row(
    /^(?:POST|PUT)$/,
    String.raw`/(?:payouts?|wire-?transfers?|money-?transfers?|withdrawals?|disbursements?)(?:/(?:create|execute|confirm))?/?$`,
    "money-movement",
    "payment",
    "moves money",
  ),
  row(
    /^DELETE$/,
    String.raw`/api/v1/(?:namespaces|nodes|persistentvolumes)(?:/[^/]+)?/?$|/apis/[^/]+/v\w+/(?:namespaces/[^/]+/)?\w+(?:/[^/]+)?/?$`,
    "cloud-destruction",
    "kubernetes",
    "deletes cluster objects",
  ),
  row(
    /^DELETE$/,
    String.raw`/v\d[^/]*/(?:droplets|servers|instances|clusters|databases|volumes|projects|apps|services|zones|kubernetes/clusters|linode/instances|machines)(?:/[^/]+)?/?$`,
    "cloud-destruction",
    "resource",
    "destroys cloud resources",
  ),
  row(
    /^DELETE$/,
    String.raw`(?:management\.azure\.com|\.googleapis\.com)/`,
    "cloud-destruction",
    "resource",
    "destroys cloud resources",
  ),
  row(
    /^DELETE$/,
    String.raw`:9200/(?:[^/_]|_all|\*)|/_(?:all|data_stream|index_template|snapshot)\b`,
    "delete-data",
    "search-index",
    "deletes a search index",
  ),
  row(
    /^(?:POST|PUT)$/,
    String.raw`/(?:_all|\*|[^/]+\*)/_(?:close|freeze)\b|/v1/agent/(?:leave|force-leave)\b`,
    "process-control",
    "cluster-leave",
    "takes a cluster's part away",
  ),
  row(
    /^POST$/,
    String.raw`/_delete_by_query\b|/_(?:flush|forcemerge)\b.*delete`,
    "delete-data",
    "search-query",
    "deletes documents by a query",
  ),
  row(
    /^POST$/,
    String.raw`/(?:actuator|admin|_cluster|management)/(?:\S*/)?(?:shutdown|restart|stop)/?$|/-/quit$|/shutdown/?$`,
    "process-control",
    "shutdown",
    "stops a service",
  ),
  row(
    changing,
    String.raw`/v1/sys/(?:seal|audit|policies?)\b|/v1/(?:secret|kv)/(?:destroy|metadata)`,
    "disable-security",
    "vault",
    "switches a protection off",
  ),
  row(
    /^(?:POST|PUT|PATCH)$/,
    String.raw`/(?:users|members|collaborators|teams)/[^/]+/(?:roles?|admin|permissions?|memberships)(?:/|$)|/collaborators/[^/]+/?$`,
    "permission-widening",
    "rights",
    "gives an account more rights",
  ),
  row(
    /^DELETE$/,
    String.raw`/(?:firewalls?|firewall[-_]rules|waf|security-groups?|mfa|2fa|webhooks?/security|audit-?logs?)(?:/|$)`,
    "disable-security",
    "guard",
    "switches a protection off",
  ),
  row(
    changing,
    String.raw`^(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0)(?::\d+)?/(?:api/(?:v\d/)?)?admin/`,
    "governance-tampering",
    "gateway",
    "administers the gateway that governs this agent",
  ),
  row(
    /^DELETE$/,
    String.raw`/admin/|/(?:bulk|all|batch|purge|wipe|reset)/?$|/\*`,
    "delete-data",
    "collection",
    "deletes a whole collection",
  ),
  row(
    /^POST$/,
    String.raw`/(?:purge|wipe|reset-database|drop-?database|truncate|delete-?all|destroy-?all|factory-reset)/?$`,
    "delete-data",
    "purge",
    "deletes a whole collection",
  ),
];
