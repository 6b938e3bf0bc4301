/** What the HTTP layer needs to know of the settings; the service's settings fit this shape. */
export interface HttpSettings {
  /** `off`: callers without a key are the local operator, loopback only. `keys`: every caller needs a key. */
  readonly auth: 'off' | 'keys';
  /** The bound host name or address. */
  readonly host: string;
  /** The bound TCP port. */
  readonly port: number;
  /** Server secret, masked in every error text. */
  readonly secret?: string;
  /** Database URL; its password is masked in every error text. */
  readonly databaseUrl?: string;
}

/** Injection token of `HttpSettings`. */
export const HTTP_SETTINGS = Symbol('HttpSettings');
