import type { Values } from '../templates/content.ts';

/** The template's bytes, read once, and where they came from: carbone reads it from there itself. */
export interface TemplateFile {
  bytes: Buffer;
  path: string;
}

/** Makes one document. */
export type Render = (values: Values) => Uint8Array | Promise<Uint8Array>;

/** Does once for a template what the engine's public interface lets one keep. */
export type Open = (template: TemplateFile) => Render;
