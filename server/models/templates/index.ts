export { Template, type TemplateRecord } from './template.js'
