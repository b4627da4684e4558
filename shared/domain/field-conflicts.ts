// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { Draft, DraftLevel, UseKind } from './field-draft.ts';
import { chainInput, type FilterInput, listColumns, listItems } from './filters.ts';
import type { FaultPlace, TemplateFault } from './template-fault.ts';

/** How a use is called in a message. */
const USES: Record<UseKind, string> = {
  printed: 'text',
  section: 'a section',
  asked: 'a condition',
  image: 'a picture',
  qr: 'the code for checking the document',
  signature: 'a signature',
};

/** Uses of one name that no value could satisfy together. */
export function findConflicts(level: DraftLevel, faults: TemplateFault[]): void {
  for (const draft of level.values()) {
    const found =
      kindConflict(draft) ??
      inputConflict(draft) ??
      listConflict(draft) ??
      columnConflict(draft) ??
      ownerConflict(level, draft);
    if (found) faults.push({ code: 'conflicting-use', message: found.message, where: found.where });
    findConflicts(draft.inside, faults);
    findConflicts(draft.otherwise, faults);
  }
}

interface Conflict {
  message: string;
  where: FaultPlace;
}

/** A picture is nothing else; conditions may ask whether there is one. */
function kindConflict(draft: Draft): Conflict | null {
  const picture = draft.uses.has('image') ? 'image' : draft.uses.has('qr') ? 'qr' : null;
  if (!picture) return null;
  const other = [...draft.uses].find(([kind]) => kind !== picture && (picture === 'qr' || kind !== 'asked'));
  if (!other)
    return draft.asked.size > 0 ? askedConflict(draft, [...draft.asked.keys()], USES[picture]) : null;
  return {
    message: `“${draft.name}” is used as ${USES[picture]} and as ${USES[other[0]]}; give the two uses different names.`,
    where: other[1],
  };
}

/** Everything but whether it is there is asked in vain of a picture or a list. */
function askedConflict(draft: Draft, asked: readonly string[], what: string): Conflict | null {
  const where = [...draft.asked].find(([as]) => as !== 'yes-no' && asked.includes(as))?.[1];
  if (!where) return null;
  return {
    message: `“${draft.name}” is ${what}; a condition can only ask whether it is there: \${#if ${draft.name}}.`,
    where,
  };
}

/** What the chains and conditions need the value to be, each with its first place. */
function inputsOf(draft: Draft): Map<FilterInput, FaultPlace> {
  const inputs = new Map<FilterInput, FaultPlace>();
  for (const { calls, first } of draft.chains.values()) {
    const input = chainInput(calls);
    if (input !== 'text' && !inputs.has(input)) inputs.set(input, first);
  }
  for (const [as, first] of draft.asked) {
    if ((as === 'number' || as === 'date') && !inputs.has(as)) inputs.set(as, first);
  }
  return inputs;
}

function inputConflict(draft: Draft): Conflict | null {
  const inputs = [...inputsOf(draft)];
  const second = inputs[1];
  if (!second) return null;
  const kinds = inputs.map(([input]) => input).join(' and as ');
  return {
    message: `“${draft.name}” is used as ${kinds}; give the two uses different names.`,
    where: second[1],
  };
}

function listConflict(draft: Draft): Conflict | null {
  const chains = [...draft.chains.values()];
  const lists = chains.filter(({ calls }) => listItems(calls) !== null);
  const [list] = lists;
  const isSection = draft.uses.has('section');
  if (!list) {
    if (!isSection || chains.length > 0) return null;
    return askedConflict(draft, ['number', 'date', 'text'], 'a section');
  }
  const single = chains.find(({ calls }) => listItems(calls) === null);
  if (single) {
    return {
      message: `“${draft.name}” is printed as a list and as one value; give the two uses different names.`,
      where: single.first,
    };
  }
  const needs = new Set(lists.map(({ calls }) => listItems(calls)).filter((items) => items !== 'anything'));
  const plain = lists.find(({ calls }) => !['rows', 'anything'].includes(listItems(calls) ?? ''));
  if (needs.size > 1 && needs.has('rows')) {
    const where = plain?.first ?? list.first;
    return {
      message: `“${draft.name}” is used as a list of rows and of plain values; use two names.`,
      where,
    };
  }
  if (plain && isSection) {
    return {
      message: `“${draft.name}” is a section with rows, but \${${draft.name}|…} needs a list of plain values; use two names.`,
      where: plain.first,
    };
  }
  return askedConflict(draft, ['text'], 'a list');
}

/** A column that is added up must not be printed as something without an amount. */
function columnConflict(draft: Draft): Conflict | null {
  for (const { calls, first } of draft.chains.values()) {
    for (const name of listColumns(calls)) {
      const column = draft.inside.get(name);
      if (!column) continue;
      const isNumber = [...inputsOf(column).keys()].every((input) => input === 'number');
      if (isNumber && column.inside.size === 0 && !column.uses.has('image') && !column.uses.has('section'))
        continue;
      return {
        message: `“${draft.name}” adds up its “${name}”, but that is used as something else; use two names.`,
        where: first,
      };
    }
  }
  return null;
}

/** For `a.b.c`: `a` or `a.b` if the same level also prints it. */
function ownerConflict(level: DraftLevel, { name, first, uses }: Draft): Conflict | null {
  if (uses.has('signature')) return null;
  for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
    const owner = level.get(name.slice(0, dot));
    if (!owner || !isOneValue(owner)) continue;
    return {
      message: `\${${owner.name}} prints one value, but \${${name}} asks for a part of it; rename one of them.`,
      where: first,
    };
  }
  return null;
}

const isOneValue = (draft: Draft): boolean =>
  draft.chains.size > 0 ||
  draft.uses.has('image') ||
  draft.uses.has('qr') ||
  [...draft.asked.keys()].some((as) => as !== 'yes-no');
