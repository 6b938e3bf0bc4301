/**
 * The import rules bite: a small house is built beside this one, once as the rules want it and once with a violation
 * of each family in it, and dependency-cruiser judges both with the project's own configuration.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const project = resolve(__dirname, '../..');
const cruiser = join(project, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const configuration = join(project, '.dependency-cruiser.mjs');

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

/** A file of the house by its path, with the modules that it imports. */
type House = Readonly<Record<string, readonly string[]>>;

const soundHouse: House = {
  'src/main.ts': ['./app.module.js'],
  'src/app.module.ts': ['./tasks/http/task.controller.js', './ledger/lane.js', './tasks/duties/sweep.js'],
  'src/ledger/event.ts': ['type ../platform/settings.js'],
  'src/ledger/lane.ts': ['./event.js', '../platform/settings.js', 'pg'],
  'src/platform/settings.ts': ['node:fs'],
  'src/http/filter.ts': ['../platform/settings.js', '../ledger/event.js', '../tasks/domain/vocabulary.js'],
  'src/tasks/domain/vocabulary.ts': [],
  'src/tasks/domain/task.ts': ['../../ledger/event.js'],
  'src/tasks/lookups/task-names.ts': ['../domain/task.js', '../../ledger/event.js', 'type pg'],
  'src/tasks/commands/create-task.ts': [
    '../domain/task.js',
    '../lookups/task-names.js',
    '../../ledger/lane.js',
    'type pg',
  ],
  'src/tasks/views/task-view.ts': ['../domain/task.js', '../../ledger/event.js', 'typeorm'],
  'src/tasks/http/task.controller.ts': [
    '../commands/create-task.js',
    '../views/task-view.js',
    '../../http/filter.js',
    '../domain/vocabulary.js',
    'type ../domain/task.js',
  ],
  'src/tasks/duties/sweep.ts': ['../commands/create-task.js'],
  'src/client/client.ts': ['./answer.js'],
  'src/client/answer.ts': ['node:http'],
  'migrations/index.ts': ['typeorm'],
};

/** One violation each: the rule that must refuse it, the file that commits it, what that imports. */
const violations: readonly (readonly [rule: string, file: string, imports: readonly string[]])[] = [
  ['domain-is-pure', 'src/tasks/domain/with-sql.ts', ['pg']],
  ['domain-is-pure', 'src/tasks/domain/with-clock.ts', ['node:timers']],
  ['domain-is-pure', 'src/tasks/domain/with-lane.ts', ['../../ledger/lane.js']],
  ['domain-is-pure', 'src/tasks/domain/with-types-of-nest.ts', ['type typeorm']],
  ['commands-use-domain-and-ledger', 'src/tasks/commands/with-view.ts', ['../views/task-view.js']],
  [
    'commands-use-domain-and-ledger',
    'src/runs/commands/with-foreign-command.ts',
    ['../../tasks/commands/create-task.js'],
  ],
  ['lookups-use-domain-and-ledger', 'src/tasks/lookups/with-command.ts', ['../commands/create-task.js']],
  ['commands-open-no-connection', 'src/tasks/lookups/with-connection.ts', ['pg']],
  ['commands-open-no-connection', 'src/tasks/commands/with-connection.ts', ['pg']],
  ['views-use-domain-and-ledger', 'src/tasks/views/with-command.ts', ['../commands/create-task.js']],
  ['views-use-domain-and-ledger', 'src/tasks/views/with-http.ts', ['../../http/filter.js']],
  ['http-uses-commands-and-views', 'src/tasks/http/with-lane.ts', ['../../ledger/lane.js']],
  ['http-uses-commands-and-views', 'src/fronts/with-platform.ts', ['../platform/settings.js']],
  ['http-decides-nothing', 'src/tasks/http/with-rule.ts', ['../domain/task.js']],
  ['http-knows-no-sql', 'src/tasks/http/with-typeorm.ts', ['typeorm']],
  ['http-knows-no-sql', 'src/http/with-sql.ts', ['pg']],
  ['results-are-checked-alone', 'src/runs/results/with-lane.ts', ['../../ledger/lane.js']],
  ['results-are-checked-alone', 'src/runs/results/with-view.ts', ['../../tasks/views/task-view.js']],
  ['duties-know-no-http', 'src/tasks/duties/with-http.ts', ['../http/task.controller.js']],
  ['ledger-knows-no-context', 'src/ledger/with-task.ts', ['../tasks/domain/task.js']],
  ['platform-stands-alone', 'src/platform/with-ledger.ts', ['../ledger/lane.js']],
  ['shared-http-knows-no-context', 'src/http/with-view.ts', ['../tasks/views/task-view.js']],
  ['client-stands-alone', 'src/client/with-domain.ts', ['../tasks/domain/task.js']],
  ['migrations-stand-alone', 'migrations/with-ledger.ts', ['../src/ledger/event.js']],
  ['nobody-imports-the-entries', 'src/tasks/duties/with-entry.ts', ['../../app.module.js']],
  ['no-cycles', 'src/tasks/domain/chicken.ts', ['./egg.js']],
  ['no-orphans', 'src/tasks/domain/forgotten.ts', []],
  ['product-knows-no-tests', 'src/tasks/duties/with-test.ts', ['../../../test/fixture.js']],
  ['product-needs-no-dev-package', 'src/tasks/duties/with-dev-package.ts', ['jest']],
  ['no-unresolvable', 'src/tasks/duties/with-nothing.ts', ['./nowhere.js']],
];

