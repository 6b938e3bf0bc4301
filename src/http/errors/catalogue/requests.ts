import type { CataloguePart } from '../catalogue-entry.js';

export const REQUEST_CODES = {
  malformed_body: {
    class: 'unparsable',
    title: 'The request body cannot be read',
    remedy: 'Send one JSON object in UTF-8 whose members have the documented JSON types.',
  },
  body_required: {
    class: 'unparsable',
    title: 'The request body is missing',
    remedy: 'Send a JSON object; `{}` where every member is optional.',
  },
  malformed_url: {
    class: 'unparsable',
    title: 'The address cannot be decoded',
    remedy: 'Percent-encode the path correctly.',
  },
  malformed_request: {
    class: 'unparsable',
    title: 'The request is not well-formed HTTP',
    remedy: 'Correct the request line, the headers or the length of the body.',
  },
  validation_failed: {
    class: 'validation',
    title: 'A value is missing or not allowed',
    remedy: 'Correct the member that the text names.',
  },
  invalid_query: {
    class: 'validation',
    title: 'A query parameter or header is not allowed',
    remedy: 'Correct the parameter that the text names, or leave it out.',
  },
  invalid_path_id: {
    class: 'validation',
    title: 'An id in the path is blank',
    remedy: 'Put the id into the path.',
  },
  raw_claim_token: {
    class: 'validation',
    title: 'Raw lease credentials are not allowed',
    remedy: 'Remove `claim_token` members and raw claim token values from the JSON.',
  },
  payload_too_large: {
    class: 'too_large',
    title: 'A JSON value is over its size',
    remedy: 'Shorten the member that the text names; keep large content elsewhere and send a reference.',
  },
  body_too_large: {
    class: 'too_large',
    title: 'The request body is over 4 MiB',
    remedy: 'Send less in one request.',
    prefix: '',
  },
  url_too_long: {
    class: 'url_too_long',
    title: 'The address is over 8,192 characters',
    remedy: 'Shorten the query.',
    prefix: '',
  },
  request_broken_off: {
    class: 'timed_out',
    title: 'The request did not arrive whole',
    remedy: 'Send the whole body, and send it within `REQUEST_TIMEOUT_SECONDS`.',
  },
  rate_limited: {
    class: 'rate_limited',
    title: 'The key is used too often',
    remedy: 'Wait for as many seconds as `Retry-After` says; raise `RATE_LIMIT_PER_SECOND` where that is too little.',
  },
  too_many_failed_authentications: {
    class: 'rate_limited',
    title: 'Too many keys from this address were not valid',
    remedy: 'Wait for as many seconds as `Retry-After` says, and send a valid key.',
  },
  precondition_failed: {
    class: 'precondition',
    title: 'The resource has changed since it was read',
    remedy: 'Read it again and repeat the change on what is there now.',
  },
  ledger_position_not_reached: {
    class: 'precondition',
    title: 'The log has not come to the position of `X-Ledger-At-Least`',
    remedy:
      'Repeat the query; if it stays so, the position is that of another ledger, or this one was set back since: leave ' +
      'the header out.',
  },
  route_not_found: {
    class: 'not_found',
    title: 'There is no such operation',
    remedy: 'Check method and path against `/docs`.',
  },
  origin_not_allowed: {
    class: 'forbidden',
    title: 'The page that sent the request is not allowed to',
    remedy: 'Call the service from its own origin or without a browser.',
    prefix: '',
  },
  host_not_allowed: {
    class: 'forbidden',
    title: 'Without keys the service answers to loopback names only',
    remedy: 'Use `localhost` or a loopback address as host, or run the service with AUTH=keys.',
    prefix: '',
  },
} as const satisfies CataloguePart;
