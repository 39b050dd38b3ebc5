export { Team, type TeamRecord } from './team.js'
export { assertExist, create, ensureDefault, list } from './teams.js'
