import { Controller, Get, Module } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Agent, request } from 'node:http';
import { prepareDrain } from '../../src/platform/process/request-drain.js';

let release: () => void;
let begun: Promise<void>;
let begin: () => void;

@Controller()
class SlowController {
  @Get('slow')
  async slow(): Promise<string> {
    begin();
    await new Promise<void>((resolve) => (release = resolve));
    return 'finished';
  }

  @Get('quick')
  quick(): string {
    return 'finished';
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}

async function start(): Promise<{ app: NestFastifyApplication; stopListening: () => void; port: number }> {
  begun = new Promise((resolve) => (begin = resolve));
  const module = await Test.createTestingModule({ imports: [SlowModule] })

    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(
    new FastifyAdapter({ forceCloseConnections: true }),
    {
      logger: false,
    },
  );
  const stopListening = prepareDrain(app);
  await app.listen(0, '127.0.0.1');
  return { app, stopListening, port: Number(new URL(await app.getUrl()).port) };
}

function get(port: number, path: string, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, agent }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () => resolve(`${response.statusCode} ${body}`));
    });
    sent.on('error', reject).end();
  });
}

describe('stopping', () => {
  it('finishes the answer in hand and takes nothing new', async () => {
    const { app, stopListening, port } = await start();
    const inHand = get(port, '/slow');
    await begun;
    stopListening();
    const closed = app.close();
    await expect(get(port, '/quick')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    release();
    expect(await inHand).toBe('200 finished');
    await closed;
  });

  it('does not wait for idle connections', async () => {
    const { app, stopListening, port } = await start();
    const agent = new Agent({ keepAlive: true });
    expect(await get(port, '/quick', agent)).toBe('200 finished');
    stopListening();
    await app.close();
    agent.destroy();
  });
});
