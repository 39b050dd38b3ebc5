import { mailLimits } from './parse/limits.js'

/**
 * Splits an mbox file (mboxrd: lines ">From " were escaped) into raw mails, reading no more than one mail at a time.
 * A mail over `maxBytes` comes out cut at one byte more, so that whoever reads it refuses it as too large.
 * @param source the file's bytes in any pieces, e.g. a read stream
 */
export async function* splitMbox(
  source: AsyncIterable<Uint8Array>,
  maxBytes: number = mailLimits.bytes,
): AsyncGenerator<Buffer> {
  let lines: Buffer[] = []
  let size = 0
  let started = false
  let blankBefore = true
  for await (const line of readLines(source)) {
    if (blankBefore && line.subarray(0, 5).equals(fromLine)) {
      if (started && size > 0) yield Buffer.concat(lines).subarray(0, maxBytes + 1)
      ;[lines, size, started] = [[], 0, true]
    } else if (started) {
      const own = isEscaped(line) ? line.subarray(1) : line
      if (size <= maxBytes) lines.push(own)
      size += own.length
    }
    blankBefore = line.length <= 2 && (line[0] === 0x0a || line[0] === 0x0d)
  }
  if (started && size > 0) yield Buffer.concat(lines).subarray(0, maxBytes + 1)
}

/** Whether a file's first bytes are those of an mbox. */
export function isMbox(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, 5)).equals(fromLine)
}

const fromLine = Buffer.from('From ')

/** A line without end would otherwise be kept whole in memory. */
const maxLine = 1024 * 1024

function isEscaped(line: Buffer): boolean {
  if (line[0] !== 0x3e) return false
  let at = 0
  while (line[at] === 0x3e) at++
  return line.subarray(at, at + 5).equals(fromLine)
}

/** Lines with their ends, without decoding; a very long one comes in pieces. */
async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of source) {
    const data: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : Buffer.from(chunk)
    let start = 0
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
      yield data.subarray(start, end + 1)
      start = end + 1
    }
    rest = data.subarray(start)
    if (rest.length < maxLine) continue
    yield rest
    rest = Buffer.alloc(0)
  }
  if (rest.length > 0) yield rest
}
