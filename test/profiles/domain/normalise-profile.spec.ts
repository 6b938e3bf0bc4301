import fc from 'fast-check';
import { Rejection } from '../../../src/ledger/rejection.js';
import { normaliseProfile } from '../../../src/profiles/domain/normalise-profile.js';
import type { ProfileAllowance, ProfileDraft } from '../../../src/profiles/domain/profile-draft.js';
import {
  DEFAULT_EXECUTION_PROFILE,
  type ExecutionProfileDocument,
} from '../../../src/tasks/domain/execution-profile.js';

const ALL: ProfileAllowance = { providerOverride: true, sandboxNone: true, sandboxRef: true };
const LONG = 'é'.repeat(64);

function normal(draft: ProfileDraft, allowed = ALL): ExecutionProfileDocument {
  const profile = normaliseProfile(draft, allowed);
  if (profile instanceof Rejection) throw profile;
  return profile;
}

function problem(draft: ProfileDraft, allowed = ALL): string {
  const refusal = normaliseProfile(draft, allowed);
  expect(refusal).toBeInstanceOf(Rejection);
  expect(refusal).toMatchObject({ code: 'validation_failed' });
  return (refusal as Rejection).message;
}

describe('a profile in its normal form', () => {
  it('is the default where nothing is said, or nothing but blanks', () => {
    expect(normal({})).toStrictEqual(DEFAULT_EXECUTION_PROFILE);
    const blank = {
      coordinator: { mode: ' ', agent_name: '', guidance: '\n' },
      worker: { mode: '', allowed_agent_names: ['', ' '], required_capabilities: [] },
      review: { agent_name: ' ', allowed_peer_ids: [' '] },
      sandbox: { mode: ' ', sandbox_ref: '\t' },
      runtime: { mode: '' },
    };
    expect(normal(blank)).toStrictEqual(DEFAULT_EXECUTION_PROFILE);
  });

  it('has modes in lower case, texts trimmed, lists trimmed, without repetitions and sorted', () => {
    const profile = normal({
      coordinator: { mode: ' GUIDED ', guidance: '  go on  ' },
      worker: { mode: 'Select', agent_name: ' ada ', allowed_agent_names: ['bob', ' ada', 'bob ', ''] },
      participants: { preferred_channel_ids: ['b', 'a', 'b'], required_capabilities: ['ts', ' sql'] },
      sandbox: { mode: 'REF', sandbox_ref: ' box ' },
      runtime: { mode: 'Evidence' },
    });
    expect(profile).toStrictEqual({
      coordinator: { mode: 'guided', guidance: 'go on' },
      worker: { mode: 'select', agent_name: 'ada', allowed_agent_names: ['ada', 'bob'] },
      review: {},
      participants: { preferred_channel_ids: ['a', 'b'], required_capabilities: ['sql', 'ts'] },
      sandbox: { mode: 'ref', sandbox_ref: 'box' },
      runtime: { mode: 'evidence' },
    });
  });

  const name = fc.stringMatching(/^[a-cA-C]{1,3}$/);
  const padded = fc
    .tuple(fc.constantFrom('', ' ', '\n'), name, fc.constantFrom('', ' '))
    .map((parts) => parts.join(''));
  const list = fc.array(fc.oneof(padded, fc.constantFrom('', ' ')), { maxLength: 6 });
  const wording = (words: string[]) => fc.constantFrom('', ...words, ...words.map((word) => ` ${word.toUpperCase()} `));
  const selectors = {
    allowed_agent_names: list,
    allowed_peer_ids: list,
    preferred_channel_ids: list,
    required_capabilities: list,
    preferred_capabilities: list,
  };
  const drafts: fc.Arbitrary<ProfileDraft> = fc.record(
    {
      coordinator: fc.record({ mode: wording(['inherit', 'guided']), guidance: padded, provider: padded }),
      worker: fc.record({ mode: wording(['inherit', 'select']), model: padded, allowed_agent_names: list }),
      review: fc.record({ ...selectors, model: padded }),
      participants: fc.record(selectors),
      sandbox: fc.record({ mode: wording(['inherit', 'none']) }),
      runtime: fc.record({ mode: wording(['default', 'evidence']) }),
    },
    { requiredKeys: [] },
  );

  it('stays as it is when it is brought into it again', () => {
    fc.assert(fc.property(drafts, (draft) => expect(normal(normal(draft))).toStrictEqual(normal(draft))));
  });

  it('does not depend on the order and the repetition of list items', () => {
    const shuffled = fc.array(name, { maxLength: 6 }).chain((names) =>
      fc.record({
        names: fc.constant(names),
        others: fc.shuffledSubarray([...names, ...names], { minLength: names.length * 2 }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ names, others }) => {
        const of = (allowed_peer_ids: string[]) => normal({ participants: { allowed_peer_ids } });
        expect(of(others)).toStrictEqual(of(names));
      }),
    );
  });
});

