/**
 * What holds for every route whatever it does (`http.md` 1, 3, 4): read off the router, so that a new one is held to it
 * as well. Ids name nothing: what counts is what comes before anything is looked for.
 */
import { json } from 'node:stream/consumers';
import { MAX_DEPTH } from '../../src/http/parsing/json-body.js';
import { queryFields } from '../../src/http/parsing/query-field.js';
import { newAgent } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { ALL_FRONTS, everywhere, pathOf, takesNumbers } from './identity/support/route-path.js';
import { type OperationRoute, readRouteTable } from './identity/support/route-table.js';
import { sampleBody } from './identity/support/sample-body.js';

interface Call {
  readonly method?: string;
  /** What stands for every id of the path. */
  readonly id?: string;
  readonly query?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Status and error text of an answer. */
type Outcome = readonly [status: number, error: string | undefined];

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

let service: TestApp;
let routes: readonly OperationRoute[];
let agent: Readonly<Record<string, string>>;
/** Of somebody whom every front lets in. */
let key: Readonly<Record<string, string>>;

beforeAll(async () => {
  const [started, { operations }] = await Promise.all([startTestApp(), readRouteTable()]);
  service = started;
  // HEAD is answered by the handler of GET; its answers have no text to compare.
  routes = operations.filter(({ method }) => method !== 'HEAD');
  const { session } = await newAgent(service.api);
  const made = await service.api.post<{ key: { secret: string } }>('/api/keys', {
    ...{ label: 'a caller of fronts', role: 'admin', fronts: ALL_FRONTS },
  });
  key = everywhere(made.body.key.secret);
  agent = { 'x-agh-session-id': session.session_id, 'x-agh-agent': session.agent_name };
});

afterAll(() => service.close());

const nameOf = ({ method, url }: OperationRoute): string => `${method} ${url}`;
/** Paths are one where only the names of their ids differ. */
const shapeOf = (url: string): string => pathOf(url, () => ':');

async function call(route: OperationRoute, how: Call = {}): Promise<Outcome> {
  const { method = route.method, id = 'names-nothing', query = '', body, headers = {} } = how;
  const identity = route.operation.caller === 'agent' ? agent : route.operation.front === undefined ? {} : key;
  const answer = await service.app.inject({
    method: method as 'GET',
    url: pathOf(route.url, id) + query,
    headers: { ...identity, ...headers },
    // What is let in may stay open: of that the head says enough.
    payloadAsStream: true,
    ...(body === undefined ? {} : { payload: body }),
  });
  const { statusCode } = answer;
  if (statusCode >= 400) return [statusCode, ((await json(answer.stream())) as { error: string }).error];
  answer.raw.res.destroy();
  return [statusCode, undefined];
}

/** Every one of these calls of every route must come out as said; all that do not are shown at once. */
async function each(
  among: readonly OperationRoute[],
  calls: (route: OperationRoute) => readonly (readonly [what: string, call: Call, expected: number | Outcome])[],
): Promise<void> {
  expect(among.length).toBeGreaterThan(5);
  const wrong: unknown[] = [];
  for (const route of among) {
    for (const [what, made, expected] of calls(route)) {
      const outcome = await call(route, made);
      const right = typeof expected === 'number' ? outcome[0] === expected : sameAs(outcome, expected);
      if (!right) wrong.push([nameOf(route), what, outcome, expected]);
    }
  }
  expect(wrong).toEqual([]);
}

const sameAs = (outcome: Outcome, expected: Outcome): boolean => JSON.stringify(outcome) === JSON.stringify(expected);

/** How each route answers a call by which the others are measured. */
async function answersTo(among: readonly OperationRoute[], made: Call): Promise<(route: OperationRoute) => Outcome> {
  const answers = new Map<string, Outcome>();
  for (const route of among) answers.set(nameOf(route), await call(route, made));
  return (route) => answers.get(nameOf(route)) ?? [0, undefined];
}

describe('without keys', () => {
  it('a foreign host name and a foreign page are refused before anything else', async () => {
    const [host, origin] = [{ host: 'evil.example' }, { origin: 'http://evil.example' }];
    await each(routes, () => [
      ['host', { headers: host }, [403, 'host not allowed']],
      ['origin', { headers: origin, body: '{' }, [403, 'origin not allowed']],
      ['preflight', { method: 'OPTIONS', headers: origin }, [403, 'origin not allowed']],
    ]);
    for (const url of ['/health/live', '/health/ready', '/metrics', '/openapi.json', '/docs']) {
      for (const headers of [host, origin]) {
        const { statusCode } = await service.app.inject({ method: 'GET', url, headers });
        expect([url, headers, statusCode]).toEqual([url, headers, 403]);
      }
    }
  });
});

describe('a path', () => {
  it('answers OPTIONS with 204, and 404 to every method that it does not have', async () => {
    const methodsOf = (url: string): Set<string> =>
      new Set(routes.filter((other) => shapeOf(other.url) === shapeOf(url)).map(({ method }) => method));
    await each(routes, ({ url }) => [
      ['OPTIONS', { method: 'OPTIONS' }, 204],
      ...METHODS.filter((method) => !methodsOf(url).has(method)).map(
        (method) => [method, { method }, [404, 'not found']] as const,
      ),
    ]);
  });

  it('with a blank id, or one that cannot be, is of the validation class', async () => {
    // Where numbers alone are taken, what is none is another route, or none.
    const placed = routes.filter(({ parameters, url }) => parameters.length > 0 && !takesNumbers(url));
    await each(placed, ({ operation }) => {
      // Two fronts know no ids that may not be, only ids that name nothing (`http.md` 16).
      const status = operation.front === 'b' || operation.front === 'd' ? 404 : operation.validationStatus;
      return [
        ['blank', { id: '%20' }, status],
        ['NUL', { id: 'a%00' }, status],
        ['not decodable', { id: '%zz' }, 400],
      ];
    });
  });
});

/** The status of what cannot be read. */
const unreadable = ({ operation }: OperationRoute): number => (operation.front === undefined ? 400 : 422);

describe('a body', () => {
  it('that cannot be read is 400, and 422 of a front', async () => {
    const tooDeep = `{"a":${'['.repeat(MAX_DEPTH)}${']'.repeat(MAX_DEPTH)}}`;
    const bodies = ['{', '{"a":1} x', '{"a":1}{}', '[]', '"text"', '5', 'true', tooDeep, Buffer.from([0x7b, 0xff])];
    const reading = routes.filter(({ operation }) => operation.body !== undefined);
    await each(reading, (route) => bodies.map((body) => [String(body), { body }, unreadable(route)] as const));
  });

  it('that is empty is 400 where one is required, and {} where none is', async () => {
    const reading = routes.filter(({ operation }) => operation.body !== undefined);
    const toEmptyObject = await answersTo(reading, { body: '{}' });
    await each(reading, (route) => {
      const expected = route.operation.body?.required === true ? unreadable(route) : toEmptyObject(route);
      return ['', ' \n'].map((body) => [JSON.stringify(body), { body }, expected] as const);
    });
  });

  it('that is null, or has members that nobody knows or that are spelt in another case, is {}', async () => {
    const reading = routes.filter(({ operation }) => operation.body !== undefined);
    const toEmptyObject = await answersTo(reading, { body: '{}' });
    await each(reading, (route) => {
      const known = Object.entries(sampleBody(route.operation.id) ?? {});
      const shouted = Object.fromEntries(known.map(([name, value]) => [name.toUpperCase(), value as unknown]));
      const unknown = { nonsense: [{ deep: 1 }], created_by: { kind: 'daemon', ref: 'me' }, origin: 'cli' };
      const bodies = [JSON.stringify(unknown), JSON.stringify(shouted)];
      return [
        ['null', { body: 'null' }, route.operation.front === undefined ? toEmptyObject(route) : 422] as const,
        ...bodies.map((body) => [body, { body }, toEmptyObject(route)] as const),
      ];
    });
  });

  it('is not looked at where none is read', async () => {
    const silent = routes.filter(({ operation }) => operation.body === undefined);
    const withoutBody = await answersTo(silent, {});
    await each(silent, (route) => ['{', '[]', 'text'].map((body) => [body, { body }, withoutBody(route)] as const));
  });
});

describe('a query', () => {
  const BAD = {
    integer: ['abc', '1.5', '0x10', '9'.repeat(30)],
    boolean: ['yes', 'tRUE'],
    string: ['a%00'],
    array: ['no-such-word', ','],
  };

  it('that is not allowed is of the validation class', async () => {
    // One front takes any query, and reads what it can (`http.md` 13).
    const asking = routes.filter(({ operation }) => operation.query !== undefined && operation.front !== 'b');
    await each(asking, ({ operation }) =>
      (operation.query ? queryFields(operation.query) : []).flatMap(({ name, schema }) => {
        const below = schema.minimum === undefined ? [] : [String(schema.minimum - 1)];
        const values = [...BAD[schema.type], ...(schema.enum ? ['no-such-word'] : []), ...below];
        return values.map((value) => [name, { query: `?${name}=${value}` }, operation.validationStatus] as const);
      }),
    );
  });

  it('is left alone where it is blank, repeated after its first value, or unknown', async () => {
    const asking = routes.filter(({ operation }) => operation.query !== undefined);
    const plain = await answersTo(asking, {});
    await each(asking, (route) => [
      ['unknown', { query: '?nonsense=%20x&no_such=1' }, plain(route)],
      ...(route.operation.query ? queryFields(route.operation.query) : []).flatMap(({ name, schema }) => [
        ['blank', { query: `?${name}=%20` }, plain(route)] as const,
        // Of a list every value counts.
        ...(schema.type === 'array'
          ? [['repeated', { query: `?${name}=&${name}=%20` }, plain(route)] as const]
          : [['repeated', { query: `?${name}=&${name}=a%00` }, plain(route)] as const]),
      ]),
    ]);
  });
});
