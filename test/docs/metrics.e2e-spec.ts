/** docs/metrics.md has every metric of the service as it is exported; alerts and dashboard ask for no other. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { startTestApp } from '../support/test-app.js';
import { balanced, labelsAsked, metricsIn, metricOf } from './support/expressions.js';

interface Metric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

interface Exported {
  readonly name: string;
  readonly help: string;
  readonly type: string;
}

const ROW = /^\| `(taskledger_\w+)` \| (\w+)(?:, ledger)? \|(.*?)\| (.+) \|$/gm;
const page = readFileSync('docs/metrics.md', 'utf8');
const documented = [...page.matchAll(ROW)].map(([, name = '', type = '', labels = '']): Metric => {
  return { name, type, labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label) };
});
const labelsOf = new Map(documented.map(({ name, labels }) => [name, labels]));

interface Alerts {
  readonly groups: readonly {
    readonly name: string;
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly labels: { readonly severity: string };
      readonly annotations: { readonly summary: string };
    }[];
  }[];
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const alerts = (parse(readFileSync('docs/alerts.yaml', 'utf8')) as Alerts).groups.flatMap(({ rules }) => rules);
const dashboard = JSON.parse(readFileSync('docs/grafana-dashboard.json', 'utf8')) as { readonly panels: Panel[] };
const targets = dashboard.panels.flatMap((panel) => panel.targets ?? []);

let exported: Exported[];

beforeAll(async () => {
  const service = await startTestApp();
  try {
    const text = await (await fetch(`${service.url}/metrics`)).text();
    exported = [...text.matchAll(/^# HELP (taskledger_\w+) (.+)\n# TYPE \1 (\w+)$/gm)].map(
      ([, name = '', help = '', type = '']) => ({ name, help, type }),
    );
  } finally {
    await service.close();
  }
});

test('it names every metric with its type, and no other', () => {
  const names = ({ name, type }: { name: string; type: string }) => `${name} ${type}`;
  expect(documented.map(names).sort()).toEqual(exported.map(names).sort());
  expect(documented.length).toBeGreaterThan(20);
});

const asking = [
  ...alerts.map(({ alert, expr }) => [`alert ${alert}`, expr] as const),
  ...targets.map(({ expr }) => ['dashboard', expr] as const),
];

test.each(asking)('%s asks for what there is: %s', (_who, expr) => {
  const metrics = metricsIn(expr);
  expect(metrics).not.toEqual([]);
  for (const name of metrics) expect([name, labelsOf.has(metricOf(name, documented))]).toEqual([name, true]);
  const known = new Set([
    'le',
    'instance',
    ...metrics.flatMap((name) => labelsOf.get(metricOf(name, documented)) ?? []),
  ]);
  expect(labelsAsked(expr).filter((label) => !known.has(label))).toEqual([]);
  expect(balanced(expr)).toBe(true);
});

test('every metric that is worth a look is on the dashboard', () => {
  const shown = new Set(targets.flatMap(({ expr }) => metricsIn(expr)).map((name) => metricOf(name, documented)));
  expect(documented.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
});

test('alerts and panels have names of their own, and say what they are', () => {
  const names = alerts.map(({ alert }) => alert);
  expect(new Set(names).size).toBe(names.length);
  for (const { labels, annotations } of alerts) {
    expect(['warning', 'critical']).toContain(labels.severity);
    expect(annotations.summary).not.toBe('');
  }
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('legends and annotations name labels that their expressions keep', () => {
  for (const { expr, legendFormat } of targets) {
    const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
    const kept = new Set([...labelsAsked(expr), 'instance']);
    expect([expr, named.filter((label) => !kept.has(label ?? ''))]).toEqual([expr, []]);
  }
  for (const { alert, expr, annotations } of alerts) {
    const named = [...JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)].map(([, label]) => label);
    expect([alert, named.filter((label) => !labelsAsked(expr).includes(label ?? ''))]).toEqual([alert, []]);
  }
});

test('the operating guide leads there', () => {
  const guide = readFileSync('docs/operating.md', 'utf8');
  for (const file of ['metrics.md', 'alerts.yaml', 'grafana-dashboard.json']) expect(guide).toContain(`(${file})`);
});
