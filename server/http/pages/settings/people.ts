import { Router, type Request, type Response } from 'express'
import { translator } from '../../../../views/i18n.js'
import { presentUser } from '../../../../views/present/settings.js'
import type { FieldFault, UsersPage } from '../../../../views/types.js'
import type { Role } from '../../../models/actor.js'
import { assertMay } from '../../../models/may.js'
import * as teams from '../../../models/teams/index.js'
import * as users from '../../../models/users/index.js'
import { localeOf } from '../../locale.js'
import { originOf, viewerOf } from '../../viewer.js'
import type { Web } from '../../web.js'
import { chromeOf, done, faultOf, isDelete, showPage, success, textOf, textsOf } from '../page.js'

const fields = { bad_email: 'email', email_taken: 'email', name_missing: 'name', bad_role: 'role' }

/** Colleagues: inviting, roles and teams, taking access away. */
export function peoplePages(web: Web): Router {
  const router = Router()
  router.use('/settings/users', (req, _res, next) => {
    assertMay(viewerOf(req).actor, 'manage_users')
    next()
  })
  router.get('/settings/users', (req, res) => show(req, res, web, {}))
  router.post('/settings/users', (req, res) => invite(req, res, web))
  router.post('/settings/users/:id', (req, res) =>
    changed(req, res, web, 'saved', (id) => {
      const role = textOf(req, 'role')
      return users.update(
        id,
        { teams: textsOf(req, 'teams'), ...(role ? { role: role as Role } : {}) },
        originOf(req),
      )
    }),
  )
  router.post('/settings/users/:id/deactivation', (req, res) =>
    isDelete(req)
      ? changed(req, res, web, 'activated', (id) => users.reactivate(id, originOf(req)))
      : changed(req, res, web, 'deactivated', (id) => users.deactivate(id, originOf(req))),
  )
  return router
}

async function invite(req: Request, res: Response, web: Web): Promise<void> {
  const { locale, timeZone } = web.config.defaults
  try {
    const invitation = {
      email: textOf(req, 'email'),
      name: textOf(req, 'name'),
      role: textOf(req, 'role') as Role,
      locale,
      timeZone,
    }
    const { token } = await users.invite(invitation, originOf(req))
    web.names.forget()
    await show(req, res, web, { invitationUrl: `${web.config.web.publicBaseUrl}/invitations/${token}` })
  } catch (error) {
    await show(req, res, web, {
      faults: [faultOf(error, fields)],
      values: { email: textOf(req, 'email'), name: textOf(req, 'name') },
    })
  }
}

async function changed(
  req: Request,
  res: Response,
  web: Web,
  flash: string,
  change: (id: string) => Promise<unknown>,
): Promise<void> {
  const id = String(req.params['id'])
  try {
    await change(id)
  } catch (error) {
    await show(req, res, web, { faults: [faultOf(error)] })
    return
  }
  web.names.forget()
  web.disconnect?.(`user:${id}`)
  done(req, res, '/settings/users', success(flash))
}

interface Showing {
  faults?: FieldFault[]
  values?: UsersPage['values']
  invitationUrl?: string
}

async function show(
  req: Request,
  res: Response,
  web: Web,
  { faults = [], values = { email: '', name: '' }, invitationUrl = '' }: Showing,
): Promise<void> {
  const t = translator(localeOf(req, web))
  const roleName = (role: string): string => t(`roles.${role}`)
  const [page, groups] = await Promise.all([users.list({ limit: 100 }), teams.list()])
  const choices = groups.map((team) => ({ id: team._id.toHexString(), name: team.name }))
  const me = viewerOf(req).actor.id
  const view: UsersPage = {
    chrome: chromeOf(req, web, 'settings'),
    tab: 'users',
    users: page.items.map((user) => presentUser(user, { me, roles: users.roles, roleName, teams: choices })),
    roles: users.roles.map((role) => ({
      value: role,
      label: roleName(role),
      chosen: role === (textOf(req, 'role') || 'agent'),
    })),
    teams: choices.map(({ id, name }) => ({ value: id, label: name, chosen: false })),
    invitationUrl,
    values,
    faults,
  }
  showPage(req, res, web, 'pages/settings/users', view, faults.length > 0 ? 422 : 200)
}
