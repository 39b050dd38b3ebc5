/** Icons that are chosen by a code; the build puts these and those named in templates into the sprite. */
export const iconsByCode: Record<string, Record<string, string>> = {
  channel: {
    email: 'mail',
    sms: 'device-mobile-message',
    whatsapp: 'brand-whatsapp',
    chat: 'messages',
    messenger: 'brand-messenger',
    instagram: 'brand-instagram',
    x: 'brand-x',
    telegram: 'brand-telegram',
    review: 'star',
    form: 'forms',
    phone: 'phone',
    marketplace: 'building-store',
    api: 'api',
  },
  delivery: {
    queued: 'clock',
    sending: 'send',
    sent: 'check',
    delivered: 'checks',
    read: 'eye-check',
    kept: 'archive',
    failed: 'alert-triangle',
    unknown: 'help-circle',
  },
  moderation: { hide: 'eye-off', unhide: 'eye', like: 'heart', unlike: 'heart-off' },
  promise: { open: 'calendar-due', kept: 'circle-check', broken: 'alert-triangle' },
  proof: {
    none: 'help-circle',
    transport: 'mail-check',
    signed: 'signature',
    roundtrip: 'shield-check',
    claim: 'message-question',
  },
  story: {
    opened: 'inbox',
    closed: 'lock',
    ordered: 'shopping-cart',
    delivered: 'package',
    completed: 'circle-check',
    rated: 'star',
    merged: 'git-merge',
  },
  call: { in: 'phone-incoming', out: 'phone-outgoing' },
  status: {
    open: 'circle-dot',
    pending: 'hourglass',
    on_hold: 'player-pause',
    resolved: 'circle-check',
    closed: 'lock',
  },
  priority: { low: 'chevron-down', normal: 'minus', high: 'chevron-up', urgent: 'flame' },
  view: {
    mine: 'user',
    unassigned: 'user-question',
    open: 'inbox',
    pending: 'hourglass',
    on_hold: 'player-pause',
    resolved: 'circle-check',
    spam: 'ban',
    closed: 'archive',
    snoozed: 'alarm-snooze',
  },
  flash: {
    success: 'circle-check',
    danger: 'alert-triangle',
    warning: 'alert-triangle',
    info: 'info-circle',
  },
  health: { ok: 'circle-check', warning: 'alert-triangle', down: 'circle-x' },
  last: { in: 'arrow-down-left', out: 'arrow-up-right', note: 'lock', none: 'minus' },
  demo: { roses: 'flower', cake: 'cake', mug: 'mug', gift: 'gift' },
}

/** Icon for a code; a code nobody knows gets a plain circle. */
export function iconByCode(kind: string, code: string): string {
  return iconsByCode[kind]?.[code] ?? 'circle'
}

/** SVG that uses the sprite; it says nothing to a screen reader, the text beside it does. */
export function iconSvg(name: string, sprite: string): string {
  return `<svg class="icon" aria-hidden="true" focusable="false"><use href="${sprite}#${name}"></use></svg>`
}
