import { evaluate } from '../../shared/domain/evaluate-condition.ts';
import { applyFilters, type FilterCall, type Printable } from '../../shared/domain/filters.ts';
import { isGroup, isShown, lookUp, type ValueGroup } from '../../shared/domain/scope.ts';
import type { SectionNode, TemplateNode } from '../../shared/domain/section-tree.ts';

/**
 * Prints what the placeholders of a text would show, by the rules of the renderer, joined by `|`.
 *
 * @throws Error for anything a document could not be made of
 */
export function printPlain(nodes: readonly TemplateNode[], values: ValueGroup): string {
  return printed(nodes, [values]).join('|');
}

function printed(nodes: readonly TemplateNode[], levels: readonly ValueGroup[]): string[] {
  return nodes.flatMap((node): string[] => {
    switch (node.type) {
      case 'value':
        return [printedValue(node.name, node.filters, levels)];
      case 'image':
        return node.qr ? [] : [printedValue(node.name, [], levels)];
      case 'signature':
        return [];
      case 'section':
        return printedSection(node, levels);
      default: {
        const verdict = evaluate(node.condition, (name) => lookUp(levels, name.split('.')).value);
        if (typeof verdict !== 'boolean') throw new Error(verdict.problem);
        return printed(verdict ? node.children : (node.otherwise?.children ?? []), levels);
      }
    }
  });
}

function printedValue(name: string, filters: readonly FilterCall[], levels: readonly ValueGroup[]): string {
  const { value } = lookUp(levels, name.split('.'));
  // What was left out and may be is printed as nothing, whatever the filters.
  if (value === '' && !filters.some((call) => call.name === 'default')) return '';
  const result = applyFilters(printable(value, name), filters);
  if ('problem' in result) throw new Error(`${name} must be ${result.problem}`);
  if (result.text === undefined) throw new Error(`${name} is missing`);
  return result.text;
}

function printable(value: unknown, name: string): Printable | readonly unknown[] | undefined {
  if (value === undefined || Array.isArray(value)) return value;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  throw new Error(`${name} is no single value`);
}

function printedSection(node: SectionNode, levels: readonly ValueGroup[]): string[] {
  const words = node.name.split('.');
  const { value } = lookUp(levels, words);
  if (value === undefined) throw new Error(`${node.name} is missing`);
  if (node.inverted || !isShown(value)) {
    return node.inverted && !isShown(value) ? printed(node.children, levels) : [];
  }
  if (!Array.isArray(value) && !isGroup(value)) return printed(node.children, levels);
  const rows: unknown[] = Array.isArray(value) ? value : [value];
  return rows.flatMap((row) => {
    if (!isGroup(row)) throw new Error(`A row of ${node.name} is no group`);
    return printed(node.children, [...levels, node.repeatsRow ? named(words, row) : row]);
  });
}

/** The row under the name of its list; the lists of these templates stand on the first level. */
function named(words: readonly string[], row: ValueGroup): ValueGroup {
  return words.reduceRight<ValueGroup>((inner, word) => ({ [word]: inner }), row);
}
