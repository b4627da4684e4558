// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { PlaceholderRefusal } from './placeholder-refusal.ts';

/** The box a picture is fitted into, in pixels at 96 dpi; a side that is not given follows from the other. */
export interface PictureBox {
  width?: number;
  height?: number;
}

/** Pixels at 96 dpi. A page of A3 is some 1,600 wide. */
const LARGEST = 5000;

const PIXELS: Record<string, number> = {
  px: 1,
  pt: 96 / 72,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
  in: 96,
};

const SIZE = /^(\d{1,5}(?:\.\d{1,2})?)\s*(px|pt|cm|mm|in)?$/i;
const NAMED = /^(width|w|height|h)\s*=(.*)$/is;

/**
 * Reads the sizes after a picture's name as PHPWord writes them: `200:80`, `200`, `:80`, `5cm:2cm`,
 * `width=200:height=80`. Undefined when there are none.
 *
 * @throws PlaceholderRefusal
 */
export function readPictureBox(sizes: readonly string[]): PictureBox | undefined {
  if (sizes.length === 0) return undefined;
  if (sizes.length > 2 || sizes.every((size) => size === '')) throw badSize(sizes.join(':'));
  const box: PictureBox = {};
  for (const [index, size] of sizes.entries()) {
    if (size === '') continue;
    const named = NAMED.exec(size);
    const side = sideOf(named?.[1], index);
    if (box[side] !== undefined) throw badSize(sizes.join(':'));
    box[side] = pixels((named ? named[2] : size) ?? '', sizes);
  }
  return box;
}

function sideOf(name: string | undefined, index: number): 'width' | 'height' {
  if (name === undefined) return index === 0 ? 'width' : 'height';
  return name.toLowerCase().startsWith('w') ? 'width' : 'height';
}

function pixels(size: string, sizes: readonly string[]): number {
  const match = SIZE.exec(size.trim());
  const value = Math.round(Number(match?.[1]) * (PIXELS[(match?.[2] ?? 'px').toLowerCase()] ?? 1));
  if (!match || value < 1 || value > LARGEST) throw badSize(sizes.join(':'));
  return value;
}

const badSize = (written: string): PlaceholderRefusal =>
  new PlaceholderRefusal(
    'bad-picture-size',
    `“${written.slice(0, 40).toWellFormed()}” is no size of a picture; write width and height in pixels, 1 to ${LARGEST}: \${logo:200:80}.`,
  );
