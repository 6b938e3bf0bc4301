import { TextField } from '../../http/parsing/fields/index.js';
import { applyAll } from '../../http/parsing/fields/options.js';
import type { TextFieldOptions } from '../../http/parsing/fields/text-field.js';
import { ValidateBy } from '../../http/parsing/rules.js';
import { rule } from '../../http/parsing/semantics.js';

const MAX_URL = 2_048;

/** Where messages are posted to, as far as its form goes. */
export function EndpointUrlField(options: Pick<TextFieldOptions, 'required' | 'blank'>): PropertyDecorator {
  const text = TextField({ ...options, max: MAX_URL, description: 'http or https, without user and password' });
  return (target, key) => {
    applyAll(target, key, [text, EndpointUrl()]);
  };
}

function EndpointUrl(): PropertyDecorator {
  const validate = (value: unknown): boolean => typeof value === 'string' && isEndpoint(value);
  return ValidateBy(
    { name: 'endpointUrl', validator: { validate } },
    rule('must be an http or https URL without user and password'),
  );
}

function isEndpoint(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}
