import { createReadStream } from 'node:fs'
import { isMbox, splitMbox } from '../../../channels/email/mbox.js'
import { describeError } from '../../lib/errors.js'

/** One message of a file, or why the file could not be read. */
export type RawItem =
  { file: string; bytes: Buffer; fault?: undefined } | { file: string; bytes: null; fault: string }

/** More than any mail: such a file is something else, and is not read into memory. */
const maxBytes = 100 * 1024 * 1024

/** The raw messages of files in order; an mbox (known by its first line) is read message by message. `-` is `stdin`. */
export async function* rawMessages(
  files: readonly string[],
  stdin: NodeJS.ReadableStream,
): AsyncGenerator<RawItem> {
  for (const file of files) {
    try {
      const source = (file === '-' ? stdin : createReadStream(file)) as AsyncIterable<Buffer | string>
      yield* messagesOf(file, source)
    } catch (error) {
      yield { file, bytes: null, fault: describeError(error) }
    }
  }
}

async function* messagesOf(file: string, source: AsyncIterable<Buffer | string>): AsyncGenerator<RawItem> {
  const pieces = bytesOf(source)[Symbol.asyncIterator]()
  const first = await pieces.next()
  const head = first.done ? Buffer.alloc(0) : first.value
  const whole = chained(head, pieces)
  if (!isMbox(head)) {
    yield await collected(file, whole)
    return
  }
  for await (const bytes of splitMbox(whole, maxBytes)) yield { file, bytes }
}

async function* bytesOf(source: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  for await (const piece of source) yield Buffer.from(piece as Buffer)
}

async function* chained(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

async function collected(file: string, source: AsyncIterable<Buffer>): Promise<RawItem> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of source) {
    size += piece.length
    if (size > maxBytes) return { file, bytes: null, fault: 'file_too_large' }
    pieces.push(piece)
  }
  return { file, bytes: Buffer.concat(pieces, size) }
}
