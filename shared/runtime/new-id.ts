import { uuidv7obj } from 'uuidv7';
import type { IdPrefix } from '../contract/ids.ts';

/** A new id: prefix and UUIDv7, which grows even within one millisecond, so sorting by id sorts by age. */
export const newId = (prefix: IdPrefix): string => `${prefix}_${uuidv7obj().toHex()}`;
