import { startPublicForms } from './complaint.js'
import { find } from './dom.js'

// Pages of people who are not signed in need next to nothing: a form that was refused says so at once.
find('[data-faults]')?.focus()
startPublicForms()
