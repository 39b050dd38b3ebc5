import { expect } from 'chai'
import { spawnSync } from 'node:child_process'
import { runCommand } from '../../../server/commands/run.js'
import { commandNames } from '../../../server/commands/table.js'
import { token } from '../../../server/commands/token.js'
import { Invalid, NotFound } from '../../../server/lib/errors.js'
import { system } from '../../../server/models/actor.js'
import * as apiTokens from '../../../server/models/api-tokens/index.js'
import { ApiToken } from '../../../server/models/api-tokens/index.js'
import * as users from '../../../server/models/users/index.js'
import { useDatabase } from '../../support/database.js'
import { makeInstance, recordIo } from '../../support/instance.js'
import { root } from '../../support/sources.js'

const invitation = { email: 'mehmet@magaza.example', name: 'Mehmet', role: 'agent', locale: 'tr', timeZone: 'Europe/Istanbul' } as const // prettier-ignore

describe('redress token', () => {
  useDatabase()

  async function run(...args: string[]) {
    const instance = makeInstance()
    const io = recordIo()
    try {
      return { status: await token(args, io, instance), io }
    } finally {
      await instance.stop()
    }
  }

  it('makes a token that works, shows it once and keeps only its hash', async () => {
    const { user, token: invited } = await users.invite(invitation, { actor: system })
    await users.acceptInvitation(invited, { password: 'uzun-bir-parola' })
    const { status, io } = await run('create', '--user', 'Mehmet@magaza.example', '--name', 'rapor')
    expect(status).to.equal(0)
    const secret = io.lines[0]?.['token'] as string
    expect(await apiTokens.findBySecret(secret)).to.include({ name: 'rapor' })
    expect((await apiTokens.findBySecret(secret))?.user.equals(user._id)).to.equal(true)
    expect(JSON.stringify(await ApiToken.find().lean())).to.not.include(secret)
  })

  it('makes none for who is unknown or has not answered the invitation', async () => {
    await users.invite(invitation, { actor: system })
    expect(
      await run('create', '--user', 'yok@magaza.example', '--name', 'x').catch((e: unknown) => e),
    ).to.be.instanceOf(NotFound)
    expect(
      await run('create', '--user', invitation.email, '--name', 'x').catch((e: unknown) => e),
    ).to.be.instanceOf(Invalid)
    expect(await ApiToken.countDocuments()).to.equal(0)
  })

  it('says how it is used when something is missing', async () => {
    for (const args of [
      [],
      ['create'],
      ['create', '--user', 'a@b.example'],
      ['make', '--user', 'a', '--name', 'b'],
      ['create', '--odd'],
    ]) {
      const { status, io } = await run(...args)
      expect(status, args.join(' ')).to.equal(2)
      expect(io.said).to.include('npx redress token create')
    }
  })
})

describe('redress', () => {
  it('shows every command in both languages, and in neither a text that is missing', async () => {
    for (const locale of ['tr', 'en']) {
      const io = recordIo()
      expect(await runCommand([], io, { DEFAULT_LOCALE: locale })).to.equal(0)
      for (const name of commandNames) expect(io.said).to.include(`  ${name} `)
      expect(io.said).to.not.include('cli.')
    }
  })

  it('ends with status 2 for a command that is not there, also for names that every object has', async () => {
    for (const name of ['frob', 'constructor', '__proto__']) {
      const io = recordIo()
      expect(await runCommand([name], io, { DEFAULT_LOCALE: 'en' })).to.equal(2)
      expect(io.said).to.include(`"${name}"`)
      expect(io.lines).to.deep.equal([])
    }
  })

  it('names every fault of the environment before it opens anything', function () {
    this.timeout(30_000)
    const env = { PATH: process.env['PATH'], PORT: 'x', BLOB_STORE: 'tape' }
    const options = { cwd: root, env, encoding: 'utf8' } as const
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import=tsx', 'server/cli.ts', 'migrate'],
      options,
    )
    expect(status).to.equal(1)
    expect(stderr).to.include('PORT').and.include('BLOB_STORE')
    expect(stdout).to.equal('')
  })
})
