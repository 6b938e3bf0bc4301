/** What `/metrics` of a service says, by the metric's name without `taskledger_` and its labels. */
export async function scrape(url: string): Promise<ReadonlyMap<string, number>> {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.status).toBe(200);
  const lines = (await answer.text()).matchAll(/^taskledger_(\S+) (\S+)$/gm);
  return new Map([...lines].map(([, sample = '', value = '']) => [sample, Number(value)]));
}

/** The samples of one metric by their labels. */
export function samplesOf(scraped: ReadonlyMap<string, number>, name: string): Record<string, number> {
  const samples = [...scraped].flatMap(([sample, value]) => {
    const [, metric, labels = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(sample) ?? [];
    return metric === name ? [[labels.replaceAll('"', ''), value] as const] : [];
  });
  return Object.fromEntries(samples);
}
