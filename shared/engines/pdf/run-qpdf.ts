import { execFile } from 'node:child_process';

export interface QpdfOutcome {
  /** 0; 2 for errors; 3 for a file that it had to mend. */
  code: number;
  output: Buffer;
  /** What it says, for the log. */
  complaint: string;
}

/** Milliseconds. 1,000 pages take one second. */
const longestRun = 60_000;

/** Bytes. */
const mostOutput = 256 * 1024 * 1024;

/**
 * Runs qpdf, the Debian package, with an empty environment. Throws an error that is no fault when it is not installed,
 * or does not end by itself.
 */
export function runQpdf(args: readonly string[]): Promise<QpdfOutcome> {
  return new Promise((resolve, reject) => {
    const options = {
      env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
      encoding: 'buffer' as const,
      timeout: longestRun,
      killSignal: 'SIGKILL' as const,
      maxBuffer: mostOutput,
    };
    execFile('qpdf', args, options, (error, output, complaint) => {
      // One that died of a signal has neither ended nor a code.
      const code = error === null ? 0 : error.code;
      if (typeof code === 'number' && !error?.killed) {
        resolve({ code, output, complaint: complaint.toString('utf8') });
      } else if (code === 'ENOENT') {
        reject(new Error('qpdf is missing. Install the Debian package qpdf.', { cause: error }));
      } else {
        reject(new Error('qpdf did not end by itself', { cause: error }));
      }
    }).stdin?.end();
  });
}
