// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { Condition } from './condition.ts';
import type { FieldPlace } from './field.ts';
import type { FilterCall } from './filters.ts';
import type { PictureBox } from './picture-box.ts';
import { IF, type Placeholder } from './placeholder.ts';
import type { TemplateFault, TemplateFaultCode } from './template-fault.ts';

/** One placeholder where it stands in a document. */
export interface Spot {
  /** Unique within the template. */
  id: number;
  placeholder: Placeholder;
  place: Omit<FieldPlace, 'filters'>;
  /** True for the second copy of a text box that Word writes for old readers; it is no place of its own. */
  repeated: boolean;
}

/** Placeholders of one part in reading order; text boxes and notes are stories within the story. */
export type StoryEvent = { type: 'spot'; spot: Spot } | { type: 'enter' } | { type: 'leave' };

export interface ValueNode {
  type: 'value';
  spot: Spot;
  name: string;
  filters: FilterCall[];
}

export interface ImageNode {
  type: 'image';
  spot: Spot;
  name: string;
  /** The picture of the verification link, which we fill ourselves. */
  qr: boolean;
  box?: PictureBox;
}

/** A place kept for somebody's signature; nothing is filled in there. */
export interface SignatureNode {
  type: 'signature';
  spot: Spot;
  role: string;
  drawn: boolean;
}

export interface SectionNode {
  type: 'section';
  spot: Spot;
  name: string;
  inverted: boolean;
  /** A table row that repeats by itself for `${items.name}`; `spot` is its first placeholder, `closing` its last. */
  repeatsRow: boolean;
  /** The closing tag; null only in a template that is refused. */
  closing: Spot | null;
  children: TemplateNode[];
}

/** `${#if …}…${else}…${/if}` */
export interface ConditionNode {
  type: 'condition';
  spot: Spot;
  condition: Condition;
  /** The closing tag; null only in a template that is refused. */
  closing: Spot | null;
  children: TemplateNode[];
  otherwise: { spot: Spot; children: TemplateNode[] } | null;
}

export type TemplateNode = ValueNode | ImageNode | SignatureNode | SectionNode | ConditionNode;

/** What has an end tag. */
export type EnclosingNode = SectionNode | ConditionNode;

/** The nodes inside a node, of both branches of a condition. */
export function childrenOf(node: TemplateNode): readonly TemplateNode[] {
  if (node.type === 'section') return node.children;
  if (node.type === 'condition') return [...node.children, ...(node.otherwise?.children ?? [])];
  return [];
}

/** Deepest nesting of sections. */
const DEEPEST_SECTION = 8;

interface Frame {
  /** Null for the part itself, a text box or a note. */
  section: EnclosingNode | null;
  /** Where the next node goes: into the section, or into the other branch after `${else}`. */
  children: TemplateNode[];
}

/** The name that the end tag of a node has. */
const endName = (node: EnclosingNode): string => (node.type === 'condition' ? IF : node.name);

/** Pairs the opening and closing tags of one part. */
export function nestSections(events: readonly StoryEvent[]): {
  nodes: TemplateNode[];
  faults: TemplateFault[];
} {
  const nesting = new Nesting();
  for (const event of events) {
    if (event.type === 'enter') nesting.enter();
    else if (event.type === 'leave') nesting.leave();
    else nesting.add(event.spot);
  }
  return nesting.finish();
}

class Nesting {
  readonly #faults: TemplateFault[] = [];
  readonly #frames: Frame[] = [{ section: null, children: [] }];
  /** Sections already reported as crossed; their own tags are not reported again. */
  readonly #forgiven: string[] = [];

  enter(): void {
    this.#frames.push({ section: null, children: [] });
  }

  leave(): void {
    this.#closeUnfinished();
    const story = this.#frames.pop();
    this.#top().children.push(...(story?.children ?? []));
  }

  finish(): { nodes: TemplateNode[]; faults: TemplateFault[] } {
    this.#closeUnfinished();
    return { nodes: this.#top().children, faults: this.#faults };
  }

  add(spot: Spot): void {
    const { placeholder } = spot;
    if (placeholder.kind === 'open') {
      const { name, inverted } = placeholder;
      this.#open({ type: 'section', spot, name, inverted, repeatsRow: false, closing: null, children: [] });
    } else if (placeholder.kind === 'if') {
      const { condition } = placeholder;
      this.#open({ type: 'condition', spot, condition, closing: null, children: [], otherwise: null });
    } else if (placeholder.kind === 'else') {
      this.#else(spot);
    } else if (placeholder.kind === 'close') {
      this.#close(spot, placeholder.name);
    } else {
      this.#top().children.push(leafOf(spot, placeholder));
    }
  }

  #top(): Frame {
    const frame = this.#frames.at(-1);
    if (!frame) throw new Error('A story was left that had not been entered');
    return frame;
  }

