import type { Field, FieldPlace } from './field.ts';
import { chainInput, type FilterInput } from './filters.ts';
import type { SectionNode, TemplateNode, ValueNode } from './section-tree.ts';
import type { FaultPlace, TemplateFault } from './template-fault.ts';

/** Most different fields of a template, those inside sections included. */
const MOST_FIELDS = 500;

/** A field while its occurrences are being collected. */
interface Draft {
  name: string;
  places: FieldPlace[];
  chains: Map<string, string[]>;
  inputs: Map<FilterInput, FaultPlace>;
  isSection: boolean;
  inside: Level;
  otherwise: Level;
  first: FaultPlace;
}

type Level = Map<string, Draft>;

/** Collects the fields of a template from the placeholders of all its parts. */
export function collectFields(nodes: readonly TemplateNode[]): { fields: Field[]; faults: TemplateFault[] } {
  const root: Level = new Map();
  collect(nodes, root);
  const faults: TemplateFault[] = [];
  findConflicts(root, faults);
  const fields = finish(root);
  const count = countFields(fields);
  if (count > MOST_FIELDS) {
    faults.push({
      code: 'too-many-fields',
      message: `The template asks for ${count} fields; ${MOST_FIELDS} are the most.`,
    });
  }
  return { fields, faults };
}

/** What a form calls a field: `candidate_name` and `candidateName` become `Candidate name`. */
export function labelOf(name: string): string {
  const words = name
    .replace(/[_.]+/g, ' ')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .trim()
    .split(/\s+/);
  const plain = words
    .map((word) => (/^\p{Lu}+$/u.test(word) && words.length > 1 ? word : word.toLowerCase()))
    .join(' ');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function collect(nodes: readonly TemplateNode[], level: Level): void {
  for (const node of nodes) {
    const draft = draftOf(level, node);
    if (node.type === 'value') {
      const chain = node.filters.map((call) => call.written);
      draft.chains.set(chain.join('|'), chain);
      const input = chainInput(node.filters);
      if (input !== 'text' && !draft.inputs.has(input)) draft.inputs.set(input, placeOf(node));
    } else {
      draft.isSection = true;
      collect(node.children, node.inverted ? draft.otherwise : draft.inside);
    }
    if (node.spot.repeated) continue;
    const filters = node.type === 'value' ? node.filters.map((call) => call.written) : [];
    draft.places.push({ ...node.spot.place, filters });
  }
}

function draftOf(level: Level, node: TemplateNode): Draft {
  const known = level.get(node.name);
  if (known) return known;
  const draft: Draft = {
    name: node.name,
    places: [],
    chains: new Map(),
    inputs: new Map(),
    isSection: false,
    inside: new Map(),
    otherwise: new Map(),
    first: placeOf(node),
  };
  level.set(node.name, draft);
  return draft;
}

function placeOf(node: ValueNode | SectionNode): FaultPlace {
  const { part, paragraph, around } = node.spot.place;
  return { part, paragraph, around };
}

/** Uses of one name that no value could satisfy together. */
function findConflicts(level: Level, faults: TemplateFault[]): void {
  for (const draft of level.values()) {
    const inputs = [...draft.inputs];
    const second = inputs[1];
    if (second) {
      const kinds = inputs.map(([input]) => input).join(' and as ');
      faults.push({
        code: 'conflicting-use',
        message: `“${draft.name}” is printed as ${kinds}; give the two uses different names.`,
        where: second[1],
      });
    }
    const owner = printedOwner(level, draft.name);
    if (owner) {
      faults.push({
        code: 'conflicting-use',
        message: `\${${owner}} prints one value, but \${${draft.name}} asks for a part of it; rename one of them.`,
        where: draft.first,
      });
    }
    findConflicts(draft.inside, faults);
    findConflicts(draft.otherwise, faults);
  }
}

/** For `a.b.c`: `a` or `a.b` if the same level also prints it. */
function printedOwner(level: Level, name: string): string | undefined {
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const owner = level.get(name.slice(0, dot));
    if (owner && owner.chains.size > 0) return owner.name;
  }
  return undefined;
}

function finish(level: Level): Field[] {
  return [...level.values()].map((draft) => {
    const fields = finish(draft.inside);
    const shownThrough = [...draft.chains.values()];
    const filtered = shownThrough.some((chain) => chain.length > 0);
    return {
      name: draft.name,
      kind: draft.isSection ? 'section' : filtered ? 'filter' : 'value',
      label: labelOf(draft.name),
      places: draft.places,
      shownThrough,
      yesNo: draft.isSection && fields.length === 0,
      fields,
      otherwise: finish(draft.otherwise),
    };
  });
}

function countFields(fields: readonly Field[]): number {
  return fields.reduce((sum, field) => sum + 1 + countFields(field.fields) + countFields(field.otherwise), 0);
}
