import Docxtemplater from 'docxtemplater';
import PizZip from 'pizzip';
import type { Open } from './engine.ts';

/** docxtemplater as in its manual; an instance is good for one document. */
export function loadDocxtemplater(): Open {
  return ({ bytes }) =>
    (values) => {
      const document = new Docxtemplater(new PizZip(bytes), { paragraphLoop: true, linebreaks: true });
      document.render(values);
      return document.toBuffer();
    };
}
