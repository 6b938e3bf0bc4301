/**
 * Property decorators for request body classes. Each one reads its member (JSON type, trimming, absence), puts the
 * class-validator rules of the specs on it and describes it for OpenAPI.
 */
export { BooleanField } from './boolean-field.js';
export { ChannelField } from './channel-field.js';
export { EnumField } from './enum-field.js';
export { IdField } from './id-field.js';
export { JsonField } from './json-field.js';
export { CapabilityListField, ObjectListField, StringListField } from './list-fields.js';
export { IntegerField, NumberField } from './number-fields.js';
export { ObjectField } from './object-field.js';
export { TextField } from './text-field.js';
export { TimestampField } from './timestamp-field.js';
