'use strict'
// eslint-disable-next-line @typescript-eslint/no-require-imports -- CommonJS has no other way
const { reporters } = require('mocha')

/**
 * mocha's own report, tests that were skipped with their reason, and as the very last line the sum that scripts read:
 * `N passed, N failed`, with `, N skipped` where there are any.
 */
class Report extends reporters.Spec {
  epilogue() {
    const { passes, failures, pending } = this.stats
    super.epilogue()
    const skipped = this.skipped ?? []
    if (skipped.length > 0) write(['Skipped:', ...skipped.map((line) => `  ${line}`), ''].join('\n'))
    write(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`)
  }

  constructor(runner, options) {
    super(runner, options)
    this.skipped = []
    runner.on('pending', (test) => {
      this.skipped.push(`${test.fullTitle()}: ${reasonOf(test)}`)
    })
  }
}

/** The reason lies on the test itself or, when a before hook skipped the group, on that hook. */
function reasonOf(test) {
  if (test.skipReason) return test.skipReason
  for (let suite = test.parent; suite; suite = suite.parent) {
    const hook = [...suite._beforeAll, ...suite._beforeEach].find((one) => one.skipReason)
    if (hook) return hook.skipReason
  }
  return 'no reason given'
}

function write(text) {
  process.stdout.write(`${text}\n`)
}

module.exports = Report
