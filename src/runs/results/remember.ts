/** What was made for this key before, else what is made now; of `capacity` answers the least recently used goes first. */
export function remember<K, V>(made: Map<K, V>, capacity: number, key: K, make: () => V): V {
  const known = made.get(key);
  const value = known ?? make();
  if (known !== undefined) made.delete(key);
  made.set(key, value);
  const oldest = made.keys().next();
  if (made.size > capacity && oldest.done !== true) made.delete(oldest.value);
  return value;
}
