export { Playbook, type PlaybookRecord } from './playbook.js'
export { playbookByKey, playbooksFor, seedPlaybooks, stepWords, type OfferedPlaybook } from './playbooks.js'
export {
  dismissAdvice,
  markStep,
  Progress,
  progressOf,
  type DoneStep,
  type ProgressRecord,
} from './progress.js'
