import { compileTemplate } from '../../../shared/engines/docx/compile-template.ts';
import type { Open } from './engine.ts';

/** Ours: the template is compiled once. */
export function loadMytypist(): Open {
  return ({ bytes }) => {
    const template = compileTemplate(bytes);
    return (values) => template.render(values);
  };
}
