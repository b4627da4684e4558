import { clip, type TemplateFault } from '../../domain/template-fault.ts';
import { type FieldRefusal, linkAdvice } from './field-codes.ts';
import { DOCX_LIMITS } from './limits.ts';
import { allowsAddress } from './link-address.ts';
import { readAttributes, scanXml } from './xml-scan.ts';

/** A part in which this is not found has no reference of the kind `outsideReference` looks for. */
export const REFERENCE_HINT = /[\s:](?:src|href|althref|link)\s*=/;

const MEDIA = new Set(['blip', 'videoFile', 'audioFile', 'quickTimeFile', 'wavAudioFile']);

/**
 * Finds an address written into a drawing instead of a relationship: `src`, `o:href` and `href` of VML, `r:link` of
 * pictures and films. Null when there is none, or one that may stay.
 *
 * @param name of the element
 * @param tag its whole start tag
 * @throws XmlDamage when an entity is unknown
 */
export function outsideReference(name: string, tag: string): FieldRefusal | null {
  if (!REFERENCE_HINT.test(tag)) return null;
  for (const [attribute, value] of readAttributes(tag)) {
    if (value.trim() === '' || name.startsWith('w:')) continue;
    if (attribute === 'href' && !allowsAddress(value))
      return { code: 'external-link', message: linkAdvice(value), around: clip(value) };
    if (loads(attribute, name.slice(name.indexOf(':') + 1))) {
      const message = `The document loads “${clip(value)}” from outside. Insert the picture into the document instead of linking it.`;
      return { code: 'external-link', message, around: clip(value) };
    }
  }
  return null;
}

/** Whether Word or a converter fetches what the attribute names, without anybody clicking. */
function loads(attribute: string, element: string): boolean {
  if (attribute.endsWith(':link')) return MEDIA.has(element);
  return attribute === 'src' || attribute === 'althref' || /:(?:src|href|althref)$/.test(attribute);
}

/** All such addresses in a drawing or chart, a part of its own. @throws XmlDamage */
export function drawingFaults(xml: string): TemplateFault[] {
  const faults: TemplateFault[] = [];
  if (!REFERENCE_HINT.test(xml)) return faults;
  scanXml(xml, {
    open(name, start, end) {
      const refusal =
        faults.length < DOCX_LIMITS.faults ? outsideReference(name, xml.slice(start, end)) : null;
      if (refusal)
        faults.push({ code: refusal.code, message: refusal.message, where: { around: refusal.around } });
    },
    close() {},
    text() {},
  });
  return faults;
}
