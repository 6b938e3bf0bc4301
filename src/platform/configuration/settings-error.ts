import { StartError } from '../start-error.js';

/** A setting has a value that is not allowed, or two settings do not go together. */
export class SettingsError extends StartError {
  override readonly name = 'SettingsError';
}
