import {
  OpenApiGeneratorV31,
  OpenAPIRegistry,
  type ResponseConfig,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi'
import type { ZodObject } from 'zod'
import { version } from '../version.js'
import type { AnyRoute, Permission } from './route.js'
import { errorAnswer } from './schemas.js'

let made: { base: string; document: Record<string, unknown> } | undefined

/** The OpenAPI 3.1 description of these routes, from the very schemas that check them; made once. */
export function openApiDocument(routes: readonly AnyRoute[], base: string): Record<string, unknown> {
  if (made?.base !== base) made = { base, document: generate(routes, base) }
  return made.document
}

function generate(routes: readonly AnyRoute[], base: string): Record<string, unknown> {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' })
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'redress.sid',
  })
  for (const route of routes) registry.registerPath(pathOf(route))
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'Redress', version, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: `${base}/api/v1` }],
  })
  return { ...document }
}

/** `:name` is express' word for what OpenAPI writes `{name}`. */
export function openApiPath(path: string): string {
  return path.replace(/:(\w+)/g, '{$1}')
}

function pathOf(route: AnyRoute): RouteConfig {
  return {
    method: route.method,
    path: openApiPath(route.path),
    summary: route.summary,
    tags: [route.path.split('/')[1] ?? ''],
    ...(route.permission === 'anyone'
      ? {}
      : { security: [{ token: [] }, { session: [] }], description: rightOf(route.permission) }),
    request: {
      ...(route.params ? { params: route.params as ZodObject } : {}),
      ...(route.query ? { query: route.query as ZodObject } : {}),
      ...bodyOf(route),
    },
    responses: {
      ...answersOf(route),
      default: { description: 'What was wrong', content: { 'application/json': { schema: errorAnswer } } },
    },
  }
}

function bodyOf(route: AnyRoute): Pick<NonNullable<RouteConfig['request']>, 'body'> {
  if (route.body) return { body: { required: true, content: { 'application/json': { schema: route.body } } } }
  if (!route.consumes) return {}
  const files = { type: 'array' as const, items: { type: 'string' as const, format: 'binary' } }
  return {
    body: {
      required: true,
      content: { [route.consumes]: { schema: { type: 'object', properties: { files } } } },
    },
  }
}

function answersOf(route: AnyRoute): Record<string, ResponseConfig> {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, schema]) => [
      status,
      schema
        ? { description: 'Done', content: { 'application/json': { schema } } }
        : { description: 'Done; no JSON is answered' },
    ]),
  )
}

function rightOf(permission: Permission): string {
  if (typeof permission === 'string') return 'Any signed-in user.'
  const rights = Object.entries(permission).map(([kind, verb]) =>
    kind === 'area' ? `the right \`${verb}\`` : `the right \`${verb}\` on the ticket`,
  )
  return `Needs ${rights.join(' and ')}.`
}
