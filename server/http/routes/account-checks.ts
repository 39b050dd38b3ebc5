import { Types } from 'mongoose'
import type { ChannelTools, SelfCheck } from '../../../channels/channel.js'
import { seconds } from '../../lib/clock.js'
import { Invalid } from '../../lib/errors.js'
import { change } from '../../lib/mongo.js'
import { audit, type Origin } from '../../models/audits/index.js'
import { accountById, openAccount } from '../../models/channel-accounts/index.js'
import type { Web } from '../web.js'
import { setupOf } from './account-changes.js'

/** How long a provider may take to answer all that it is asked. */
const patience = seconds(20)

/**
 * Asks the provider whether an account works; 20 s at most.
 * @throws Invalid('self_test_not_available'), NotFound('channel_account_not_found')
 */
export async function testAccount(web: Web, id: string): Promise<SelfCheck[]> {
  const account = await accountById(new Types.ObjectId(id))
  const setup = setupOf(account.channel)
  const selfTest = setup.selfTest?.bind(setup)
  if (!selfTest) throw new Invalid('self_test_not_available', { channel: account.channel })
  return inTime((signal) => selfTest(openAccount(account, web.secrets), toolsOf(web), signal))
}

/**
 * Tells the provider where to deliver; 20 s at most. Written down in the audit with what came of it.
 * @throws Invalid('connect_not_available'), NotFound('channel_account_not_found')
 */
export async function connectAccount(web: Web, id: string, by: Origin): Promise<SelfCheck[]> {
  const account = await accountById(new Types.ObjectId(id))
  const setup = setupOf(account.channel)
  const connect = setup.connect?.bind(setup)
  if (!connect) throw new Invalid('connect_not_available', { channel: account.channel })
  const checks = await inTime((signal) => connect(openAccount(account, web.secrets), toolsOf(web), signal))
  // A channel of several providers can do it for some of them only.
  if (checks.length === 0) throw new Invalid('connect_not_available', { channel: account.channel })
  const row = { action: 'channel_account.connected', thing: { kind: 'channel_account', id } }
  const after = { checks: checks.map(({ code, ok }) => ({ code, ok })) }
  await change((tx) => audit({ ...row, after }, by, tx))
  return checks
}

function toolsOf({ fetch, config }: Web): ChannelTools {
  return { fetch, publicBaseUrl: config.web.publicBaseUrl }
}

/** Whoever does not heed the signal is not waited for. */
async function inTime(ask: (signal: AbortSignal) => Promise<SelfCheck[]>): Promise<SelfCheck[]> {
  const signal = AbortSignal.timeout(patience)
  const late = new Promise<SelfCheck[]>((resolve) => {
    const checks = [{ code: 'no_answer_in_time', ok: false, detail: '' }]
    signal.addEventListener('abort', () => resolve(checks), { once: true })
  })
  return Promise.race([ask(signal), late])
}
