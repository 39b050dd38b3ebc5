import { expect } from 'chai'
import { Readable } from 'node:stream'
import { isMbox, splitMbox } from '../../../channels/email/mbox.js'

async function split(text: string | Buffer, pieceSize: number, maxBytes?: number): Promise<string[]> {
  const bytes = Buffer.from(text)
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceSize) }, (_, i) =>
    bytes.subarray(i * pieceSize, (i + 1) * pieceSize),
  )
  const mails: string[] = []
  for await (const mail of splitMbox(Readable.from(pieces), maxBytes)) mails.push(mail.toString())
  return mails
}

const mbox =
  'From a@b.c Sat Nov 21 14:05:00 2026\nSubject: bir\n\n>From the start\n>>From twice\n\nFrom d@e.f Sat Nov 21 14:06:00 2026\r\nSubject: iki\r\n\r\nline\nFrom here it goes on\n'

describe('mbox files', () => {
  for (const size of [1, 7, 64 * 1024]) {
    it(`come apart into their mails when read in pieces of ${size} bytes`, async () => {
      expect(await split(mbox, size)).to.deep.equal([
        'Subject: bir\n\nFrom the start\n>From twice\n\n',
        'Subject: iki\r\n\r\nline\nFrom here it goes on\n',
      ])
    })
  }

  it('give nothing for what is no mbox or is empty', async () => {
    expect(await split('', 10)).to.deep.equal([])
    expect(await split('Subject: x\n\nhi\n', 10)).to.deep.equal([])
    expect(isMbox(Buffer.from('Subject: x'))).to.equal(false)
    expect(isMbox(Buffer.from(mbox))).to.equal(true)
  })

  it('give a mail over the limit one byte too long, so that it is refused and not half read', async () => {
    const [big, small] = await split(`From x\n${'a'.repeat(5_000)}\n\nFrom y\nb\n`, 100, 1_000)
    expect(big).to.have.length(1_001)
    expect(small).to.equal('b\n')
  })
})
