import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

/** The repository's root folder. */
export const root = resolve(import.meta.dirname, '../..')

/** Files under a folder of the repository, as paths from its root with forward slashes. */
export function filesUnder(folder: string, wanted: (path: string) => boolean = () => true): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter(wanted)
    .sort()
}

export const isTypeScript = (path: string): boolean => path.endsWith('.ts')

export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** The syntax tree of one source file. */
export function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, textOf(path), ts.ScriptTarget.ES2022, true)
}

/** One import of a file: of another file of ours (path from the root) or of a package (its name). */
export interface Import {
  from: string
  to: string
  ours: boolean
  typesOnly: boolean
  line: number
}

/** Everything a file imports or exports from elsewhere, dynamic imports and `import('…')` types included. */
export function importsOf(path: string): Import[] {
  const file = parse(path)
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    const one = importIn(node)
    if (one)
      found.push({
        ...resolveImport(path, one.specifier),
        typesOnly: one.typesOnly,
        line: lineOf(file, node),
      })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** The line of a node, counted from 1. */
export function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1
}

/** `path:line` of every node of a file for which `wanted` holds. */
export function placesOf(path: string, wanted: (node: ts.Node, file: ts.SourceFile) => boolean): string[] {
  const file = parse(path)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (wanted(node, file)) found.push(`${path}:${lineOf(file, node)}`)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

function importIn(node: ts.Node): { specifier: string; typesOnly: boolean } | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
    return { specifier: node.moduleSpecifier.text, typesOnly: importsTypesOnly(node.importClause) }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
    return { specifier: node.moduleSpecifier.text, typesOnly: exportsTypesOnly(node) }
  if (
    ts.isImportTypeNode(node) &&
    ts.isLiteralTypeNode(node.argument) &&
    ts.isStringLiteral(node.argument.literal)
  )
    return { specifier: node.argument.literal.text, typesOnly: true }
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return null
  const [name] = node.arguments
  return name && ts.isStringLiteral(name) ? { specifier: name.text, typesOnly: false } : null
}

function importsTypesOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const named = clause.namedBindings
  return (
    !clause.name &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every((one) => one.isTypeOnly)
  )
}

function exportsTypesOnly(node: ts.ExportDeclaration): boolean {
  const named = node.exportClause
  return (
    node.isTypeOnly ||
    (named !== undefined && ts.isNamedExports(named) && named.elements.every((one) => one.isTypeOnly))
  )
}

function resolveImport(from: string, specifier: string): Omit<Import, 'typesOnly' | 'line'> {
  if (!specifier.startsWith('.')) return { from, to: packageName(specifier), ours: false }
  const target = relative(root, resolve(root, dirname(from), specifier)).replaceAll('\\', '/')
  return { from, to: target.replace(/\.js$/, '.ts'), ours: true }
}

function packageName(specifier: string): string {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier)
}
