/**
 * The least that a service like this is made of: the home's embedded Postgres, a pool as large as the service's with all its
 * connections open, and a Nest application on Fastify that answers nothing. The baseline of startup and memory.
 */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import pg from 'pg';
import { startEmbeddedServer } from '../../dist/src/platform/postgres/embedded-server.js';

const POOL = 8;

class Bare {}
Module({})(Bare);

const server = await startEmbeddedServer({ home: process.env.TASKLEDGER_HOME });
const pool = new pg.Pool({ connectionString: server.url('taskledger'), max: POOL });
// Said of idle connections when the server stops.
pool.on('error', () => undefined);
await Promise.all(Array.from({ length: POOL }, () => pool.query('SELECT 1')));
const app = await NestFactory.create(Bare, new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
process.once('SIGTERM', () => void stop());
process.stdout.write(`ready at ${await app.getUrl()}\n`);

async function stop() {
  await app.close();
  await pool.end();
  await server.stop();
  process.exit(0);
}
