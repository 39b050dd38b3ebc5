export { compile, type Knowledge, type Matcher } from './compile.js'
export { forgetKnowledge, knowledgeChanged, loadKnowledge } from './knowledge.js'
export {
  Rule,
  ruleKinds,
  ruleLocales,
  type RuleKind,
  type RuleLocale,
  type RuleMatch,
  type RuleRecord,
} from './rule.js'
export { create, list, remove, update, type RuleInput } from './rules.js'
export { fieldsOf, seedRules, starterRules } from './seed.js'
