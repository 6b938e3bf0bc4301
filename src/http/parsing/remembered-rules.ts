import { getMetadataStorage } from './rules.js';

type Storage = ReturnType<typeof getMetadataStorage>;
type Rules = ReturnType<Storage['getTargetValidationMetadatas']>;

/**
 * Makes class-validator remember the rules of a class. It looks through those of every class there is for each body, a
 * twentieth of what a small request costs; classes get no more rules once they are declared.
 */
export function rememberRules(): void {
  const storage = getMetadataStorage();
  const find = storage.getTargetValidationMetadatas.bind(storage);
  const known = new WeakMap<object, Rules>();
  storage.getTargetValidationMetadatas = (type, schema, always, strictGroups, groups) => {
    // Bodies are checked without groups, and rules are put on classes alone: only the class makes a difference.
    if (always || strictGroups || groups) return find(type, schema, always, strictGroups, groups);
    const rules = known.get(type) ?? find(type, schema, always, strictGroups);
    known.set(type, rules);
    return rules;
  };
}
