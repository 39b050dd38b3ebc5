import { expect } from 'chai'
import { useApp } from '../../support/app.js'
import { useDatabase } from '../../support/database.js'
import { openDesk, type Desk } from '../../support/desk.js'

describe('searching the inbox', () => {
  useDatabase()
  const app = useApp()

  /** The page of a search, and the numbers of the tickets that stand on it. */
  async function searched(
    desk: Desk,
    query: string,
  ): Promise<{ status: number; text: string; numbers: number[] }> {
    const person = await desk.person('agent')
    const { status, text } = await person.get(`/?q=${encodeURIComponent(query)}`, { accept: 'text/html' })
    const numbers = [...text.matchAll(/class="row-item"[^>]*data-number="(\d+)"/g)].map(([, found]) => Number(found))
    return { status, text, numbers }
  } // prettier-ignore

  it('finds tickets by the beginning of a word, and none whose words only surround it', async () => {
    const desk = await openDesk(app())
    const { number } = await desk.mailArrives({ Subject: 'Vazo kirik' })
    await desk.mailArrives({ Subject: 'Alisveris ve zarf' })
    expect((await searched(desk, 'vaz')).numbers).to.deep.equal([number])
    expect((await searched(desk, 'gul')).numbers).to.deep.equal([])
  })

  it('takes a bare number for a ticket’s, unless it is a word of some ticket', async () => {
    const desk = await openDesk(app())
    const { number } = await desk.mailArrives({ Subject: 'Vazo kirik' })
    expect((await searched(desk, String(number))).numbers).to.deep.equal([number])
    const other = await desk.mailArrives({ Subject: `Talebim ${String(number)}` })
    expect((await searched(desk, String(number))).numbers).to.deep.equal([other.number])
  })

  it('says that a word after a colon is unknown, and does not say so of a search that finds nothing', async () => {
    const desk = await openDesk(app())
    await desk.mailArrives()
    const unknown = await searched(desk, 'öncelik:belki')
    expect(unknown.status).to.equal(200)
    expect(unknown.text).to.include('İki noktadan sonraki sözcüğü')
    const nothing = await searched(desk, 'zzqq')
    expect(nothing.text).to.include('data-list-empty').and.not.include('İki noktadan sonraki sözcüğü')
  })
})
