import type { Types } from 'mongoose'
import * as categories from '../models/categories/index.js'
import type { CategoryRecord } from '../models/categories/index.js'
import { shortCache } from '../models/short-cache.js'
import * as teams from '../models/teams/index.js'
import * as users from '../models/users/index.js'

export interface NameRef {
  id: string
  name: string
}

/** Names behind ids, as they were at most 5 s ago. */
export interface NameMap {
  /** A user by id; null for nobody, and with an empty name for somebody who is gone. */
  user(id: Types.ObjectId | null): NameRef | null
  team(id: Types.ObjectId | null): NameRef | null
  /** By the id as events keep it; empty for what is gone. */
  userName(id: string): string
  teamName(id: string): string
  category(key: string): { key: string; name: { tr: string; en: string } } | null
  /** Active users, for choosing an assignee. */
  agents: NameRef[]
  categories: CategoryRecord[]
}

export interface Names {
  get(): Promise<NameMap>
  forget(): void
}

/** Remembers the names of users, teams and categories, so that a page of tickets asks for none of them. */
export function makeNames(): Names {
  const cache = shortCache<NameMap>(5_000, 1)
  return { get: () => cache.get('all', load), forget: () => cache.clear() }
}

async function load(): Promise<NameMap> {
  const [people, groups, kinds] = await Promise.all([allUsers(), teams.list(), categories.list()])
  const userNames = new Map(people.map((user) => [user._id.toHexString(), user.name]))
  const teamNames = new Map(groups.map((team) => [team._id.toHexString(), team.name]))
  const byKey = new Map(kinds.map((kind) => [kind.key, { key: kind.key, name: kind.names }]))
  return {
    user: (id) => named(userNames, id),
    team: (id) => named(teamNames, id),
    userName: (id) => userNames.get(id) ?? '',
    teamName: (id) => teamNames.get(id) ?? '',
    category: (key) => byKey.get(key) ?? null,
    agents: people.filter(users.isActive).map((user) => ({ id: user._id.toHexString(), name: user.name })),
    categories: kinds,
  }
}

function named(names: Map<string, string>, id: Types.ObjectId | null): NameRef | null {
  if (id === null) return null
  const hex = id.toHexString()
  return { id: hex, name: names.get(hex) ?? '' }
}

async function allUsers(): Promise<users.UserRecord[]> {
  const all: users.UserRecord[] = []
  let cursor: string | undefined
  do {
    const page = await users.list({ limit: 100, ...(cursor === undefined ? {} : { cursor }) })
    all.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return all
}
