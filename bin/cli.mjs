#!/usr/bin/env node
// The command `mytypist`: npx runs this file in a fresh clone with whatever Node there is. Plain JavaScript that Node
// 20 understands: it installs what is missing and then runs the TypeScript command under the project's own Node 24.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, projectNode, root } from '../dev/install.mjs';

ensureInstalled();
if (realpathSync(process.execPath) === realpathSync(projectNode)) {
  // Reading TypeScript costs more than half of the start; what was read once is kept until the files change.
  module.enableCompileCache(join(root, '.mytypist', 'compile-cache'));
  const { main } = await import('./cli/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const self = fileURLToPath(import.meta.url);
  const child = spawn(projectNode, [self, ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches the command by itself; a signal sent to this process alone is handed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (status, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : (status ?? 1);
  });
}
