import { expect } from 'chai'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { commandNames } from '../server/commands/table.js'
import { root, textOf } from './support/sources.js'

describe('The documents', () => {
  const documents = ['README.md', 'ARCHITECTURE.md', 'STYLE.md']

  it('name only npm scripts and redress commands that there are', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
    const text = documents.map(textOf).join('\n')
    const named = (pattern: RegExp): string[] => [
      ...new Set([...text.matchAll(pattern)].map(([, name]) => name ?? '')),
    ]
    const run = named(/npm run (?:-s )?([a-z:-]+)/g)
    const commands = named(/npx redress ([a-z-]+)/g)
    expect(run, 'the README shows scripts').to.include('dev')
    expect(commands, 'the README shows commands').to.include('demo')
    expect(run.filter((name) => !(name in scripts))).to.deep.equal([])
    expect(commands.filter((name) => !commandNames.includes(name))).to.deep.equal([])
  })

  it('show every command and every script in the README', () => {
    const readme = textOf('README.md')
    expect(commandNames.filter((name) => !readme.includes(`npx redress ${name}`))).to.deep.equal([])
    for (const name of [
      'npm ci && npm start',
      'npm test',
      'npm run dev',
      'npm run lint',
      'npm run bench',
      'npm run faults',
    ])
      expect(readme).to.include(name)
  })

  it('name only files and tests that are there', () => {
    const named = documents.flatMap((document) =>
      [...textOf(document).matchAll(/`((?:server|channels|jobs|views|test|bin|\.ci)\/[\w./-]+)`/g)].map(
        ([, path]) => path ?? '',
      ),
    )
    expect(named).to.include('server/lib/clock.ts')
    expect(named.filter((path) => !existsSync(join(root, path)))).to.deep.equal([])
  })
})
