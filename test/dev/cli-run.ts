/** Runs the command `mytypist` as a child process in a folder of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docx, p } from '../support/docx.ts';

const cli = join(import.meta.dirname, '../../bin/cli.mjs');

export interface CliRun {
  code: number | null;
  stdout: Buffer;
  stderr: string;
}

/** A temporary folder with files to work on. */
export class CliFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'mytypist-cli-'));

  /** Writes a file; a group or list becomes JSON. Answers its path. */
  put(name: string, content: string | Buffer | object): string {
    const file = join(this.path, name);
    const isBytes = typeof content === 'string' || Buffer.isBuffer(content);
    writeFileSync(file, isBytes ? content : JSON.stringify(content));
    return file;
  }

  /** Writes a Word file with a paragraph for each text. */
  template(name: string, ...paragraphs: string[]): string {
    return this.put(name, docx(paragraphs.map((text) => p(text)).join('')));
  }

  /** Runs the command in this folder until it ends. */
  async run(...args: string[]): Promise<CliRun> {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: this.path,
      env: { ...process.env, MYTYPIST_INSTALL: 'never' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => stdout.push(piece));
    child.stderr.on('data', (piece: Buffer) => stderr.push(piece));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString('utf8') };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
