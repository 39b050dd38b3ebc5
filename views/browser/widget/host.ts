import type { ToFrame, ToHost } from './messages.js'

export type TellHost = (message: ToHost) => void

/**
 * Meets the shop's page: it alone gets the other end of a port, as the first message names its origin exactly.
 * @param parent origin of the page that holds this frame; another page's never hears of the port
 */
export function meetHost(parent: string, hear: (message: ToFrame) => void): TellHost {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data }: MessageEvent<ToFrame>) => hear(data)
  if (window.parent !== window) window.parent.postMessage('ready', parent, [port2])
  return (message) => port1.postMessage(message)
}
