export { Task, type TaskRecord } from './task.js'
