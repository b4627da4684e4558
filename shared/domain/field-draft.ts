// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { Condition } from './condition.ts';
import type { Field, FieldPlace } from './field.ts';
import type { FilterCall } from './filters.ts';
import type { Spot } from './section-tree.ts';
import type { FaultPlace } from './template-fault.ts';

/** How a placeholder uses a name. */
export type UseKind = 'printed' | 'section' | 'asked' | 'image' | 'qr' | 'signature';

/** A field while its occurrences are being collected. */
export interface Draft {
  name: string;
  /** Each kind of use with its first place, in the order of the document. */
  uses: Map<UseKind, FaultPlace>;
  places: FieldPlace[];
  /** The different filter chains, by how they are written. */
  chains: Map<string, { calls: FilterCall[]; first: FaultPlace }>;
  /** How conditions use it, with the first place. */
  asked: Map<NonNullable<Field['comparedAs']>, FaultPlace>;
  comparedWith: Set<string>;
  /** The conditions it stands under; null once it stands under none. */
  guards: Condition[] | null;
  box: Field['box'];
  repeatsRow: boolean;
  inside: DraftLevel;
  otherwise: DraftLevel;
  first: FaultPlace;
}

/** The names of one level, in the order of the document. */
export type DraftLevel = Map<string, Draft>;

/** Most different conditions kept for one name; a name under more is simply always asked for. */
const MOST_GUARDS = 12;

/** The draft of a name, made when it is new. Signatures have roles, which are no names of values. */
export function draftOf(level: DraftLevel, name: string, spot: Spot, kind: UseKind): Draft {
  const key = kind === 'signature' ? `signature:${name}` : name;
  const draft = level.get(key) ?? newDraft(name, placeOf(spot));
  level.set(key, draft);
  if (!draft.uses.has(kind)) draft.uses.set(kind, placeOf(spot));
  return draft;
}

function newDraft(name: string, first: FaultPlace): Draft {
  return {
    name,
    uses: new Map(),
    places: [],
    chains: new Map(),
    asked: new Map(),
    comparedWith: new Set(),
    guards: [],
    box: undefined,
    repeatsRow: false,
    inside: new Map(),
    otherwise: new Map(),
    first,
  };
}

/** Notes under which conditions an occurrence stands; all of them must hold. */
export function addGuard(draft: Draft, conditions: readonly Condition[]): void {
  const [only] = conditions;
  if (!only || !draft.guards) {
    draft.guards = null;
    return;
  }
  const guard: Condition = conditions.length === 1 ? only : { op: 'and', of: [...conditions] };
  const written = JSON.stringify(guard);
  const others = draft.guards.map((known) => JSON.stringify(known));
  if (others.includes(written)) return;
  const opposite = JSON.stringify(negated(guard));
  // In both branches of one condition: it is needed whatever the answer is.
  if (others.includes(opposite) || others.length >= MOST_GUARDS) draft.guards = null;
  else draft.guards.push(guard);
}

export const negated = (condition: Condition): Condition =>
  condition.op === 'not' ? condition.of : { op: 'not', of: condition };

export function placeOf({ place }: Spot): FaultPlace {
  const { part, paragraph, cell, around } = place;
  return { part, paragraph, ...(cell ? { cell } : {}), around };
}
