/** SQLSTATE classes: 08 connection, 57P operator intervention, 53 resources. */
const OUTAGE_STATE = /^(08|57P|53)/;
const OUTAGE_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND']);
/** What the driver throws without a code when a connection breaks or none can be had. */
const OUTAGE_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether a failed read says that the database is out of reach: the service is unavailable then, not broken. */
export function isDatabaseOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, driverError } = error as Readonly<Record<string, unknown>>;
  if (driverError !== undefined && driverError !== error) return isDatabaseOutage(driverError);
  if (typeof code === 'string' && (OUTAGE_STATE.test(code) || OUTAGE_CODES.has(code))) return true;
  return typeof message === 'string' && OUTAGE_WORDS.test(message);
}
