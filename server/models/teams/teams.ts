import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { Conflict, Invalid } from '../../lib/errors.js'
import { change, isDuplicate } from '../../lib/mongo.js'
import { audit, type Origin } from '../audits/index.js'
import { assertMay } from '../may.js'
import { Team, type TeamRecord } from './team.js'

/** The team that new people join, made when there is none; safe to call from several processes at once. */
export async function ensureDefault(): Promise<TeamRecord> {
  const found = await Team.findOne({ isDefault: true }).lean<TeamRecord>()
  if (found !== null) return found
  const fields = { name: 'Destek', key: 'destek', createdAt: now() }
  try {
    return await Team.findOneAndUpdate(
      { isDefault: true },
      { $setOnInsert: fields },
      { upsert: true, returnDocument: 'after' },
    ).lean<TeamRecord>()
  } catch (error) {
    if (!isDuplicate(error)) throw error
    return Team.findOne({ isDefault: true }).orFail().lean<TeamRecord>()
  }
}

/**
 * Makes a team.
 * @param key lower-case letters, digits and dashes, unique
 * @throws Forbidden('not_allowed'), Invalid('bad_team'), Conflict('team_exists')
 */
export async function create(team: { name: string; key: string }, by: Origin): Promise<TeamRecord> {
  assertMay(by.actor, 'manage_users')
  const name = team.name.trim()
  if (name === '' || name.length > 120 || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(team.key))
    throw new Invalid('bad_team')
  try {
    return await change(async (tx) => {
      const row = { name, key: team.key, isDefault: false, createdAt: now() }
      const made = await new Team(row).save({ session: tx })
      const thing = { kind: 'team', id: made._id.toHexString() }
      await audit({ action: 'team.created', thing, after: { name, key: team.key } }, by, tx)
      return made.toObject()
    })
  } catch (error) {
    if (isDuplicate(error)) throw new Conflict('team_exists', { key: team.key }, { cause: error })
    throw error
  }
}

/** All teams by key (an organisation has few: at most 100 are given). */
export async function list(): Promise<TeamRecord[]> {
  return Team.find().sort({ key: 1 }).limit(100).lean<TeamRecord[]>()
}

/** @throws Invalid('unknown_team') when one of the ids is no team's */
export async function assertExist(ids: Types.ObjectId[]): Promise<void> {
  const distinct = new Set(ids.map((id) => id.toHexString()))
  if (distinct.size === 0) return
  const known = await Team.countDocuments({ _id: { $in: ids } })
  if (known !== distinct.size) throw new Invalid('unknown_team')
}
