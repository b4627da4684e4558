import type { Condition } from '../../domain/condition.ts';
import type { FilterCall } from '../../domain/filters.ts';
import type { PictureBox } from '../../domain/picture-box.ts';

/** A compiled part: XML that stays as it is, and what is decided for each document. */
export type Segment =
  | string
  | ValueSegment
  | RichSegment
  | PictureSegment
  | SectionSegment
  | ConditionSegment
  | { type: 'mark' }
  | { type: 'require'; what: 'end-paragraph' | 'paragraph' | 'row' };

export interface ValueSegment {
  type: 'value';
  name: string;
  words: string[];
  filters: FilterCall[];
  /**
   * `run`: in the text of a run, where breaks and tabs are elements. `plain`: letters only. `address`: the address of
   * a link; `address-piece`: a piece of one.
   */
  into: 'run' | 'plain' | 'address' | 'address-piece';
}

/** `|rich` text. */
export interface RichSegment {
  type: 'rich';
  name: string;
  words: string[];
  filters: FilterCall[];
  /** The `w:rPr` of the placeholder's run; empty without one. */
  runProperties: string;
  /** Alone in its paragraph it becomes paragraphs and lists; null otherwise. */
  paragraph: { properties: string } | null;
  /** Inside a link there can be no other. */
  inLink: boolean;
}

export interface PictureSegment {
  type: 'picture';
  name: string;
  words: string[];
  qr: boolean;
  box: PictureBox | undefined;
  altText: string;
  /** The `w:drawing` of a picture that is replaced; null where the picture is put into a run. */
  drawing: string | null;
}

export interface SectionSegment {
  type: 'section';
  name: string;
  words: string[];
  inverted: boolean;
  repeatsRow: boolean;
  children: Segment[];
  /** Printed between the rows of a list, and behind whatever else is shown. */
  separator: Segment[];
}

export interface ConditionSegment {
  type: 'condition';
  condition: Condition;
  children: Segment[];
  otherwise: Segment[];
}

/** Adds a segment, joining XML to XML before it. */
export function append(segments: Segment[], segment: Segment): void {
  const last = segments.length - 1;
  const before = segments[last];
  if (typeof segment !== 'string') segments.push(segment);
  else if (typeof before === 'string') segments[last] = before + segment;
  else if (segment !== '') segments.push(segment);
}
