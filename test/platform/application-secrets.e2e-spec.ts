import { readSettings } from '../../src/platform/configuration/settings.js';
import { openDatabase } from '../../src/platform/postgres/open-database.js';
import { createApplication } from '../../src/platform/process/application.js';
import { redactText } from '../../src/platform/redaction/redact.js';
import { createTestDatabase } from '../support/database.js';
import { TestLog } from '../support/test-app.js';

it('masks the password of a database that the settings do not name, such as the embedded one', async () => {
  const test = await createTestDatabase();
  const given = readSettings({ DATABASE_URL: test.url });
  const database = await openDatabase(given);
  const url = 'postgresql://taskledger:generated-by-the-home@127.0.0.1:1/taskledger';
  const settings = { ...given, databaseUrl: undefined, secret: 'secret of the tests' };
  const app = await createApplication({ settings, database: { ...database, url }, logger: new TestLog() });
  expect(redactText('refused for generated-by-the-home at last')).toBe('refused for [REDACTED] at last');
  await app.close();
  await database.close();
  await test.drop();
});
