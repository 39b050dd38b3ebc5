import { connect } from 'node:net'
import { sleep } from '../lib/clock.js'

/** Time between two looks at a service that is starting, in ms. */
export const pollPause = 20

/**
 * Resolves once somebody listens on this loopback port. The drivers wait half a second and more between two tries of
 * their own, so they are asked only then.
 * @throws the signal's reason when it aborts
 */
export async function listening(port: number, signal: AbortSignal): Promise<void> {
  while (!(await answers(port))) {
    signal.throwIfAborted()
    await sleep(pollPause, signal)
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const done = (answer: boolean): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
  })
}
