import type { ElementNode } from './part-text.ts';

/**
 * Whether the XML between an opening and a closing tag can be repeated and left out: from where their ways
 * to the root part, both tags have to stand in the same kinds of elements. Within a table, two cells of one
 * row repeat the row and two rows of one table repeat the rows; other tables cannot be crossed.
 */
export function canRepeat(opening: ElementNode, closing: ElementNode): boolean {
  const openingChain = chainOf(opening);
  const closingChain = chainOf(closing);
  let shared = 0;
  while (shared < openingChain.length && openingChain[shared] === closingChain[shared]) shared++;
  const openingNames = openingChain.slice(shared).map((node) => node.name);
  const closingNames = closingChain.slice(shared).map((node) => node.name);
  if (openingNames.join() !== closingNames.join()) return false;
  const common = openingChain[shared - 1]?.name;
  return !openingNames.includes('w:tc') || common === 'w:tr' || common === 'w:tbl';
}

/** From the root element down to the node. */
function chainOf(node: ElementNode): ElementNode[] {
  const chain: ElementNode[] = [];
  for (let current: ElementNode | null = node; current; current = current.parent) chain.push(current);
  return chain.reverse();
}
