import * as accounts from './accounts.ts';
import * as assets from './assets.ts';
import * as audit from './audit.ts';
import * as auth from './auth.ts';
import * as authMfa from './auth-mfa.ts';
import * as authSocial from './auth-social.ts';
import * as batchOutcome from './batch-outcome.ts';
import * as batches from './batches.ts';
import * as documents from './documents.ts';
import * as finance from './finance.ts';
import * as financeAdjustments from './finance-adjustments.ts';
import * as financePayments from './finance-payments.ts';
import * as financeReconciliation from './finance-reconciliation.ts';
import * as invitations from './invitations.ts';
import * as ipRules from './ip-rules.ts';
import type { Job } from './job.ts';
import * as jobs from './jobs.ts';
import * as jobsArchive from './jobs-archive.ts';
import * as jobsBatches from './jobs-batches.ts';
import * as jobsFinance from './jobs-finance.ts';
import * as jobsPapers from './jobs-papers.ts';
import * as jobsPayments from './jobs-payments.ts';
import * as jobsPlans from './jobs-plans.ts';
import * as jobsRefunds from './jobs-refunds.ts';
import * as keys from './keys.ts';
import * as links from './links.ts';
import * as members from './members.ts';
import * as monitoring from './monitoring.ts';
import * as payments from './payments.ts';
import * as prices from './prices.ts';
import * as receipts from './receipts.ts';
import type { Route } from './route.ts';
import * as securityEvents from './security-events.ts';
import * as statements from './statements.ts';
import * as subscriptions from './subscriptions.ts';
import * as templates from './templates.ts';
import * as users from './users.ts';
import * as verification from './verification.ts';
import * as wallet from './wallet.ts';

/** Everything the product offers, for those who read all of it: CDK, OpenAPI, tests. Handlers import their area only. */

export interface NamedRoute {
  area: string;
  /** The exported name: it is the operation id, and gives the function and its file their names. */
  operation: string;
  route: Route;
}

export interface NamedJob {
  operation: string;
  job: Job;
}

const isRoute = (value: unknown): value is Route =>
  typeof value === 'object' && value !== null && 'method' in value && 'reply' in value;

const isJob = (value: unknown): value is Job =>
  typeof value === 'object' && value !== null && 'kind' in value && 'memory' in value;

const areas: Record<string, Record<string, unknown>> = {
  auth: { ...auth, ...authMfa, ...authSocial },
  users,
  accounts,
  members,
  invitations,
  keys,
  templates,
  documents,
  batches: { ...batches, ...batchOutcome },
  assets,
  audit,
  wallet: { ...wallet, ...prices, ...statements },
  finance: { ...finance, ...financePayments, ...financeAdjustments, ...financeReconciliation },
  subscriptions,
  payments: { ...payments, ...receipts },
  verification,
  links,
  security: { ...ipRules, ...securityEvents },
  monitoring,
};

export const allRoutes: NamedRoute[] = Object.entries(areas).flatMap(([area, exports]) =>
  Object.entries(exports).flatMap(([operation, value]) =>
    isRoute(value) ? [{ area, operation, route: value }] : [],
  ),
);

export const allJobs: NamedJob[] = Object.entries({
  ...jobs,
  ...jobsArchive,
  ...jobsBatches,
  ...jobsFinance,
  ...jobsPlans,
  ...jobsPayments,
  ...jobsPapers,
  ...jobsRefunds,
}).flatMap(([operation, value]) => (isJob(value) ? [{ operation, job: value }] : []));

/** `generateDocuments` -> `generate-documents`. */
export const fileNameOf = (operation: string): string =>
  operation.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Path of the one file that answers a route, from the project's root. */
export const routeFile = ({ area, operation }: Pick<NamedRoute, 'area' | 'operation'>): string =>
  `functions/${area}/${fileNameOf(operation)}.ts`;

export const jobFile = ({ operation }: Pick<NamedJob, 'operation'>): string =>
  `functions/jobs/${fileNameOf(operation)}.ts`;
