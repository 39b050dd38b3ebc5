import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { transform } from 'esbuild'
import { packageRoot } from './assets.js'
import { iconsByCode } from './helpers/icons.js'
import { templateNames } from './templates.js'

const require = createRequire(import.meta.url)
const sources = join(packageRoot, 'views')

/** The sheet of all pages: the numbered files over Tabler's. */
export async function buildStyle(dev: boolean): Promise<string> {
  const tabler = readFileSync(require.resolve('@tabler/core/dist/css/tabler.min.css'), 'utf8').replace(/\/\*# sourceMappingURL.*?\*\//, '')
  const own = readdirSync(join(sources, 'styles')).filter((file) => /^\d\d-.*\.css$/.test(file)).sort()
  const css = own.map((file) => readFileSync(join(sources, 'styles', file), 'utf8')).join('\n')
  return `${tabler}\n${dev ? css : (await transform(css, { loader: 'css', minify: true, target: 'chrome120' })).code}`
} // prettier-ignore

/** The chat frame's own sheet; its icons are masks, as a frame of no origin may not use the sprite. */
export async function buildChatStyle(dev: boolean): Promise<string> {
  const css = `${readFileSync(join(sources, 'styles/widget.css'), 'utf8')}\n${[...chatIcons()].sort().map(iconRule).join('\n')}`
  return dev ? css : (await transform(css, { loader: 'css', minify: true, target: 'chrome120' })).code
}

function iconRule(name: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#000" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${iconBody(name)}</svg>`
  return `.i-${name}{--i:url("data:image/svg+xml,${encodeURIComponent(svg)}")}`
}

function chatIcons(): Set<string> {
  const files = ['pages/widget', ...templateNames('partials/widget').map((name) => `partials/widget/${name}`)]
  const sourcesOf = files.map((name) => readFileSync(join(sources, `${name}.hbs`), 'utf8'))
  return new Set(sourcesOf.flatMap((source) => [...source.matchAll(/class="i i-([a-z0-9-]+)"/g)].map((match) => match[1] ?? '')))
} // prettier-ignore

/** One SVG with a symbol for each icon that a template names or a code chooses. */
export function sprite(): string {
  const symbols = [...usedIcons()].sort().map((name) =>
    `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${iconBody(name)}</symbol>`,
  )
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`
} // prettier-ignore

/** What stands inside the icon's own svg element. */
function iconBody(name: string): string {
  const folder = dirname(require.resolve('@tabler/icons/outline/mail.svg'))
  const svg = readFileSync(join(folder, `${name}.svg`), 'utf8')
  return svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).replace(/\s*\n\s*/g, '')
} // prettier-ignore

function usedIcons(): Set<string> {
  const names = new Set(['circle', ...Object.values(iconsByCode).flatMap((codes) => Object.values(codes))])
  for (const folder of ['layouts', 'pages', 'partials'])
    for (const name of templateNames(folder))
      for (const match of readFileSync(join(sources, folder, `${name}.hbs`), 'utf8').matchAll(/\bicon '([a-z0-9-]+)'/g))
        names.add(match[1] ?? '')
  return names
} // prettier-ignore
