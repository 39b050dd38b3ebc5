import { expect } from 'chai'
import { fileURLToPath } from 'node:url'
import { Readable } from 'node:stream'
import { explainPayload } from '../../../server/commands/explain-payload.js'
import { explainedEvents } from '../../../server/commands/explain-payload/explained.js'

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/social/${name}`, import.meta.url)) // prettier-ignore

type Event = Record<string, unknown>
type Line = { file: string; events?: Event[]; error?: string }

async function run(args: string[], stdin: Uint8Array | string = ''): Promise<{ status: number; lines: Line[]; said: string }> {
  const lines: Line[] = []
  let said = ''
  const status = await explainPayload(args, {
    stdout: (line) => void lines.push(JSON.parse(line) as Line),
    stderr: (text) => void (said += text),
    stdin: Readable.from([Buffer.from(stdin)]),
  })
  return { status, lines, said }
} // prettier-ignore

/** The keys that scripts rely on. */
const keys = ['kind', 'externalId', 'sender', 'direction', 'text', 'attachments', 'audience', 'target', 'state', 'reason'] // prettier-ignore

describe('redress explain-payload', () => {
  it('explains each file on a line of its own, every event with all its keys', async () => {
    const names = ['photo_caption', 'edited', 'reaction', 'blocked', 'group_message']
    const { status, lines } = await run(['--channel', 'telegram', ...names.map((name) => fixture(`telegram/${name}.json`))]) // prettier-ignore
    expect(status).to.equal(0)
    expect(lines).to.have.length(names.length)
    for (const { events } of lines) for (const event of events!) expect(event).to.include.all.keys(keys)
    expect(lines.map(({ events }) => events![0]!['kind'])).to.deep.equal(['message', 'edit', 'reaction', 'optout', 'ignored']) // prettier-ignore
    expect(lines[0]!.events![0]).to.deep.include({
      externalId: '7700112233:41',
      sender: '7700112233',
      direction: 'in',
      audience: 'private',
      attachments: [{ type: 'image/jpeg', url: 'file:AgACAgQAAxkBAAlarge', name: 'photo.jpg' }],
      reason: null,
    })
    expect(lines[1]!.events![0]).to.deep.include({ target: '7700112233:41', externalId: null, text: 'Güller ve laleler solmuş geldi' }) // prettier-ignore
    expect(lines[4]!.events![0]).to.deep.include({ reason: 'group_message', sender: null })
  })

  it('takes what comes to anybody, whatever account it names', async () => {
    const { status, lines } = await run(['--channel', 'x', fixture('x/dm_echo.json'), fixture('x/read.json')])
    expect(status).to.equal(0)
    expect(lines[0]!.events![0]).to.include({ kind: 'message', direction: 'echo', sender: '930524282358325248' }) // prettier-ignore
    expect(lines[1]!.events![0]).to.include({ kind: 'receipt', state: 'read', externalId: '1063212927510081550' }) // prettier-ignore
  })

  it('tells Meta’s JSON from Twilio’s form on WhatsApp by the bytes', async () => {
    const form = 'MessageSid=SM1&From=whatsapp%3A%2B905321234567&To=whatsapp%3A%2B908501234567&Body=G%C3%BCller+solmu%C5%9F&NumMedia=0' // prettier-ignore
    const value = { metadata: { phone_number_id: '1' }, contacts: [{ profile: { name: 'Ayşe' }, wa_id: '905321234567' }], messages: [{ from: '905321234567', id: 'wamid.1', timestamp: '1795267500', type: 'text', text: { body: 'Güller solmuş' } }] } // prettier-ignore
    const json = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] }) // prettier-ignore
    for (const [bytes, id] of [
      [form, 'SM1'],
      [` ${json}`, 'wamid.1'],
    ] as const) {
      // prettier-ignore
      const { status, lines } = await run(['--channel', 'whatsapp', '-'], bytes)
      expect(status, lines[0]!.error).to.equal(0)
      expect(lines[0]!.events![0]).to.deep.include({ kind: 'message', externalId: id, text: 'Güller solmuş' })
    }
  })

  it('goes on after a file that cannot be read and says so in its line and its status', async () => {
    const { status, lines } = await run(
      ['--channel', 'telegram', fixture('no-such.json'), '-', fixture('telegram/text.json')],
      Buffer.from('{"update_id":'),
    )
    expect(status).to.equal(1)
    expect(lines[0]!.error).to.contain('ENOENT')
    expect(lines[1]!.error).to.contain('payload_unreadable')
    expect(lines[2]!.events).to.have.length(1)
  })

  it('reads no more of a huge file than it could explain', async () => {
    const { status, lines } = await run(['--channel', 'telegram', '-'], Buffer.alloc(6 * 1024 * 1024, ' '))
    expect([status, lines[0]!.error]).to.deep.equal([1, 'payload_too_large {"maxBytes":5242880}'])
  })

  it('explains itself when the channel is missing or has no webhook bodies, or no file is named', async () => {
    for (const args of [
      ['a.json'],
      ['--channel', 'fax', 'a.json'],
      ['--channel', 'email', 'a.eml'],
      ['--channel', 'x'],
      ['--nonsense'],
    ]) {
      // prettier-ignore
      const { status, lines, said } = await run(args)
      expect([status, lines.length], args.join(' ')).to.deep.equal([2, 0])
      expect(said).to.contain('usage: redress explain-payload')
    }
    expect((await run(['--channel', 'fax', 'a.json'])).said).to.contain('fax')
  })

  it('shows each entry of a receipt and both sides of a changed identity', () => {
    const phone = (value: string) => ({
      type: 'phone' as const,
      scope: '',
      value,
      proof: 'transport' as const,
    })
    const shown = explainedEvents([
      { kind: 'receipt', items: [{ externalId: 'a', state: 'delivered' }, { reference: 'b', state: 'failed', code: '30008' }] },
      { kind: 'identity', change: 'renumbered', from: phone('+905321111111'), to: phone('+905322222222') },
    ]) // prettier-ignore
    expect(
      shown.map(({ kind, externalId, state, reason }) => [kind, externalId, state, reason]),
    ).to.deep.equal([
      ['receipt', 'a', 'delivered', null],
      ['receipt', 'b', 'failed', '30008'],
      ['identity', null, null, 'renumbered'],
    ])
    expect(shown[2]).to.include({ sender: '+905321111111', target: '+905322222222' })
  })
})
