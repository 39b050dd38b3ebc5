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

  it('contain no compiler of templates and nothing that a policy without eval refuses', () => {
    expect(content('inbox.js')).not.to.match(/\beval\(|new Function\(/)
  })

  it('fetch nothing from elsewhere', () => {
    expect(content('app.css')).not.to.match(/url\(\s*["']?(https?:)?\/\//)
    expect(content('app.css')).not.to.include('@import')
  })
})
