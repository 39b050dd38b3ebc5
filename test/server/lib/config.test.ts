import { expect } from 'chai'
import { BadEnvironment, readConfig } from '../../../server/lib/config.js'

function faultsOf(env: Record<string, string>): string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof BadEnvironment) return error.faults.map(({ name }) => name)
    throw error
  }
  return []
}

describe('The configuration', () => {
  it('needs nothing: an empty environment gives a newcomer’s instance on the loopback', () => {
    const config = readConfig({})
    expect(config.web).to.include({ host: '127.0.0.1', port: 3000, publicBaseUrl: 'http://127.0.0.1:3000' })
    expect(config.services).to.deep.equal({})
    expect(config.blobStore).to.equal('disk')
    expect(config.defaults).to.deep.equal({ locale: 'tr', timeZone: 'Europe/Istanbul' })
  })

  it('names every fault at once', () => {
    const env = {
      PORT: 'x',
      DEFAULT_TIME_ZONE: 'Mars/Olympus',
      MONGODB_URI: 'http://db',
      REDRESS_ADMIN_EMAIL: 'a@b.example',
    }
    expect(faultsOf(env)).to.have.members([
      'PORT', 'DEFAULT_TIME_ZONE', 'MONGODB_URI', 'SESSION_SECRET', 'SECRETS_KEY', 'REDRESS_ADMIN_PASSWORD',
    ]) // prettier-ignore
  })

  it('asks for secrets beside a database of one’s own and takes them when they are there', () => {
    const own = {
      MONGODB_URI: 'mongodb://db/redress',
      SESSION_SECRET: 's'.repeat(32),
      SECRETS_KEY: 'a'.repeat(64),
    }
    expect(faultsOf({ MONGODB_URI: own.MONGODB_URI })).to.have.members(['SESSION_SECRET', 'SECRETS_KEY'])
    expect(readConfig(own).blobStore).to.equal('gridfs')
    expect(faultsOf({ ...own, SECRETS_KEY: 'z'.repeat(64) })).to.deep.equal(['SECRETS_KEY'])
    expect(faultsOf({ ...own, SESSION_SECRET: 'short' })).to.deep.equal(['SESSION_SECRET'])
  })

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ PORT: '', SMTP_URL: '' }).email).to.not.have.property('smtpUrl')
  })

  it('cannot be changed afterwards, at any depth', () => {
    const config = readConfig({})
    expect(() => Object.assign(config.web, { port: 1 })).to.throw(TypeError)
    expect(() => Object.assign(config, { dataDir: '/' })).to.throw(TypeError)
  })

  it('writes an IPv6 host as a URL does and drops the slash after a public address', () => {
    expect(readConfig({ HOST: '::1' }).web.publicBaseUrl).to.equal('http://[::1]:3000')
    expect(readConfig({ PUBLIC_BASE_URL: 'https://help.example/' }).web.publicBaseUrl).to.equal(
      'https://help.example',
    )
  })
})
