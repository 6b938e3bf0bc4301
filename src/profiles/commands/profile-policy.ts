import type { ProfileAllowance } from '../domain/profile-draft.js';

/** What the operator lets profiles ask for; the class is the injection token. */
export abstract class ProfilePolicy implements ProfileAllowance {
  abstract readonly providerOverride: boolean;
  abstract readonly sandboxNone: boolean;
  abstract readonly sandboxRef: boolean;
}
