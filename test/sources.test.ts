import { expect } from 'chai'
import { execFileSync } from 'node:child_process'
import ts from 'typescript'
import { filesUnder, isTypeScript, placesOf, root, textOf } from './support/sources.js'

const sources = ['server', 'channels', 'jobs', 'views'].flatMap((folder) => filesUnder(folder, isTypeScript))

/** `Date.now()`, `new Date()` and `Date()` without an argument, and the other clocks. */
function asksTime(node: ts.Node, file: ts.SourceFile): boolean {
  if (ts.isNewExpression(node))
    return node.expression.getText(file) === 'Date' && (node.arguments?.length ?? 0) === 0
  if (!ts.isCallExpression(node)) return false
  const callee = node.expression.getText(file)
  return (
    callee === 'Date.now' ||
    callee === 'performance.now' ||
    (callee === 'Date' && node.arguments.length === 0)
  )
}

const timeExceptions: [pattern: RegExp, reason: string][] = [
  [/^server\/lib\/clock\.ts$/, 'the clock itself'],
  [/^views\/browser\//, 'a browser has a clock of its own and cannot import the server’s'],
  [/^views\/build\.ts$/, 'runs at build time'],
]

/** Entry points hand the environment to readConfig; nothing else sees it. */
const environmentExceptions: [pattern: RegExp, reason: string][] = [
  [/^server\/lib\/config\.ts$/, 'reads it'],
  [
    /^server\/(main|cli)\.ts$|^jobs\/main\.ts$|^server\/commands\/table\.ts$/,
    'a process hands its environment to readConfig',
  ],
  [/^server\/embedded\//, 'PATH and the environment of the programs it starts'],
]

const beyond = (places: string[], exceptions: [RegExp, string][]): string[] =>
  places.filter((place) => !exceptions.some(([pattern]) => pattern.test(place.split(':')[0] ?? '')))

describe('The source', () => {
  it('asks the time only in server/lib/clock.ts, so that tests can travel', () => {
    const places = sources.flatMap((path) => placesOf(path, asksTime))
    expect(
      places.some((place) => place.startsWith('server/lib/clock.ts')),
      'the search finds the clock itself',
    ).to.equal(true)
    expect(beyond(places, timeExceptions)).to.deep.equal([])
  })

  it('reads the environment only in server/lib/config.ts', () => {
    const reads = (node: ts.Node, file: ts.SourceFile): boolean =>
      ts.isPropertyAccessExpression(node) && /^(globalThis\.)?process\.env$/.test(node.getText(file))
    expect(
      beyond(
        sources.flatMap((path) => placesOf(path, reads)),
        environmentExceptions,
      ),
    ).to.deep.equal([])
  })

  it('writes nothing to the console', () => {
    const writes = (node: ts.Node, file: ts.SourceFile): boolean =>
      ts.isPropertyAccessExpression(node) && node.expression.getText(file) === 'console'
    expect(sources.flatMap((path) => placesOf(path, writes))).to.deep.equal([])
  })

  it('exports by name, has classes only for errors, and keeps files within 200 lines', () => {
    const isDefault = (node: ts.Node): boolean =>
      ts.isExportAssignment(node) ||
      (node.kind === ts.SyntaxKind.DefaultKeyword && ts.canHaveModifiers(node.parent))
    expect(sources.flatMap((path) => placesOf(path, isDefault))).to.deep.equal([])
    const classes = sources.flatMap((path) => placesOf(path, isPlainClass))
    expect(classes).to.deep.equal([])
    const long = sources
      .filter((path) => lengthOf(path) > 200)
      .map((path) => `${path} has ${lengthOf(path)} lines`)
    expect(long).to.deep.equal([])
  })

  it('names files and folders in kebab-case', () => {
    const odd = [...sources, ...filesUnder('test', isTypeScript)].filter(
      (path) => !path.split('/').every((part) => /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d))?(\.ts)?$/.test(part)),
    )
    expect(odd).to.deep.equal([])
  })

  it('names no file by a second word for a thing that has one', () => {
    const second =
      /(^|[-/])(cases?|issues?|merchants?|vendors?|shoppers?|buyers?|operators?|supervisors?|tenants?)([-./]|$)/
    const folders = ['server', 'channels', 'jobs', 'views'].flatMap((folder) => filesUnder(folder))
    expect(folders.filter((path) => second.test(path))).to.deep.equal([])
  })

  it('puts unescaped text into a page only where it is made by the product itself', () => {
    const allowed = /^views\/layouts\/[a-z]+\.hbs: \{\{\{body\}\}\}$/
    const raw = filesUnder('views', (path) => path.endsWith('.hbs')).flatMap((path) =>
      [...textOf(path).matchAll(/\{\{\{[^}]*\}\}\}|\{\{&[^}]*\}\}/g)].map(([found]) => `${path}: ${found}`),
    )
    expect(raw.filter((one) => !allowed.test(one))).to.deep.equal([])
  })

  it('has at its top level what the layout names and what the ecosystem expects, and no more', () => {
    const top = new Set(trackedFiles().map((path) => path.split('/')[0] ?? path))
    const named = [
      'server',
      'channels',
      'views',
      'jobs',
      'test',
      'package.json',
      'tsconfig.json',
      'Procfile',
      'README.md',
    ]
    const usual = [
      'bin',
      'LICENSE',
      'ARCHITECTURE.md',
      'STYLE.md',
      'package-lock.json',
      'tsconfig.build.json',
      'eslint.config.js',
    ]
    const odd = [...top].filter(
      (name) => !named.includes(name) && !usual.includes(name) && !name.startsWith('.'),
    )
    expect(odd).to.deep.equal([])
  })

  it('has no test that only runs alone and no test switched off in passing', () => {
    const tests = filesUnder('test', (path) => path.endsWith('.test.ts'))
    const marks = (node: ts.Node, file: ts.SourceFile): boolean =>
      ts.isCallExpression(node) &&
      /^(describe|it|context)\.(only|skip)$|^x(it|describe)$/.test(node.expression.getText(file))
    expect(tests.flatMap((path) => placesOf(path, marks))).to.deep.equal([])
  })
})

/** What git has or is about to have; what it ignores is no part of the product. */
function trackedFiles(): string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  return list.split('\n').filter(Boolean)
}

function isPlainClass(node: ts.Node, file: ts.SourceFile): boolean {
  if (!ts.isClassLike(node)) return false
  const base = node.heritageClauses
    ?.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
    ?.types[0]?.getText(file)
  return !/^(Error|AppError|Invalid|Forbidden|NotFound|Conflict|ChannelRejected|ChannelUnavailable)$/.test(
    base ?? '',
  )
}

function lengthOf(path: string): number {
  return textOf(path).split('\n').length - 1
}
