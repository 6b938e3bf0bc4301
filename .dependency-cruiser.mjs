/**
 * Who may import whom: the table of rooms as rules. `npm run imports` runs them, and
 * test/architecture/import-rules.spec.ts sees each family of rules refuse a planted violation.
 */

/** A room of any context, such as src/tasks/domain/. */
const room = (names) => `^src/[^/]+/(${names})/`;
const packages = (names) => `(^|/)node_modules/(${names})/`;
const sql = packages('typeorm|pg|pg-[^/]+');
const ledgerTypes = '^src/ledger/(event|rejection|stream-type)\\.ts$';
/** Lists of words, such as all task statuses: data without rules. */
const vocabulary = '^src/[^/]+/domain/vocabulary\\.ts$';
const roots = '^src/(main|cli|app\\.module)\\.ts$';

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const rooms = [
  rule(
    'domain-is-pure',
    "Domain rules import other domain rules and the ledger's event types: no framework, SQL, clock, chance or environment.",
    { path: room('domain') },
    { pathNot: [room('domain'), ledgerTypes] },
  ),
  rule(
    'commands-use-domain-and-ledger',
    "A command handler reaches domain rules, checks of results, the lane's lookups, the ledger and commands of its own context.",
    { path: '^src/([^/]+)/commands/' },
    { path: '^(src|migrations)/', pathNot: [room('domain|lookups|results'), '^src/ledger/', '^src/$1/commands/'] },
  ),
  rule(
    'lookups-use-domain-and-ledger',
    "What the lane remembers beside streams is fed by events and the lane's own reads.",
    { path: room('lookups') },
    { path: '^(src|migrations)/', pathNot: [room('domain|lookups'), '^src/ledger/'] },
  ),
  rule(
    'commands-open-no-connection',
    "A command reads and writes on the lane's connection, through its unit of work.",
    { path: room('commands|lookups') },
    { path: sql, dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'views-use-domain-and-ledger',
    'A view reads domain types, the ledger and other views; it never runs a command or knows of HTTP.',
    { path: room('views') },
    { path: '^(src|migrations)/', pathNot: [room('domain|views'), '^src/ledger/'] },
  ),
  rule(
    'http-uses-commands-and-views',
    'A controller reaches commands, views and what all controllers share; SQL, engine and platform stay behind those. ' +
      'The module of a front names the modules that it is built on.',
    { path: [room('http'), '^src/fronts/'], pathNot: ['^src/http/', '^src/fronts/.+\\.module\\.ts$'] },
    {
      path: '^(src|migrations)/',
      pathNot: [room('commands|views|http|domain|results'), '^src/http/', '^src/fronts/', ledgerTypes],
      dependencyTypesNot: ['type-only'],
    },
  ),
  rule(
    'http-decides-nothing',
    'Domain rules are run by commands and views; a controller may name their types, and the words of the vocabulary.',
    { path: [room('http'), '^src/fronts/'], pathNot: '^src/http/' },
    { path: room('domain'), pathNot: vocabulary, dependencyTypesNot: ['type-only'] },
  ),
  rule(
    'http-knows-no-sql',
    'Controllers and what they share ask the query bus.',
    { path: [room('http'), '^src/(http|fronts)/'] },
    { path: sql },
  ),
  rule(
    'results-are-checked-alone',
    'What results are checked with reads nothing and writes nothing: it runs in threads that have no connection.',
    { path: room('results') },
    {
      path: '^(src|migrations)/',
      pathNot: [room('results|domain'), ledgerTypes, '^src/ledger/canonical-json\\.ts$', '^src/platform/redaction/'],
    },
  ),
  rule(
    'duties-know-no-http',
    'Background work runs without a request.',
    { path: room('duties') },
    { path: ['^src/[^/]+/http/', '^src/(http|fronts|client|cli)/'] },
  ),
];

const contexts = [
  rule(
    'ledger-knows-no-context',
    'The engine knows nothing of tasks: it builds on the platform alone.',
    { path: '^src/ledger/' },
    { path: '^(src|migrations)/', pathNot: '^src/(ledger|platform)/' },
  ),
  rule(
    'platform-stands-alone',
    'The platform imports nothing of ours, but for the migrations and the start of the service, which join everything.',
    { path: '^src/platform/', pathNot: '^src/platform/process/' },
    { path: '^(src|migrations)/', pathNot: ['^src/platform/', '^migrations/index\\.ts$'] },
  ),
  rule(
    'shared-http-knows-no-context',
    'What all controllers share knows the words of the domain, not the contexts that use it.',
    { path: '^src/http/' },
    {
      path: '^(src|migrations)/',
      pathNot: ['^src/(http|platform)/', ledgerTypes, vocabulary, '^src/app\\.module\\.ts$'],
    },
  ),
  rule(
    'client-stands-alone',
    'The client is for programs outside this service.',
    { path: '^src/client/' },
    { path: '^(src|migrations)/', pathNot: '^src/client/' },
  ),
  rule(
    'migrations-stand-alone',
    'A migration never changes, so it cannot depend on code that does.',
    { path: '^migrations/' },
    { path: '^src/' },
  ),
  rule(
    'nobody-imports-the-entries',
    'The top of the house is imported only by what starts it.',
    { path: '^src/', pathNot: [roots, '^src/(cli|demo|platform/process|http/openapi)/'] },
    { path: roots },
  ),
];

const everywhere = [
  rule('no-cycles', 'Modules that import each other cannot be read one at a time.', {}, { circular: true }),
  rule(
    'no-orphans',
    'A module that nothing imports and that imports nothing is dead.',
    { orphan: true, path: '^src/', pathNot: [roots, '\\.d\\.ts$'] },
    {},
  ),
  rule(
    'product-knows-no-tests',
    'What ships does not import what checks it.',
    { path: '^(src|migrations)/' },
    { path: '^(test|bench|scripts)/' },
  ),
  rule(
    'product-needs-no-dev-package',
    'What ships runs on the packages that ship with it.',
    { path: '^(src|migrations)/' },
    { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
  ),
  rule('no-unresolvable', 'An import has to lead somewhere.', {}, { couldNotResolve: true, pathNot: '/dist/' }),
];

export default {
  forbidden: [...rooms, ...contexts, ...everywhere],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types count as well: they tie modules together just the same for a reader.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'types'] },
  },
};
