import fc from 'fast-check';
import { findClaimToken, scrubClaimTokens, stripClaimTokens } from '../../../src/http/redaction/claim-token.js';
import type { Json } from '../../../src/ledger/event.js';

const credential = fc.constantFrom<[string, Json]>(
  ['claim_token', 'v'],
  [' Claim_Token\t', { deep: 1 }],
  ['CLAIM_TOKEN', null],
  ['note', 'see agh_claim_abc-DEF_1'],
);

/** JSON in which a credential is buried somewhere. */
const withCredential = fc
  .tuple(fc.jsonValue() as fc.Arbitrary<Json>, credential, fc.array(fc.boolean(), { maxLength: 5 }))
  .map(([around, [key, value], path]) =>
    path.reduce<Json>((inner, list) => (list ? [around, inner] : { around, inner }), { [key]: value }),
  );

describe('findClaimToken', () => {
  it('finds a buried credential and never says its value', () => {
    fc.assert(
      fc.property(withCredential, (json) => {
        const found = findClaimToken(json);
        expect(found).toBeDefined();
        expect(found).not.toContain('agh_claim_');
      }),
    );
  });

  it.each([{ claim_token_hash: 'sha256:1' }, { xclaim_token: 1 }, ['agh_claim_'], 'agh_claim_[REDACTED]', null, 5])(
    'lets %j pass',
    (json) => {
      expect(findClaimToken(json)).toBeUndefined();
    },
  );
});

describe('stripClaimTokens', () => {
  it('leaves nothing that would be found, and is idempotent', () => {
    fc.assert(
      fc.property(withCredential, (json) => {
        const stripped = stripClaimTokens(json);
        expect(findClaimToken(stripped)).toBeUndefined();
        expect(stripClaimTokens(stripped)).toBe(stripped);
      }),
    );
  });

  it('gives back the very same value when there is nothing to take out', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = value as Json;
        if (findClaimToken(json) === undefined) expect(stripClaimTokens(json)).toBe(json);
      }),
    );
  });

  it('keeps the other members, __proto__ among them', () => {
    const json = JSON.parse('{"__proto__":{"a":1},"claim_token":"x","b":[{"claim_token":1,"c":2}]}') as Json;
    expect(JSON.stringify(stripClaimTokens(json))).toBe('{"__proto__":{"a":1},"b":[{"c":2}]}');
  });
});

describe('scrubClaimTokens', () => {
  it('masks every token value', () => {
    expect(scrubClaimTokens('a agh_claim_x agh_claim_y_z. b')).toBe('a agh_claim_[REDACTED] agh_claim_[REDACTED]. b');
  });
});
