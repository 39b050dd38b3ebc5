import { expect } from 'chai'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readAssets } from '../../views/assets.js'
import { buildAssets } from '../../views/build.js'

describe('the built browser files', () => {
  let folder: string
  let manifest: Record<string, string>
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'redress-assets-'))
    manifest = await buildAssets({ outDir: folder })
  })
  after(() => rmSync(folder, { recursive: true, force: true }))
  const content = (name: string): string => readFileSync(join(folder, basename(manifest[name] ?? '')), 'utf8')

  it('have names that change with their content and stay the same without', async () => {
    const again = mkdtempSync(join(tmpdir(), 'redress-assets-'))
    expect(await buildAssets({ outDir: again })).to.deep.equal(manifest)
    for (const url of Object.values(manifest))
      expect(url).to.match(/^\/assets\/[a-z-]+-[0-9a-f]{12}\.(js|css|svg)$/)
    rmSync(again, { recursive: true })
  })

  it('are told by the manifest, every one of them', () => {
    expect(readAssets(folder).urls).to.deep.equal(manifest)
    expect(readdirSync(folder).sort()).to.deep.equal(['manifest.json', ...Object.values(manifest).map((url) => basename(url))].sort()) // prettier-ignore
  })

  it('say that nothing was built where nothing was built', () => {
    expect(() => readAssets(join(folder, 'none')))
      .to.throw()
      .with.property('code', 'assets_not_built')
  })

  it('keep the inbox’s script under 70 kB compressed', () => {
    expect(gzipSync(content('inbox.js'), { level: 9 }).length).to.be.below(70 * 1024)
  })

  it('burden a shop’s page with less than 2 kB compressed, and the chat’s frame with less than 30 kB', () => {
    const size = (name: string): number => gzipSync(content(name), { level: 9 }).length
    expect(size('widget-loader.js')).to.be.below(2 * 1024)
    expect(size('widget.js') + size('widget.css')).to.be.below(30 * 1024)
  })

  it('contain no compiler of templates and nothing that a policy without eval refuses', () => {
    for (const name of ['inbox.js', 'widget.js', 'widget-loader.js'])
      expect(content(name), name).not.to.match(/\beval\(|new Function\(/)
  })

  it('leave the chat’s style out of the product’s pages, and theirs out of the chat', () => {
    expect(content('app.css')).not.to.include('.bubble-column')
    expect(content('widget.css')).not.to.include('--tblr')
  })

  it('fetch nothing from elsewhere', () => {
    expect(content('app.css')).not.to.match(/url\(\s*["']?(https?:)?\/\//)
    expect(content('app.css')).not.to.include('@import')
    expect(content('widget.css')).not.to.match(/url\(\s*["']?(https?:)?\/\//)
  })
})