describe('a profile is refused', () => {
  const NAMES = 'has an item that must';
  it.each<[string, ProfileDraft, string]>([
    [
      'an unknown coordinator mode',
      { coordinator: { mode: 'lead' } },
      'coordinator.mode must be one of inherit, guided',
    ],
    ['an unknown worker mode', { worker: { mode: 'any' } }, 'worker.mode must be one of inherit, select'],
    ['an unknown sandbox mode', { sandbox: { mode: 'box' } }, 'sandbox.mode must be one of inherit, none, ref'],
    ['an unknown runtime mode', { runtime: { mode: 'fast' } }, 'runtime.mode must be one of default, evidence'],
    [
      'long guidance',
      { coordinator: { guidance: 'g'.repeat(8193) } },
      'coordinator.guidance must be at most 8192 bytes',
    ],
    ['a long provider', { coordinator: { provider: `${LONG}x` } }, 'coordinator.provider must be at most 128 bytes'],
    ['a model with a tab', { worker: { model: 'a\tb' } }, 'worker.model must not contain tabs'],
    ['a provider with a line break', { review: { provider: 'a\rb' } }, 'review.provider must not contain tabs'],
    ['a long reviewer', { review: { agent_name: `${LONG}x` } }, 'review.agent_name must be at most 128 bytes'],
    ['a reviewer with a line break', { review: { agent_name: 'a\nb' } }, 'review.agent_name must not contain tabs'],
    [
      'a worker that it does not allow',
      { worker: { agent_name: 'Ada', allowed_agent_names: ['ada'] } },
      'worker.agent_name must be one of worker.allowed_agent_names',
    ],
    [
      'a reviewer that it does not allow',
      { review: { agent_name: 'bob', allowed_agent_names: ['ada'] } },
      'review.agent_name must be one of review.allowed_agent_names',
    ],
    [
      'a long name',
      { worker: { allowed_agent_names: ['a', `${LONG}x`] } },
      `worker.allowed_agent_names ${NAMES} be at most`,
    ],
    [
      'a peer with a tab',
      { review: { preferred_peer_ids: ['a\tb'] } },
      `review.preferred_peer_ids ${NAMES} not contain`,
    ],
    [
      'a channel with a line break',
      { participants: { allowed_channel_ids: ['a\nb'] } },
      `participants.allowed_channel_ids ${NAMES} not contain tabs`,
    ],
    [
      'a capability with a space',
      { worker: { required_capabilities: ['a b'] } },
      `worker.required_capabilities ${NAMES} not contain whitespace and commas`,
    ],
    [
      'a capability with a comma',
      { review: { preferred_capabilities: ['a,b'] } },
      `review.preferred_capabilities ${NAMES} not contain whitespace`,
    ],
    [
      'a long capability',
      { participants: { required_capabilities: [`${LONG}x`] } },
      `participants.required_capabilities ${NAMES} be at most 128 bytes`,
    ],
    ['ref without a sandbox', { sandbox: { mode: 'ref' } }, 'sandbox.sandbox_ref is required in mode ref'],
    [
      'a long sandbox',
      { sandbox: { mode: 'ref', sandbox_ref: `${LONG}x` } },
      'sandbox.sandbox_ref must be at most 128',
    ],
    [
      'a sandbox in mode none',
      { sandbox: { mode: 'none', sandbox_ref: 'a' } },
      'sandbox_ref must be empty in mode none',
    ],
    ['a sandbox by default', { sandbox: { sandbox_ref: 'a' } }, 'sandbox.sandbox_ref must be empty in mode inherit'],
  ])('for %s', (_, draft, words) => {
    expect(problem(draft)).toContain(
      `set_task_execution_profile.${words.startsWith('sandbox_ref') ? 'sandbox.' : ''}${words}`,
    );
  });

  it('with what is wrong first', () => {
    expect(problem({ runtime: { mode: 'x' }, coordinator: { mode: 'x' } })).toContain('.coordinator.mode');
  });

  it('for a provider and a model where the operator forbids them, and for nothing else of the section', () => {
    const allowed = { ...ALL, providerOverride: false };
    for (const section of ['coordinator', 'worker', 'review']) {
      expect(problem({ [section]: { provider: 'p' } }, allowed)).toContain(`${section}.provider is not allowed`);
      expect(problem({ [section]: { model: 'm' } }, allowed)).toContain(`${section}.model is not allowed`);
      expect(normal({ [section]: { agent_name: 'ada', provider: ' ' } }, allowed)).toMatchObject({
        [section]: { agent_name: 'ada' },
      });
    }
  });

  it('for a sandbox mode that the operator forbids', () => {
    const none = { sandbox: { mode: 'none' } };
    const ref = { sandbox: { mode: 'ref', sandbox_ref: 'a' } };
    expect(problem(none, { ...ALL, sandboxNone: false })).toContain('sandbox.mode none is not allowed');
    expect(problem(ref, { ...ALL, sandboxRef: false })).toContain('sandbox.mode ref is not allowed');
    expect(normal(ref, { ...ALL, sandboxNone: false }).sandbox).toStrictEqual({ mode: 'ref', sandbox_ref: 'a' });
    expect(normal(none, { ...ALL, sandboxRef: false }).sandbox).toStrictEqual({ mode: 'none' });
  });

  it('not for what is just short enough', () => {
    const names = [LONG];
    normal({
      coordinator: { guidance: 'é'.repeat(4096), provider: LONG, model: LONG },
      worker: { allowed_agent_names: names, required_capabilities: names },
      review: { agent_name: LONG, allowed_channel_ids: ['with spaces, and commas'] },
      sandbox: { mode: 'ref', sandbox_ref: LONG },
    });
  });
});
