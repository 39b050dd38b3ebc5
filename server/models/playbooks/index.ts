export { Playbook, type PlaybookRecord } from './playbook.js'
