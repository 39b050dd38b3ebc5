import { expect } from 'chai'
import { useApp } from '../../support/app.js'
import { makeClient } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { apiRoutes } from '../../../server/http/api/routes.js'

interface Layer {
  route?: { path: string; methods: Record<string, boolean> }
  handle: { stack?: Layer[] }
}

describe('the description of the API', () => {
  useDatabase()
  const app = useApp()
  const read = async () => (await makeClient(app().url).get<Document>('/api/v1/openapi.json')).body
  interface Document {
    openapi: string
    paths: Record<
      string,
      Record<string, { summary: string; parameters?: object[]; requestBody?: object; responses: object }>
    >
  }

  it('names every route that express answers, and no other', async () => {
    const { openapi, paths } = await read()
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    const router = (app().app as unknown as { router: { stack: Layer[] } }).router
    const mounted = apiLayers(router.stack).map((name) => name.replace(/:(\w+)/g, '{$1}'))
    expect(openapi).to.equal('3.1.0')
    expect(mounted.length).to.be.greaterThan(50)
    expect(described.sort()).to.deep.equal(mounted.sort())
  })

  it('tells of each route what it takes and what it answers', async () => {
    const { paths } = await read()
    for (const route of apiRoutes) {
      const described = paths[route.path.replace(/:(\w+)/g, '{$1}')]![route.method]!
      expect(described.summary).to.equal(route.summary)
      expect(Object.keys(described.responses)).to.include.members([
        ...Object.keys(route.responses),
        'default',
      ])
      expect(described.requestBody !== undefined, route.path).to.equal(
        route.body !== undefined || route.consumes !== undefined,
      )
      if (route.path.includes(':')) expect(described.parameters).to.not.equal(undefined)
    }
  })
})

/** The routes of the one router that has the API's. */
function apiLayers(stack: Layer[]): string[] {
  const names = (layers: Layer[]) =>
    layers.flatMap(({ route }) =>
      route ? Object.keys(route.methods).map((method) => `${method} ${route.path}`) : [],
    )
  for (const { handle } of stack) {
    const found = names(handle.stack ?? [])
    if (found.includes('get /openapi.json')) return found
  }
  throw new Error('the API is not mounted')
}
