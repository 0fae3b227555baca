/**
 * Builds dist/: tsc compiles src/ and the sandbox to build/, ncc makes seven bundles of it, one with every action and the CLI, small
 * ones for the process that runs a model and the thread in it, the threads that compare and count columns and the process that asks user SQL, and one for the sandbox; each
 * action gets a stub. Natives stay outside (see src/natives).
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { commands } from '../src/commands/index.ts'
import { licenses } from './licenses.ts'

const note = '#!/usr/bin/env node\n// Made by npm run build.\n'
const natives = ['@duckdb/node-api', 'onnxruntime-node', 'onnxruntime-common']

function run(program: string, ...args: string[]): void {
  try {
    execFileSync(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  } catch (error) {
    process.stdout.write((error as { stdout: Buffer }).stdout)
    process.exit(1)
  }
}

function bundle(entry: string, name: string): void {
  const external = natives.flatMap((native) => ['--external', native])
  run(
    'node_modules/@vercel/ncc/dist/ncc/cli.js',
    'build',
    `build/${entry}`,
    '--out',
    `dist/${name}`,
    '--target',
    'es2022',
    ...external,
  )
}

function stub(name: string, code: string): void {
  mkdirSync(`dist/${name}`, { recursive: true })
  writeFileSync(`dist/${name}/index.js`, note + code)
}

rmSync('build', { recursive: true, force: true })
rmSync('dist', { recursive: true, force: true })
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json')
writeFileSync('build/package.json', '{ "type": "module" }\n')
bundle('src/main.js', 'pawl')
bundle('src/model/child/main.js', 'predict')
bundle('src/model/child/thread/main.js', 'infer')
bundle('src/drift/thread/main.js', 'compare')
bundle('src/data/thread/main.js', 'count')
bundle('src/data/sql-child/main.js', 'ask')
bundle('sandbox/serve/main.js', 'sandbox')
copyFileSync('node_modules/github-markdown-css/github-markdown.css', 'dist/sandbox/github-markdown.css')
for (const { name, runs } of commands)
  if (runs.some((surface) => surface !== 'cli'))
    stub(name, `import { action } from '../pawl/index.js'\n\nawait action('${name}')\n`)
stub(
  'cli',
  `import { fileURLToPath } from 'node:url'
import { cli } from '../pawl/index.js'

await cli(process.argv, {
  pawl: fileURLToPath(new URL('../..', import.meta.url)),
  load: () => import('../sandbox/index.js'),
})
`,
)
writeFileSync('dist/package.json', '{ "type": "module" }\n')
writeFileSync(
  'dist/licenses.txt',
  licenses('.', (name) => natives.includes(name) || name.startsWith('@duckdb/')),
)
