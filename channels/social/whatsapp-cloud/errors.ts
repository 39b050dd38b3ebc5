import type { FailureTable } from '../meta/errors.js'
import type { GraphProduct } from '../meta/graph.js'

/**
 * WhatsApp Cloud API error codes (Meta, support, error codes). The same codes come later in the receipt of a message that
 * was accepted and failed.
 */
const codes: FailureTable = {
  130429: 'retry', 131000: 'retry', 131016: 'retry', 131048: 'retry', 131053: 'retry', 131056: 'retry', 131057: 'retry',
  131064: 'retry', 133004: 'retry', 133016: 'retry', // busy, throttled, media not ready
  0: 'config', 131005: 'config', 131030: 'config', 131031: 'config', 131042: 'config', 131045: 'config', 133010: 'config',
  132001: 'config', 132015: 'config', 132016: 'config', // rights, bill, registration, a template that is not there or paused
  131047: 'window',
  131050: 'optout',
  130472: 'permanent', 131008: 'permanent', 131009: 'permanent', 131021: 'permanent', 131026: 'permanent', 131049: 'permanent',
  131051: 'permanent', 131052: 'permanent', 131062: 'permanent',
} // prettier-ignore

export const whatsappGraph: GraphProduct = { codes, subcodes: {} }

/** The class of a failed receipt's code; permanent where it is not known. */
export function classOfWhatsAppCode(code: string): NonNullable<FailureTable[number]> {
  return codes[Number(code)] ?? 'permanent'
}
