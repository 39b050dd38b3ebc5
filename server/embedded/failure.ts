import { AppError } from '../lib/errors.js'

/** What was looked at for one service, and why it would not do. */
export interface Tried {
  source: string
  problem: string
}

/**
 * The embedded database or Redis cannot be had on this machine. Codes:
 * - `data_folder_unusable` { dataDir, errno }: not a folder, or not writable
 * - `data_folder_full` { dataDir, freeBytes, neededBytes }
 * - `binary_unusable` { service, variable, path, problem }: set by hand, and wrong
 * - `binary_not_found` { service, tried: Tried[], uriVariable, variable, install }
 * - `service_did_not_start` { service, exit, log }
 * - `secrets_unreadable` { path }
 */
export class EmbeddedFailure extends AppError {
  readonly status = 500
}

/**
 * The words a person at a terminal needs for an error of this folder: what happened and what to do. English only,
 * like every line for those who run the server.
 * @returns null for any other error
 */
export function explainFailure(error: unknown): string | null {
  if (!(error instanceof AppError)) return null
  const words = explanations[error.code]
  return words ? words(error.details) : null
}

type Details = Record<string, unknown>

const text = (details: Details, name: string): string => String(details[name])
const megabytes = (bytes: unknown): string => `${Math.floor(Number(bytes) / 1e6)} MB`

const explanations: Record<string, (details: Details) => string> = {
  data_folder_unusable: (d) =>
    `The data folder ${text(d, 'dataDir')} cannot be used (${text(d, 'errno')}). Set DATA_DIR to a folder this user can write to.`,
  data_folder_full: (d) =>
    `The data folder ${text(d, 'dataDir')} has ${megabytes(d['freeBytes'])} free and needs at least ${megabytes(d['neededBytes'])}. Free some space or set DATA_DIR to another disk.`,
  data_folder_in_use: (d) =>
    `The data folder ${text(d, 'dataDir')} is in use by process ${text(d, 'pid')} (${text(d, 'command')})` +
    `${d['url'] ? `, which serves ${text(d, 'url')}` : ''}. Stop that one first, or set DATA_DIR to another folder.`,
  binary_unusable: (d) =>
    `${text(d, 'variable')} is set to ${text(d, 'path')}, which does not work as ${text(d, 'service')}: ${text(d, 'problem')}.`,
  binary_not_found: (d) =>
    [
      `No ${text(d, 'service')} that works was found. Tried:`,
      ...(d['tried'] as Tried[]).map((one) => `  - ${one.source}: ${one.problem}`),
      `Install ${text(d, 'install')}, or set ${text(d, 'variable')} to the path of one, or ${text(d, 'uriVariable')} to the address of a running server.`,
    ].join('\n'),
  service_did_not_start: (d) =>
    `${text(d, 'service')} did not start (${text(d, 'exit')}). The end of its log says:\n${text(d, 'log')}`,
  secrets_unreadable: (d) =>
    `${text(d, 'path')} cannot be read as the secrets of this data. Restore it from a backup: without it stored channel secrets cannot be decrypted. Where nothing is to be lost, delete it.`,
} // prettier-ignore
