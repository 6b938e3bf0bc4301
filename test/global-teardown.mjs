/** After the last test: stops the test run's Postgres and removes its files. */
export default async function globalTeardown() {
  await globalThis.testPostgres?.stop();
}
