import { fields, text } from './loose.js'
import { plain } from './meta/values.js'

/** More than any form asks. */
const mostLines = 50

/**
 * What a person filled into a form that comes packed as JSON (WhatsApp Flows: `nfm_reply.response_json`; Telegram:
 * `web_app_data.data`), a line for each answer. What the form says to itself (`flow_token`) is left out; what is no JSON
 * object stands as it came.
 */
export function formLines(given: unknown): string[] {
  const packed = text(given).slice(0, 20_000)
  if (packed === '') return []
  let answers: unknown
  try {
    answers = JSON.parse(packed)
  } catch {
    return [plain(packed)]
  }
  if (typeof answers !== 'object' || answers === null || Array.isArray(answers)) return [plain(packed)]
  return Object.entries(fields(answers))
    .filter(([name]) => name !== 'flow_token')
    .slice(0, mostLines)
    .flatMap(([name, answer]) => {
      const said = sayable(answer)
      return said === '' ? [] : [`${plain(name)}: ${said}`]
    })
}

function sayable(answer: unknown): string {
  if (typeof answer === 'string') return plain(answer)
  if (typeof answer === 'number' || typeof answer === 'boolean') return String(answer)
  return answer === null || answer === undefined ? '' : plain(JSON.stringify(answer))
}
