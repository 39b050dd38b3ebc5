export {
  Notification,
  notificationKinds,
  type NotificationKind,
  type NotificationRecord,
} from './notification.js'
export { countUnread, list, markRead, notify, type Notice } from './notifications.js'
