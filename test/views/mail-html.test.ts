import { expect } from 'chai'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { mailBodyCsp, mailBodyPage, sanitiseMailHtml, type MailHtmlOptions } from '../../views/mail-html.js'
import { launchBrowser } from '../support/browser.js'
import { attacks } from './mail-attacks.js'
import { openStage } from './stage.js'

const blocked: MailHtmlOptions = { images: 'blocked', cid: () => null }
const clean = (html: string, options = blocked): string => sanitiseMailHtml(html, options).html

describe('HTML of a mail', () => {
  it('keeps what makes a letter readable: structure, lists, tables, colours', () => {
    const html = '<h1 style="color:#f00">Merhaba</h1><ul><li><b>a</b></li></ul><table border="1"><tr><td colspan="2" style="padding:4px 8px">İ</td></tr></table>'
    expect(clean(html)).to.equal(html.replace('color:#f00', 'color:#f00'))
  }) // prettier-ignore

  it('counts the pictures of other servers and leaves out their addresses', () => {
    const result = sanitiseMailHtml('<img src="https://t.example/1.gif" alt="logo"><img src="//t.example/2.gif">', blocked)
    expect(result.blockedImages).to.equal(2)
    expect(result.html).to.include('alt="logo"').and.not.to.include('t.example')
  }) // prettier-ignore

  it('shows them when the reader asks', () => {
    const html = clean('<img src="https://t.example/1.gif">', { ...blocked, images: 'shown' })
    expect(html).to.include('src="https://t.example/1.gif"')
    expect(mailBodyCsp('shown')).to.include('img-src \'self\' data: https: http:')
    expect(mailBodyCsp('blocked')).not.to.include('https:')
  }) // prettier-ignore

  it('takes pictures that came with the mail from the address it is told', () => {
    const cid = (id: string): string | null => (id === 'logo@örnek' ? '/messages/1/inline/logo' : null)
    expect(clean('<img src="cid:logo%40%C3%B6rnek">', { ...blocked, cid })).to.include(
      'src="/messages/1/inline/logo"',
    )
    expect(clean('<img src="cid:other">', { ...blocked, cid })).not.to.include('src=')
  })

  it('lets a part be given as data too, but no data that could be a document', () => {
    const cid = (): string => 'data:image/png;base64,iVBORw0KGgo='
    expect(clean('<img src="cid:a">', { ...blocked, cid })).to.include(
      'src="data:image/png;base64,iVBORw0KGgo="',
    )
    expect(clean('<img src="data:image/svg+xml,<svg/>">')).not.to.include('svg')
  })

  it('opens links elsewhere and tells them nothing', () => {
    expect(clean('<a href="https://a.b" target="_self" rel="opener">x</a>')).to.equal('<a href="https://a.b" target="_blank" rel="noopener noreferrer nofollow">x</a>') // prettier-ignore
    expect(clean('<a href="mailto:a@b.c">x</a>')).to.include('href="mailto:a@b.c"')
  })

  it('drops the text of scripts and styles, not only their tags', () => {
    expect(clean('a<style>p{color:red}</style><script>var secret</script>b')).to.equal('ab')
  })

  it('says that there is no body when nothing is left', () => {
    expect(mailBodyPage(clean('<script>x</script>'), 'tr')).to.include('Bu iletinin gövdesi boş.')
  })

  it('comes through deep nesting and 1 MB of tags', () => {
    expect(clean('<div>'.repeat(20_000) + 'x')).to.include('x')
    expect(clean('<b>a</b>'.repeat(130_000))).to.have.length.greaterThan(1_000_000)
  })

  describe('in a real browser', () => {
    let browser: Browser
    before(async function () {
      this.timeout(120_000)
      browser = await launchBrowser()
    })
    after(() => browser.close())

    for (const sanitised of [true, false])
      it(`${attacks.length} attacks run nothing and reach nobody, ${sanitised ? 'cleaned' : 'even uncleaned, by the sandbox alone'}`, async function () {
        this.timeout(120_000)
        const heard: string[] = []
        const canary = createServer((request, response) => {
          heard.push(request.url ?? '')
          response.end()
        })
        await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
        const host = `127.0.0.1:${(canary.address() as AddressInfo).port}`
        const bodies = attacks.map((attack) => attack.replaceAll('CANARYHOST', host).replaceAll('CANARY', `http://${host}`))
        const stage = await openStage((_request, response, url) => {
          const body = bodies[Number(url.searchParams.get('n') ?? NaN)]
          if (body === undefined) {
            const frames = bodies.map((_, n) => `<iframe src="/body?n=${n}" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`)
            response.end(url.pathname === '/' ? `<!doctype html><title>t</title>${frames.join('')}` : '')
            return
          }
          response.setHeader('content-security-policy', mailBodyCsp('blocked'))
          response.end(mailBodyPage(sanitised ? clean(body) : body, 'tr'))
        })
        try {
          const page = await browser.newPage()
          const dialogs: string[] = []
          page.on('dialog', (dialog) => {
            dialogs.push(dialog.message())
            void dialog.dismiss()
          })
          await page.goto(stage.url, { waitUntil: 'networkidle' })
          expect(stage.requests.filter((line) => line.startsWith('GET /body?n='))).to.have.length(bodies.length)
          expect(dialogs).to.deep.equal([])
          // Following a frame's own refresh is the one thing that a sandbox lets a document do; the cleaner takes it out.
          expect(heard.filter((path) => sanitised || path !== '/refresh')).to.deep.equal([])
          await page.close()
        } finally {
          await stage.close()
          await new Promise((resolve) => canary.close(resolve))
        }
      }) // prettier-ignore

    it('the canary does hear of a picture once pictures are shown, so that silence above means something', async () => {
      const stage = await openStage((_request, response, url) => {
        if (url.pathname !== '/') return void response.end()
        response.setHeader('content-security-policy', mailBodyCsp('shown'))
        const remote = `<img src="http://${response.req.headers.host ?? ''}/heard.gif">`
        response.end(mailBodyPage(clean(remote, { ...blocked, images: 'shown' }), 'tr'))
      })
      const page = await browser.newPage()
      await page.goto(stage.url, { waitUntil: 'networkidle' })
      expect(stage.requests).to.include('GET /heard.gif')
      await page.close()
      await stage.close()
    })
  })
})
