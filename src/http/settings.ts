/** What the HTTP layer needs to know of the settings; the service's settings fit this shape. */
export interface HttpSettings {
  /** `off`: callers without a key are the local operator, loopback only. `keys`: every caller needs a key. */
  readonly auth: 'off' | 'keys';
  /** The bound host name or address. */
  readonly host: string;
  /** The bound TCP port. */
  readonly port: number;
  /** Addresses and networks of the proxies whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Requests per second and key, in the long run; 0: no limit. */
  readonly rateLimitPerSecond: number;
  /** Requests that a key may send at once after a pause. */
  readonly rateLimitBurst: number;
  /** Keys that are not valid, per minute and address; 0: no limit. */
  readonly authFailuresPerMinute: number;
  /** Seconds for a request to arrive, body included. */
  readonly requestTimeoutSeconds: number;
  /** Which requests get a log line. */
  readonly accessLog: 'all' | 'failures' | 'off';
  /** Server secret, masked in every error text. */
  readonly secret?: string;
  /** What signs webhooks, masked in every error text. */
  readonly webhookSecret?: string | undefined;
  /** Database URL; its password is masked in every error text. */
  readonly databaseUrl?: string;
}

/** Injection token of `HttpSettings`. */
export const HTTP_SETTINGS = Symbol('HttpSettings');
