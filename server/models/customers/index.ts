export { Customer, Identity, type Claim, type CustomerRecord, type IdentityRecord } from './customer.js'
export {
  beginNaming,
  forgetNaming,
  nameCustomer,
  namelessWriter,
  writtenByNameless,
  type Nameless,
} from './naming.js'
export { emailOf, findByIdentity, identitiesOf, survivor } from './find.js'
export { identifyAll, keyOf, knownCustomers, type Person } from './identify.js'
export { areTwoShopAccounts, mergeById, mergeInto, mergesOf } from './merge.js'
export { mergePeople, partPeople } from './merge-people.js'
export { undoMerge } from './undo-merge.js'
export type { MergeRecord } from './merge-journal.js'
export { isProven, recognise } from './recognise.js'
export { setOptOut, takeIdentityChange } from './identity-changes.js'
export { suggestionsFor, type Suggested } from './suggestions.js'
export { distinctFrom, forgetDistinct, tellDistinct } from './distinction.js'
export { repeatsIn, type Repeats } from './repeats.js'
export { storyOf, type StoryEntry, type StoryPlace } from './story.js'
export { doubtIdentity, dropIdentity } from './take-identity.js'
