import { HealthRegistry } from '../../src/platform/health/health-registry.js';

describe('health', () => {
  it('is well when every part is', async () => {
    const health = new HealthRegistry();
    health.register('lane', () => Promise.resolve({ ok: true, detail: { queued: 0 } }));
    expect(await health.inspect()).toEqual({
      ok: true,
      checks: { service: { ok: true, detail: 'running' }, lane: { ok: true, detail: { queued: 0 } } },
    });
  });

  it('is not when one is not, or throws, and names it', async () => {
    const health = new HealthRegistry();
    health.register('lane', () => Promise.resolve({ ok: false, detail: 'stuck' }));
    health.register('database', () => Promise.reject(new Error('connect postgresql://u:p@h/d')));
    health.register('duties', () => {
      throw new Error('at once');
    });
    const { ok, checks } = await health.inspect();
    expect(ok).toBe(false);
    expect(checks).toMatchObject({
      lane: { ok: false, detail: 'stuck' },
      database: { ok: false, detail: 'failed' },
      duties: { ok: false, detail: 'failed' },
    });
  });

  it('does not wait for a part that does not answer', async () => {
    jest.useFakeTimers();
    try {
      const health = new HealthRegistry();
      health.register('database', () => new Promise(() => undefined));
      const inspected = health.inspect();
      await jest.advanceTimersByTimeAsync(2_000);
      expect((await inspected).checks.database).toEqual({ ok: false, detail: 'no answer within 2000 ms' });
    } finally {
      jest.useRealTimers();
    }
  });

  it('is not ready while the service stops', async () => {
    const health = new HealthRegistry();
    health.onModuleDestroy();
    expect(await health.inspect()).toMatchObject({ ok: false, checks: { service: { detail: 'stopping' } } });
  });

  it('refuses two parts of one name', () => {
    const health = new HealthRegistry();
    health.register('lane', () => Promise.resolve({ ok: true, detail: '' }));
    expect(() => health.register('lane', () => Promise.resolve({ ok: true, detail: '' }))).toThrow('lane');
  });
});
