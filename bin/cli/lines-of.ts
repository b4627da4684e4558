import { createReadStream } from 'node:fs';
import { unreadable } from './read-file.ts';

/** The lines of a file of any size that are not empty, one after the other. @throws CommandFailure when it cannot be read */
export async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const piece of createReadStream(file, 'utf8')) {
      const lines = `${rest}${piece}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines.filter((line) => line.trim() !== '');
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  if (rest.trim() !== '') yield rest;
}
