import { describe, expect, it, test } from 'vitest';
import { PictureCheck } from '../../../shared/engines/docx/package-pictures.ts';
import { faultsOf } from './faults-of.ts';

/** The first bytes of a GIF, which state its size. */
function gif(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.write('GIF89a', 'latin1');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  return bytes;
}

const judged = (content: Buffer) => faultsOf(() => new PictureCheck().judge(content, 'word/media/a.gif'));

describe('a picture', () => {
  it('may have up to 40 million pixels', () => {
    expect(judged(gif(1, 1))).toEqual([]);
    expect(judged(gif(8000, 5000))).toEqual([]);
  });

  test.each([
    ['of unknown content', Buffer.from('no picture')],
    ['without width', gif(0, 5)],
    ['without height', gif(5, 0)],
    ['of over 40 million pixels', gif(8000, 5001)],
  ])('%s is refused', (_, content) => {
    expect(judged(content)).toMatchSnapshot();
  });

  it('is refused when all together have over 200 million pixels', () => {
    const check = new PictureCheck();
    const one = gif(8000, 5000);
    const faults = faultsOf(() => {
      for (const name of 'abcde') check.judge(one, name);
    });
    expect(faults).toEqual([]);
    expect(faultsOf(() => check.judge(gif(1, 1), 'f'))).toMatchSnapshot();
  });
});