  #report(code: TemplateFaultCode, spot: Spot, message: string): void {
    if (spot.repeated) return;
    const { part, paragraph, cell, around } = spot.place;
    this.#faults.push({ code, message, where: { part, paragraph, cell, around } });
  }

  #open(section: EnclosingNode): void {
    this.#top().children.push(section);
    this.#frames.push({ section, children: section.children });
    this.#checkDepth(section.spot);
  }

  #else(spot: Spot): void {
    const { section } = this.#top();
    if (section?.type !== 'condition' || section.otherwise) {
      const reason =
        section?.type === 'condition'
          ? 'A condition has one ${else}; remove this one.'
          : '${else} stands only between ${#if …} and its ${/if}, not inside another section there.';
      this.#report('misplaced-else', spot, reason);
      return;
    }
    section.otherwise = { spot, children: [] };
    this.#top().children = section.otherwise.children;
  }

  #checkDepth(spot: Spot): void {
    const depth = this.#frames.filter((frame) => frame.section).length;
    if (depth !== DEEPEST_SECTION + 1) return;
    this.#report(
      'sections-too-deep',
      spot,
      `Sections may stand in each other up to ${DEEPEST_SECTION} deep.`,
    );
  }

  #close(spot: Spot, name: string): void {
    const top = this.#top();
    if (top.section && endName(top.section) === name) {
      top.section.closing = spot;
      this.#frames.pop();
      return;
    }
    if (this.#closeBlock(top, spot, name)) return;
    const forgiven = this.#forgiven.indexOf(name);
    if (forgiven !== -1) {
      this.#forgiven.splice(forgiven, 1);
      return;
    }
    this.#closeWrongly(top, spot, name);
  }

  /** PHPWord writes blocks as `${BLOCK}…${/BLOCK}`: the nearest plain `${BLOCK}` was the opening tag. */
  #closeBlock(frame: Frame, spot: Spot, name: string): boolean {
    const index = frame.children.findLastIndex((node) => isPlain(node, name));
    const opening = frame.children[index];
    if (!opening) return false;
    const children = frame.children.splice(index + 1);
    frame.children[index] = {
      type: 'section',
      spot: opening.spot,
      name,
      inverted: false,
      repeatsRow: false,
      closing: spot,
      children,
    };
    const depth = this.#frames.filter((open) => open.section).length + heightOf(frame.children[index]);
    if (depth > DEEPEST_SECTION) {
      this.#report(
        'sections-too-deep',
        spot,
        `Sections may stand in each other up to ${DEEPEST_SECTION} deep.`,
      );
    }
    return true;
  }

  #closeWrongly(top: Frame, spot: Spot, name: string): void {
    const story = this.#frames.findLastIndex((frame) => !frame.section);
    const open = this.#frames.findLastIndex((frame) => frame.section && endName(frame.section) === name);
    if (open !== -1 && open < story) {
      this.#report(
        'section-crosses-layout',
        spot,
        `\${/${name}} stands in a text box or note, its opening tag outside; put both in the same place.`,
      );
      return;
    }
    const block = this.#frames
      .slice(story, -1)
      .some((frame) => frame.children.some((node) => isPlain(node, name)));
    if (open === -1 && !block) {
      this.#report(
        'unopened-section',
        spot,
        name === IF
          ? '${/if} ends a condition that never starts; write ${#if …} where it starts or remove this tag.'
          : `\${/${name}} ends a section that never starts; write \${#${name}} where it starts or remove this tag.`,
      );
      return;
    }
    const inner = top.section ? endName(top.section) : '';
    this.#report(
      'crossed-sections',
      spot,
      `\${/${name}} comes before \${/${inner}}, although “${inner}” started inside “${name}”; close “${inner}” first.`,
    );
    if (open === -1) return;
    for (const frame of this.#frames.splice(open)) {
      if (frame.section && endName(frame.section) !== name) this.#forgiven.push(endName(frame.section));
    }
  }

  #closeUnfinished(): void {
    for (let section = this.#top().section; section; section = this.#top().section) {
      const message =
        section.type === 'condition'
          ? 'The condition ${#if …} never ends; write ${/if} where it ends.'
          : `The section \${${section.inverted ? '^' : '#'}${section.name}} never ends; write \${/${section.name}} where it ends.`;
      this.#report('unclosed-section', section.spot, message);
      this.#frames.pop();
    }
  }
}

function leafOf(
  spot: Spot,
  placeholder: Extract<Placeholder, { kind: 'value' | 'image' | 'signature' }>,
): ValueNode | ImageNode | SignatureNode {
  if (placeholder.kind === 'value') {
    return { type: 'value', spot, name: placeholder.name, filters: placeholder.filters };
  }
  if (placeholder.kind === 'signature') {
    return { type: 'signature', spot, role: placeholder.role, drawn: placeholder.drawn };
  }
  const { name, qr, box } = placeholder;
  return { type: 'image', spot, name, qr, ...(box ? { box } : {}) };
}

function isPlain(node: TemplateNode, name: string): boolean {
  return node.type === 'value' && node.name === name && node.filters.length === 0;
}

function heightOf(node: TemplateNode | undefined): number {
  if (node?.type !== 'section' && node?.type !== 'condition') return 0;
  return 1 + Math.max(0, ...childrenOf(node).map(heightOf));
}
