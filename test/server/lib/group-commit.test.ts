import { expect } from 'chai'
import { groupCommit } from '../../../server/lib/group-commit.js'

describe('grouping work that comes at once', () => {
  it('does what comes while others run in one go, and gives each caller its own result', async () => {
    const groups: number[][] = []
    const double = groupCommit<number, number>({
      together: async (items) => {
        groups.push([...items])
        await Promise.resolve()
        return items.map((item) => item * 2)
      },
      alone: (item) => Promise.resolve(item * 2),
      most: 4,
      abreast: 1,
    })
    const results = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(double))
    expect(results).to.deep.equal([2, 4, 6, 8, 10, 12, 14])
    expect(groups).to.deep.equal([[1], [2, 3, 4, 5], [6, 7]])
  })

  it('lets only the bad one fail when a group fails', async () => {
    const done: string[] = []
    const work = groupCommit<string, string>({
      together: (items) => {
        if (items.includes('bad')) return Promise.reject(new Error('one of them is bad'))
        done.push(...items)
        return Promise.resolve([...items])
      },
      alone: (item) => {
        if (item === 'bad') return Promise.reject(new Error('this one is bad'))
        done.push(item)
        return Promise.resolve(item)
      },
      most: 10,
      abreast: 1,
    })
    const results = await Promise.allSettled(['first', 'good', 'bad', 'better'].map(work))
    expect(results.map(({ status }) => status)).to.deep.equal([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(done).to.deep.equal(['first', 'good', 'better'])
  })
})
