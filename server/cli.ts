import { runCommand } from './commands/run.js'

// A reader that has seen enough (`| head`) closes the pipe: that is no fault of the command.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await runCommand(
  process.argv.slice(2),
  {
    stdin: process.stdin,
    stdout: (line) => void process.stdout.write(`${line}\n`),
    stderr: (text) => void process.stderr.write(text),
  },
  process.env,
)
