export { create, list, retire, seedCategories, update, type CategoryInput } from './categories.js'
export { Category, otherCategory, type CategoryRecord } from './category.js'
export { starterCategories } from './starter.js'
