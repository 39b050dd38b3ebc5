import type { z } from 'zod'

/**
 * The text of .env.example: one commented line for each variable, so that copying the file changes nothing.
 * @param shape the variables with their descriptions; a default is shown as the value
 */
export function envExample(shape: Record<string, z.ZodType>): string {
  const parts = Object.entries(shape).map(([name, type]) => {
    const fallback = defaultOf(type)
    return `# ${type.description ?? ''}\n# ${name}=${fallback}\n`
  })
  return `# Every variable that Redress reads. All have defaults or may be left out: \`npm start\` works without any.\n\n${parts.join('\n')}`
}

/** What the variable is when it is not set; empty where that is nothing. */
function defaultOf(type: z.ZodType): string {
  const { success, data } = type.safeParse(undefined)
  return success && (typeof data === 'string' || typeof data === 'number') ? String(data) : ''
}
