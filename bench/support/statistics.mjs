/** Small statistics over samples in ms. */

/** The value below which `share` (0..1) of the samples lie; 0 for none. */
export function percentile(samples, share) {
  if (samples.length === 0) return 0;
  const sorted = Float64Array.from(samples).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export function median(values) {
  return percentile(values, 0.5);
}

export function round(value, digits = 0) {
  return Number(value.toFixed(digits));
}
