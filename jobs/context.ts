import type { ChannelAdapter, ChannelName, ChannelTools } from '../channels/channel.js'
import type { Context } from '../server/lib/context.js'
import type { JobQueue } from './queue.js'

/** What a job is handed beside its own data. */
export interface JobContext extends Context {
  queue: JobQueue
  /** @throws NotFound('channel_not_available') */
  adapterFor: (channel: ChannelName) => ChannelAdapter
  /** Names this process in leases and claims. */
  workerId: string
}

/** What taking a delivery in needs: no queue, so that a command can do it where it stands. */
export type IntakeContext = Omit<JobContext, 'queue' | 'workerId'>

/** What adapters are handed for reaching outside. */
export function toolsOf({ fetch, config }: Context): ChannelTools {
  return { fetch, publicBaseUrl: config.web.publicBaseUrl }
}
