import type { Field } from './field.ts';
import { isGroup, lookUp, type ValueGroup } from './scope.ts';

/**
 * Different pictures that the values of one request may name. Far more than documents show; few enough to look all of
 * them up in one go.
 */
export const maxPictures = 1000;

/** A value that names a picture. */
export interface PictureUse {
  /** `logo`, `items[2].photo`. */
  path: string;
  reference: string;
}

/** Values that answer names, and where they lie in the whole. */
interface Level {
  /** Empty for the outermost. */
  path: string;
  group: ValueGroup;
}

/** The pictures that checked values name, each value once, whether the document comes to show it or not. */
export function pictureReferences(fields: readonly Field[], values: ValueGroup): PictureUse[] {
  const uses = usesOf(fields, [{ path: '', group: values }]);
  return [...new Map(uses.map((use) => [use.path, use])).values()];
}

/** Names are looked up as the renderer does it, so that no picture it will ask for is missed. */
function usesOf(fields: readonly Field[], levels: readonly Level[]): PictureUse[] {
  return fields.filter(showsPictures).flatMap((field) => {
    const { value, path } = answerTo(field.name, levels);
    if (field.kind === 'image') {
      return typeof value === 'string' && value !== '' ? [{ path, reference: value }] : [];
    }
    const inside = levelsInside(value, path, levels).flatMap((inner) => usesOf(field.fields, inner));
    return [...inside, ...usesOf(field.otherwise, levels)];
  });
}

const showsPictures = ({ kind, fields, otherwise }: Field): boolean =>
  kind === 'image' || fields.some(showsPictures) || otherwise.some(showsPictures);

/** Where a section looks its names up, once for each row; one without rows leaves them on the level it is on. */
function levelsInside(value: unknown, path: string, levels: readonly Level[]): Level[][] {
  if (!Array.isArray(value)) return [isGroup(value) ? [...levels, { path, group: value }] : [...levels]];
  return value.flatMap((row: unknown, index) =>
    isGroup(row) ? [[...levels, { path: `${path}[${index}]`, group: row }]] : [],
  );
}

function answerTo(name: string, levels: readonly Level[]): { value: unknown; path: string } {
  const answer = lookUp(
    levels.map(({ group }) => group),
    name.split('.'),
  );
  const within = levels[answer.level]?.path ?? '';
  return { value: answer.value, path: within === '' ? name : `${within}.${name}` };
}
