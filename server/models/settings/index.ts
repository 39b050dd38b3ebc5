export { Setting, type SettingRecord } from './setting.js'
export { all, forgetSettings, get, set, type SettingKey, type Settings } from './settings.js'
