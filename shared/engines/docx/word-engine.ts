// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import Docxtemplater from 'docxtemplater';
import { RenderFault } from '../../domain/render-fault.ts';
import type { ValueGroup } from '../../domain/scope.ts';
import { isGroup } from '../../domain/scope.ts';
import type { Printed, ValuePrinter } from './value-printer.ts';

/** A normalised part and what kind it is to docxtemplater. */
export interface EnginePart {
  name: string;
  xml: string;
  kind: 'main' | 'header' | 'footer' | 'footnotes';
}

const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.';
const TYPES = {
  main: `${TYPE}document.main+xml`,
  header: `${TYPE}header+xml`,
  footer: `${TYPE}footer+xml`,
  footnotes: `${TYPE}footnotes+xml`,
};

/** The parts of a template as docxtemplater wants to see a zip; rendered parts are collected apart. */
class PartStore {
  readonly files: Record<string, { name: string; asText: () => string }> = Object.create(null);
  rendered = new Map<string, Uint8Array>();

  constructor(parts: readonly EnginePart[]) {
    const overrides = parts.map((part) => {
      const name = part.name.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
      return `<Override PartName="/${name}" ContentType="${TYPES[part.kind]}"/>`;
    });
    this.#put('[Content_Types].xml', `<Types>${overrides.join('')}</Types>`);
    for (const part of parts) this.#put(part.name, part.xml);
  }

  #put(name: string, text: string): void {
    this.files[name] = { name, asText: () => text };
  }

  file(name: string | RegExp, content?: Uint8Array): unknown {
    if (typeof name !== 'string') return Object.values(this.files).filter((file) => name.test(file.name));
    if (content !== undefined) this.rendered.set(name, content);
    return this.files[name];
  }

  remove(): void {}
}

/**
 * docxtemplater 3.71.0 made to render one parsed template many times. The declared fields are private to
 * it: the parsed parts live in `compiled` and survive a rendering, the fields below belong to one document.
 * The version is pinned, and a test compares every part with what a fresh docxtemplater makes.
 */
class ReusableDocxtemplater extends Docxtemplater<PartStore> {
  declare rendered: boolean;
  declare scopeManagers: Record<string, unknown>;
  declare mapper: unknown;
  declare zip: PartStore;

  /** Would write the content types back, which never change here. */
  syncZip(): void {}

  /** The rendered parts by name. */
  renderAgain(values: ValueGroup): Map<string, Uint8Array> {
    this.zip.rendered = new Map();
    this.rendered = false;
    this.scopeManagers = {};
    this.mapper = undefined;
    this.render(values);
    return this.zip.rendered;
  }
}

/** Renders the parts of one template. Not reentrant, which a synchronous `render` cannot be anyway. */
export class WordEngine {
  readonly #parts: readonly EnginePart[];
  readonly #printer: ValuePrinter;
  /** Null after a rendering that failed. */
  #docxtemplater: ReusableDocxtemplater | null;
  /** What the placeholder being rendered prints; read back by docxtemplater's parser. */
  #answer: Printed = '';

  /** @throws an error with docxtemplater's `properties.errors` when it cannot read the parts */
  constructor(parts: readonly EnginePart[], printer: ValuePrinter) {
    this.#parts = parts;
    this.#printer = printer;
    this.#docxtemplater = this.#compile();
  }

  /** The rendered parts by name. @throws RenderFault */
  render(values: ValueGroup): Map<string, Uint8Array> {
    this.#printer.reset();
    const docxtemplater = this.#docxtemplater ?? this.#compile();
    // A rendering that stops half-way leaves docxtemplater in a state nobody defined: start afresh then.
    this.#docxtemplater = null;
    try {
      const rendered = docxtemplater.renderAgain(values);
      this.#docxtemplater = docxtemplater;
      return rendered;
    } catch (error) {
      if (error instanceof RenderFault) throw error;
      throw new RenderFault('engine', `The document could not be rendered: ${String(error)}`);
    }
  }

  #compile(): ReusableDocxtemplater {
    const names = this.#parts.map((part) => part.name);
    return new ReusableDocxtemplater(new PartStore(this.#parts), {
      delimiters: { start: '${', end: '}' },
      paragraphLoop: true,
      linebreaks: true,
      errorLogging: false,
      syntax: { allowUnopenedTag: true, changeDelimiterPrefix: null },
      parser: () => ({ get: () => this.#answer }),
      fileTypeConfig: wordFileConfig(names),
      modules: [this.#countingModule()],
    });
  }

  /**
   * Runs before docxtemplater's own modules for every piece of the output. Values are looked up here and not
   * in the parser, because a fault thrown here stops the rendering at once instead of being collected.
   */
  #countingModule(): Docxtemplater.DXT.Module {
    return {
      name: 'MyTypist',
      priority: 1000,
      render: (part, options) => {
        if (part.type === 'placeholder') {
          this.#answer = this.#printer.print(part.value, options.scopeManager.scopeList.filter(isGroup));
        } else {
          this.#printer.count(part.value.length);
        }
        return null;
      },
    };
  }
}

/** docxtemplater's rules for Word, limited to text people read and kept from leaving boxes and notes empty. */
function wordFileConfig(names: string[]): object {
  const config: unknown = Reflect.get(Docxtemplater, 'FileTypeConfig');
  const docx: unknown =
    typeof config === 'object' && config !== null ? Reflect.get(config, 'docx') : undefined;
  const rules: unknown = typeof docx === 'function' ? docx() : undefined;
  if (!isGroup(rules) || !Array.isArray(rules.tagShouldContain) || !Array.isArray(rules.tagsXmlLexedArray)) {
    throw new Error('docxtemplater has changed its rules for Word files; it is pinned to 3.71.0');
  }
  const containers = ['w:txbxContent', 'w:footnote', 'w:endnote', 'w:hdr', 'w:ftr'];
  const filled = containers.map((tag) => ({
    tag,
    shouldContain: ['w:p', 'w:tbl', 'w:sdt'],
    value: '<w:p></w:p>',
  }));
  return {
    ...rules,
    getTemplatedFiles: () => names,
    tagsXmlTextArray: ['w:t'],
    tagsXmlLexedArray: [...new Set([...rules.tagsXmlLexedArray, ...containers])],
    tagShouldContain: [...rules.tagShouldContain, ...filled],
  };
}
