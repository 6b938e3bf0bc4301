import type { Json } from '../../../ledger/event.js';
import { findClaimToken } from '../../redaction/claim-token.js';
import { AnyJson } from '../../schemas/properties.js';
import { recordField } from '../field.js';
import { ValidateBy } from '../rules.js';
import { rule } from '../semantics.js';
import { isStorableJson } from '../storable.js';
import { applyAll, type FieldOptions, presence } from './options.js';

export interface JsonFieldOptions extends FieldOptions {
  /** Largest size in bytes of the JSON text that the service writes; more is 413. */
  readonly maxBytes: number;
  /** Whether `claim_token` members and raw token values are accepted. Default: false (`http.md` 7). */
  readonly claimTokens?: boolean;
}

/** Any JSON value; `null` counts as absent (`http.md` 3). */
export function JsonField(options: JsonFieldOptions): PropertyDecorator {
  return (target, key) => {
    recordField(target, { name: String(key), read: (raw) => raw });
    applyAll(target, key, [
      presence(options),
      MaxJsonBytes(options.maxBytes),
      StorableJson(),
      ...(options.claimTokens ? [] : [NoClaimToken()]),
      AnyJson({ optional: !options.required, description: options.description }),
    ]);
  };
}

function MaxJsonBytes(max: number): PropertyDecorator {
  const validate = (value: unknown) => Buffer.byteLength(JSON.stringify(value)) <= max;
  return ValidateBy(
    { name: 'maxJsonBytes', validator: { validate } },
    rule(`must be at most ${max} bytes of JSON`, 'payload_too_large'),
  );
}

function StorableJson(): PropertyDecorator {
  const validate = (value: unknown) => isStorableJson(value as Json);
  return ValidateBy(
    { name: 'storableJson', validator: { validate } },
    rule('must not contain NUL, unpaired surrogates or numbers out of range'),
  );
}

function NoClaimToken(): PropertyDecorator {
  const validate = (value: unknown) => !findClaimToken(value as Json);
  return ValidateBy(
    { name: 'noClaimToken', validator: { validate } },
    rule('must not contain raw lease credentials', 'raw_claim_token'),
  );
}
