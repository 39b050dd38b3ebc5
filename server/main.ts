import { boot, run, type Booted } from './boot.js'
import { Conflict } from './lib/errors.js'
import { createFirstAdmin, hasAnyUser, setUpToken } from './models/users/index.js'
import { onStopSignal } from './stopping.js'

/** The web process; `npm start` is this, with the worker inside and the database beside it. */
await run(async () => {
  // The rest is loaded while the database starts: both take about a second.
  const [booted, { startWeb }] = await Promise.all([boot(process.env, { kind: 'web' }), import('./web.js')])
  onStopSignal(booted.log, async () => {
    await starting.then((web) => web.stop())
    await booted.stop()
  })
  const starting = startWeb(booted)
  let url: string
  try {
    url = (await starting).url
  } catch (error) {
    await booted.stop()
    throw error
  }
  const notice = await firstPerson(booted, url)
  if (notice) process.stdout.write(`${notice}\n`)
  process.stdout.write(`Redress ready: ${url}\n`)
})

/** The first admin: from the environment, or by a link that works once. @returns what to tell the person, if anything */
async function firstPerson({ config }: Booted, url: string): Promise<string | null> {
  if (await hasAnyUser()) return null
  const { firstAdmin, defaults } = config
  if (firstAdmin) {
    await unlessThere(
      createFirstAdmin({ ...firstAdmin, name: firstAdmin.email.split('@')[0] ?? 'Admin', ...defaults }),
    )
    return null
  }
  const token = await setUpToken()
  return token ? `Nobody has an account yet. Make the first one here, once: ${url}/setup/${token}` : null
}

/** A command beside this process may have made the first person at the same moment: then there is one, as was wanted. */
async function unlessThere(making: Promise<unknown>): Promise<void> {
  try {
    await making
  } catch (error) {
    if (!(error instanceof Conflict) || error.code !== 'already_set_up') throw error
  }
}
