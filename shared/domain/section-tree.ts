import type { FieldPlace } from './field.ts';
import type { FilterCall } from './filters.ts';
import type { Placeholder } from './placeholder.ts';
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

export interface SectionNode {
  type: 'section';
  spot: Spot;
  name: string;
  inverted: boolean;
  /** The closing tag; null only in a template that is refused. */
  closing: Spot | null;
  children: TemplateNode[];
}

export type TemplateNode = ValueNode | SectionNode;

/** Deepest nesting of sections. */
const DEEPEST_SECTION = 8;

interface Frame {
  /** Null for the part itself, a text box or a note. */
  section: SectionNode | null;
  children: TemplateNode[];
}

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
    if (placeholder.kind === 'value') {
      this.#top().children.push({
        type: 'value',
        spot,
        name: placeholder.name,
        filters: placeholder.filters,
      });
    } else if (placeholder.kind === 'open') {
      this.#open(spot, placeholder.name, placeholder.inverted);
    } else {
      this.#close(spot, placeholder.name);
    }
  }

  #top(): Frame {
    const frame = this.#frames.at(-1);
    if (!frame) throw new Error('A story was left that had not been entered');
    return frame;
  }

  #report(code: TemplateFaultCode, spot: Spot, message: string): void {
    if (spot.repeated) return;
    const { part, paragraph, around } = spot.place;
    this.#faults.push({ code, message, where: { part, paragraph, around } });
  }

  #open(spot: Spot, name: string, inverted: boolean): void {
    const section: SectionNode = { type: 'section', spot, name, inverted, closing: null, children: [] };
    this.#top().children.push(section);
    this.#frames.push({ section, children: section.children });
    this.#checkDepth(spot);
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
    if (top.section?.name === name) {
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
    const open = this.#frames.findLastIndex((frame) => frame.section?.name === name);
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
        `\${/${name}} ends a section that never starts; write \${#${name}} where it starts or remove this tag.`,
      );
      return;
    }
    const inner = top.section?.name ?? '';
    this.#report(
      'crossed-sections',
      spot,
      `\${/${name}} comes before \${/${inner}}, although “${inner}” started inside “${name}”; close “${inner}” first.`,
    );
    if (open === -1) return;
    for (const frame of this.#frames.splice(open)) {
      if (frame.section && frame.section.name !== name) this.#forgiven.push(frame.section.name);
    }
  }

  #closeUnfinished(): void {
    for (let section = this.#top().section; section; section = this.#top().section) {
      const { name, spot, inverted } = section;
      this.#report(
        'unclosed-section',
        spot,
        `The section \${${inverted ? '^' : '#'}${name}} never ends; write \${/${name}} where it ends.`,
      );
      this.#frames.pop();
    }
  }
}

function isPlain(node: TemplateNode, name: string): boolean {
  return node.type === 'value' && node.name === name && node.filters.length === 0;
}

function heightOf(node: TemplateNode | undefined): number {
  if (node?.type !== 'section') return 0;
  return 1 + Math.max(0, ...node.children.map(heightOf));
}
