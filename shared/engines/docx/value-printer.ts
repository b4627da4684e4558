// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { applyFilters, type FilterCall } from '../../domain/filters.ts';
import { RenderFault } from '../../domain/render-fault.ts';
import { isGroup, isShown, lookUp, type ValueGroup } from '../../domain/scope.ts';
import type { TemplateNode } from '../../domain/section-tree.ts';
import { unstorableReason } from '../../domain/storable-text.ts';
import { DOCX_LIMITS } from './limits.ts';
import { countTokens, tokenName } from './normalise-part.ts';

/** What a token of a normalised part stands for. */
interface Instruction {
  name: string;
  words: string[];
  /** Null for sections. */
  filters: FilterCall[] | null;
}

/** What docxtemplater is given for a token: a text to print, rows to repeat, or whether to show. */
export type Printed = string | boolean | ValueGroup | ValueGroup[];

/** Answers the tokens of one template, and keeps count of what a rendering produces. */
export class ValuePrinter {
  readonly #instructions = new Map<string, Instruction>();
  #tags = 0;
  #bytes = 0;
  #tokensInValues = 0;

  constructor(nodes: readonly TemplateNode[]) {
    this.#add(nodes);
  }

  #add(nodes: readonly TemplateNode[]): void {
    for (const node of nodes) {
      const filters = node.type === 'value' ? node.filters : null;
      this.#instructions.set(tokenName(node.spot.id), {
        name: node.name,
        words: node.name.split('.'),
        filters,
      });
      if (node.type === 'section') this.#add(node.children);
    }
  }

  /** Starts counting for a new document. */
  reset(): void {
    this.#tags = 0;
    this.#bytes = 0;
    this.#tokensInValues = 0;
  }

  /** How many printed texts look like tokens; they are no leftovers. */
  get tokensInValues(): number {
    return this.#tokensInValues;
  }

  /** Counts characters of the output. @throws RenderFault above the limit */
  count(characters: number): void {
    this.#bytes += characters;
    if (this.#bytes <= DOCX_LIMITS.outputBytes) return;
    const limit = DOCX_LIMITS.outputBytes / 1024 / 1024;
    throw new RenderFault(
      'output-too-large',
      `The document would be larger than ${limit} MB; use fewer rows or shorter texts.`,
    );
  }

  /** @throws RenderFault when the values do not fit the template */
  print(token: string, levels: readonly ValueGroup[]): Printed {
    if (++this.#tags > DOCX_LIMITS.renderedTags) {
      throw new RenderFault(
        'too-many-tags',
        `The document would print more than ${DOCX_LIMITS.renderedTags} values; use fewer rows.`,
      );
    }
    const instruction = this.#instructions.get(token);
    if (!instruction) throw new RenderFault('leftover-placeholder', `Unknown token ${token}`);
    const { value } = lookUp(levels, instruction.words);
    return instruction.filters === null
      ? sectionValue(value, instruction.name)
      : this.#text(value, instruction.name, instruction.filters);
  }

  #text(value: unknown, name: string, filters: FilterCall[]): string {
    const printable = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    if (value !== undefined && !printable)
      throw new RenderFault('wrong-shape', `“${name}” must be a text or number.`);
    const printed = applyFilters(printable ? value : undefined, filters);
    if ('problem' in printed) throw new RenderFault('invalid-value', `“${name}” must be ${printed.problem}.`);
    if (printed.text === undefined) throw new RenderFault('missing-value', `“${name}” is missing.`);
    const reason = unstorableReason(printed.text);
    if (reason) throw new RenderFault('invalid-value', `“${name}” ${reason}.`);
    this.count(printed.text.length);
    if (printed.text.includes('${')) this.#tokensInValues += countTokens(printed.text);
    return printed.text.replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n');
  }
}

function sectionValue(value: unknown, name: string): Printed {
  if (value === undefined) throw new RenderFault('missing-value', `“${name}” is missing.`);
  if (Array.isArray(value)) {
    if (value.every(isGroup)) return value;
    throw new RenderFault('wrong-shape', `Each row of “${name}” must be a group of named values.`);
  }
  return isGroup(value) ? value : isShown(value);
}
