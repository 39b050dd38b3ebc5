import { makeApp } from './app.js'
import { startAttaching } from './attach.js'
import { startComposer } from './composer.js'
import { startInsertingWords, startOpeningCalls } from './helping.js'
import { startCopying } from './copy.js'
import { dataNumber, find } from './dom.js'
import { startForms } from './forms.js'
import { startKeys } from './keys.js'
import { makeList } from './list.js'
import { startLive } from './live.js'
import { startMenus } from './menus.js'
import { startPanes } from './panes.js'
import { makeScroll } from './scroll.js'
import { startSight } from './sight.js'
import { makeThread } from './thread.js'
import { keepTimes } from './times.js'
import { startUnread } from './title.js'

const app = await makeApp()
startMenus(app)
startForms(app)
startInsertingWords()
startOpeningCalls()
startCopying(app)
keepTimes(app)

const unread = startUnread(app)
const scroll = makeScroll(app)
const look = startSight(app, scroll)
const thread = makeThread(app, scroll, look)
const list = makeList(app)
const composer = startComposer(app, { thread, scroll, attaching: startAttaching(app) })

const opened = (title: string): void => {
  unread.titled(title)
  list.select(thread.number())
  composer.opened()
  scroll.reset()
  look()
  live.subscribe()
}
const panes = startPanes(app, opened)
startKeys({ composer, panes })
const live = startLive(app, { thread, list, unread, scroll, reconnected: composer.retryAll })

list.select(dataNumber(find('[data-conversation]'), 'number'))
if (thread.number()) {
  composer.opened()
  scroll.reset()
}
