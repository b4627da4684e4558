// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import { readPictureBox } from '../../shared/domain/picture-box.ts';
import { PlaceholderRefusal } from '../../shared/domain/placeholder-refusal.ts';

describe('the box of a picture', () => {
  it('is absent where nothing is written', () => {
    expect(readPictureBox([])).toBeUndefined();
  });

  test.each([
    [['200', '80'], { width: 200, height: 80 }],
    [['200'], { width: 200 }],
    [['200', ''], { width: 200 }],
    [['', '80'], { height: 80 }],
    [['96px'], { width: 96 }],
    [['72pt'], { width: 96 }],
    [['2.54cm'], { width: 96 }],
    [['25.4 mm'], { width: 96 }],
    [['1IN'], { width: 96 }],
    [['0.5'], { width: 1 }],
    [['99.49'], { width: 99 }],
    [['1'], { width: 1 }],
    [['5000', '5000'], { width: 5000, height: 5000 }],
    [['5000.49'], { width: 5000 }],
    [['width=200', 'height=80'], { width: 200, height: 80 }],
    [['height=80', 'width=200'], { width: 200, height: 80 }],
    [['h=80'], { height: 80 }],
    [['w = 200'], { width: 200 }],
    [['W=200', 'H= 2cm'], { width: 200, height: 76 }],
    [['w=200', '80'], { width: 200, height: 80 }],
    [['200', 'h=80'], { width: 200, height: 80 }],
    [['', 'w=200'], { width: 200 }],
  ])('of %j is %j', (sizes, box) => {
    expect(readPictureBox(sizes)).toStrictEqual(box);
  });

  test.each([
    [['']],
    [['', '']],
    [['0']],
    [['0.49']],
    [['5000.5']],
    [['5001']],
    [['53in']],
    [['100000']],
    [['1.234']],
    [['.5']],
    [['5.']],
    [['-5']],
    [['1e3']],
    [['200em']],
    [['200 80']],
    [['200x80']],
    [['wide']],
    [['w=']],
    [['w=w=2']],
    [['width200']],
    [['depth=2']],
    [['1', '2', '3']],
    [['', '', '80']],
    [['1', '', '']],
    [['w=2\n0']],
    [['200', 'w=200']],
    [['h=80', '80']],
    [['h=80', 'height=80']],
    [['NaN']],
  ])('cannot be %j', (sizes) => {
    const read = (): unknown => readPictureBox(sizes);
    expect(read).toThrow(PlaceholderRefusal);
    expect(read).toThrow(
      `“${sizes.join(':')}” is no size of a picture; write width and height in pixels, 1 to 5000: \${logo:200:80}.`,
    );
  });

  it('refuses with the code of picture sizes and quotes at most 40 characters, none of them halved', () => {
    try {
      readPictureBox([`${'x'.repeat(39)}\u{1f600}${'x'.repeat(100)}`]);
    } catch (error) {
      if (!(error instanceof PlaceholderRefusal)) throw error;
      expect(error.code).toBe('bad-picture-size');
      expect(error.message).toContain(`“${'x'.repeat(39)}\ufffd”`);
    }
    expect.assertions(2);
  });
});
