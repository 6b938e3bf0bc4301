/**
 * The catalogue of error codes: every code a `Rejection` may carry, with its class (hence its status), its title and
 * its remedy. `docs/errors.md` is generated from it. A code that is not here answers 500.
 */
import type { CatalogueEntry } from './catalogue-entry.js';
import { DEPENDENCY_CODES } from './catalogue/dependencies.js';
import { FORCE_OPERATION_CODES } from './catalogue/force-operations.js';
import { IDENTITY_CODES } from './catalogue/identity.js';
import { LEASE_CODES } from './catalogue/leases.js';
import { REGISTRY_CODES } from './catalogue/registries.js';
import { REQUEST_CODES } from './catalogue/requests.js';
import { REVIEW_CODES } from './catalogue/reviews.js';
import { RUN_CODES } from './catalogue/runs.js';
import { SERVICE_CODES } from './catalogue/service.js';
import { TASK_CODES } from './catalogue/tasks.js';

/** The catalogue by chapter, in the order in which `docs/errors.md` shows it. */
export const CATALOGUE_CHAPTERS = {
  Requests: REQUEST_CODES,
  Identity: IDENTITY_CODES,
  Tasks: TASK_CODES,
  'Dependencies and hierarchy': DEPENDENCY_CODES,
  Runs: RUN_CODES,
  'Agent leases': LEASE_CODES,
  'Force operations and pause': FORCE_OPERATION_CODES,
  'Reviews, profiles and notifications': REVIEW_CODES,
  'Sessions, workspaces, bridges and keys': REGISTRY_CODES,
  Service: SERVICE_CODES,
} as const;

export const CATALOGUE = {
  ...REQUEST_CODES,
  ...IDENTITY_CODES,
  ...TASK_CODES,
  ...DEPENDENCY_CODES,
  ...RUN_CODES,
  ...LEASE_CODES,
  ...FORCE_OPERATION_CODES,
  ...REVIEW_CODES,
  ...REGISTRY_CODES,
  ...SERVICE_CODES,
} as const;

export type FailureCode = keyof typeof CATALOGUE;

/** The entry of a code, or nothing when the code is not in the catalogue. */
export function catalogueEntry(code: string): CatalogueEntry | undefined {
  return Object.hasOwn(CATALOGUE, code) ? CATALOGUE[code as FailureCode] : undefined;
}
