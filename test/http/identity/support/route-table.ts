/**
 * Every route of the service as its router knows it, with what its handler declares: read off the application itself,
 * so that a new route is in it without anybody's doing.
 */
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../../../src/app.module.js';
import { createHttpAdapter } from '../../../../src/http/adapter.js';
import { type PathKinds, pathKindsOf } from '../../../../src/http/identity/resource-kinds.js';
import { serveOpenApi } from '../../../../src/http/openapi/serve.js';
import { OPERATION } from '../../../../src/http/operation/operation.decorator.js';
import type { Operation } from '../../../../src/http/operation/operation.js';
import { readSettings } from '../../../../src/platform/configuration/settings.js';
import type { PlatformOptions } from '../../../../src/platform/platform.module.js';

/** A route whose handler declares an operation. */
export interface OperationRoute {
  readonly method: string;
  /** The router's pattern, such as `/api/tasks/:id`. */
  readonly url: string;
  readonly operation: Operation;
  /** Parameters of the path, in order. */
  readonly parameters: readonly string[];
  /** What they name, as far as it is declared. */
  readonly kinds: PathKinds;
}

export interface RouteTable {
  readonly operations: readonly OperationRoute[];
  /** `METHOD url` of every route that is no operation. */
  readonly others: readonly string[];
}

type Handler = ((...values: never[]) => unknown) | undefined;

/** Reads the table without starting anything: no provider is made, no database is needed. */
export async function readRouteTable(): Promise<RouteTable> {
  const settings = { ...readSettings({}), secret: 'secret of the tests' };
  const database = { dataSource: {}, url: 'postgres://localhost/preview' } as PlatformOptions['database'];
  const adapter = createHttpAdapter(settings);
  const routes: { method: string; url: string }[] = [];
  adapter.getInstance().addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, url });
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.register({ settings, database }), adapter, {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  serveOpenApi(app);
  await app.init();
  const handlers = handlersOf(app);
  await app.close();
  const operations: OperationRoute[] = [];
  const others: string[] = [];
  for (const { method, url } of routes) {
    // The router answers HEAD with the handler of GET.
    const handler = handlers.get(`${method === 'HEAD' ? 'GET' : method} ${url}`);
    const operation = handler && (Reflect.getMetadata(OPERATION, handler) as Operation | undefined);
    if (!handler || !operation) others.push(`${method} ${url}`);
    else operations.push({ method, url, operation, parameters: parametersOf(url), kinds: pathKindsOf(handler) });
  }
  return { operations, others };
}

/** The handlers of all controllers by `METHOD url`. */
function handlersOf(app: NestFastifyApplication): Map<string, NonNullable<Handler>> {
  const handlers = new Map<string, NonNullable<Handler>>();
  for (const module of app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      const prototype = metatype?.prototype as Record<string, Handler> | undefined;
      for (const name of Object.getOwnPropertyNames(prototype ?? {})) {
        const handler = name === 'constructor' ? undefined : prototype?.[name];
        const method = handler && (Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined);
        if (!handler || !metatype || method === undefined) continue;
        const parts = [Reflect.getMetadata(PATH_METADATA, metatype), Reflect.getMetadata(PATH_METADATA, handler)];
        const url = parts.map((part) => String(part).replace(/^\/+|\/+$/g, '')).filter((part) => part !== '');
        handlers.set(`${RequestMethod[method]} /${url.join('/')}`, handler);
      }
    }
  }
  return handlers;
}

function parametersOf(url: string): string[] {
  return [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
}
