export { Playbook, type PlaybookRecord } from './playbook.js'
export { dismissAdvice, markStep, Progress, progressOf, type DoneStep, type ProgressRecord } from './progress.js'
