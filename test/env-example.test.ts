import { expect } from 'chai'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environment } from '../server/lib/config.js'
import { envExample } from '../server/lib/env-example.js'
import { root, textOf } from './support/sources.js'

describe('.env.example', () => {
  it('names every variable that is read, with its default and what it is for (UPDATE=1 writes it anew)', () => {
    const expected = envExample(environment.shape)
    if (process.env['UPDATE'] === '1') writeFileSync(join(root, '.env.example'), expected)
    expect(textOf('.env.example')).to.equal(expected)
  })

  it('describes every variable', () => {
    const silent = Object.entries(environment.shape).filter(([, type]) => !type.description)
    expect(silent.map(([name]) => name)).to.deep.equal([])
  })
})
