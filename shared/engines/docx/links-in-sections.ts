import { childrenOf, type TemplateNode } from '../../domain/section-tree.ts';
import { clip, type TemplateFault } from '../../domain/template-fault.ts';
import { readRelationships, relationshipsName } from './package-parts.ts';
import type { PlainPart } from './plain-part.ts';
import type { ReadPart } from './read-part.ts';
import type { SectionLayout } from './section-layout.ts';

const PLACEHOLDER = /\$(?:\{|%7B)/i;

/**
 * The address of a link is kept once for the whole document, so one with a placeholder cannot differ from row to row:
 * it is refused inside a section that repeats.
 */
export function linksInSections(
  parts: readonly { read: ReadPart; layout: SectionLayout }[],
  plainParts: readonly PlainPart[],
): TemplateFault[] {
  return parts.flatMap(({ read, layout }) => {
    const name = relationshipsName(read.part.name).toLowerCase();
    const links = plainParts.find(({ part }) => part.name.toLowerCase() === name);
    if (!links) return [];
    const repeated = repeatedXml(read.nodes, read, layout);
    return readRelationships(links.part.xml)
      .filter(
        ({ target, id }) => PLACEHOLDER.test(target) && repeated.some((xml) => xml.includes(`r:id="${id}"`)),
      )
      .map(({ target }): TemplateFault => {
        const message =
          'A link inside a section that repeats has a placeholder in its address, which would be the same in every row. Write the address as text, or put the link outside the section.';
        return { code: 'unfillable-place', message, where: { part: read.part.part, around: clip(target) } };
      });
  });
}

function repeatedXml(nodes: readonly TemplateNode[], read: ReadPart, layout: SectionLayout): string[] {
  return nodes.flatMap((node) => {
    const region = node.type === 'section' && !node.inverted ? layout.regionOf(node) : undefined;
    if (region) return [read.part.xml.slice(region.extent.start, region.extent.end)];
    return repeatedXml(childrenOf(node), read, layout);
  });
}