/** What a violation above needs beside it; a cycle is blamed on the first of its members only. */
const accomplices: House = { 'src/tasks/domain/egg.ts': ['type ./chicken.js'] };

function writeHouse(root: string, house: House): void {
  const files: Record<string, string> = {
    'package.json': JSON.stringify({
      type: 'module',
      dependencies: { pg: '*', typeorm: '*' },
      devDependencies: { jest: '*' },
    }),
    'tsconfig.json': JSON.stringify({ compilerOptions: { module: 'nodenext', moduleResolution: 'nodenext' } }),
    'test/fixture.ts': 'export const fixture = 1;\n',
  };
  for (const name of ['pg', 'typeorm', 'jest']) {
    files[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: '1.0.0', main: 'index.js' });
    files[`node_modules/${name}/index.js`] = 'module.exports = {};\n';
  }
  for (const [path, imports] of Object.entries(house)) files[path] = moduleText(imports);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** `type x` stands for an import of types. */
function moduleText(imports: readonly string[]): string {
  const lines = imports.map((name, index) =>
    name.startsWith('type ')
      ? `import type * as part${index} from '${name.slice(5)}';\nexport type Part${index} = typeof part${index};`
      : `import * as part${index} from '${name}';\nexport const kept${index} = part${index};`,
  );
  return `${lines.join('\n')}\nexport const own = 1;\n`;
}

async function cruise(root: string): Promise<readonly Violation[]> {
  const options = ['--config', configuration, '--output-type', 'json', 'src', 'migrations'];
  const run = promisify(execFile)(process.execPath, [cruiser, ...options], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  const { stdout } = await run.catch((failure: unknown) => failure as { stdout: string });
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

describe('the import rules', () => {
  let folder: string;
  let foundInSound: readonly Violation[];
  let foundInBroken: readonly Violation[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'taskledger-import-rules-'));
    const [sound, broken] = [join(folder, 'sound'), join(folder, 'broken')];
    writeHouse(sound, soundHouse);
    const planted: House = Object.fromEntries(violations.map(([, file, imports]) => [file, imports]));
    writeHouse(broken, { ...soundHouse, ...accomplices, ...planted });
    [foundInSound, foundInBroken] = await Promise.all([cruise(sound), cruise(broken)]);
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('accept a house that keeps them', () => {
    expect(foundInSound).toEqual([]);
  });

  it.each(violations)('%s refuses %s importing %j', (rule, file) => {
    expect(foundInBroken).toContainEqual(
      expect.objectContaining({ from: file, rule: expect.objectContaining({ name: rule }) as unknown }),
    );
  });

  it('blame nobody else', () => {
    const planted = violations.map(([, file]) => file);
    expect(foundInBroken.map(({ from }) => from).filter((from) => !planted.includes(from))).toEqual([]);
  });
});
