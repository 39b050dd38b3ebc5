import { ChannelUnavailable } from '../errors.js'
import type { SafeFetch } from './index.js'

/** @param allowPrivate hosts with ports (`127.0.0.1:8081`, `127.0.0.1:*`) that may be private */
export function makeSafeFetch(_options: { allowPrivate: readonly string[] }): SafeFetch {
  return () => Promise.reject(new ChannelUnavailable('fetch_failed'))
}
