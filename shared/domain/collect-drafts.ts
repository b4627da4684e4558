// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { parseDate } from './calendar-date.ts';
import { type Comparison, type Condition, namesIn, type Operand } from './condition.ts';
import { parseDecimal } from './decimal.ts';
import type { Field } from './field.ts';
import {
  addGuard,
  type Draft,
  type DraftLevel,
  draftOf,
  negated,
  placeOf,
  type UseKind,
} from './field-draft.ts';
import type { FilterCall } from './filters.ts';
import type { ConditionNode, SectionNode, Spot, TemplateNode } from './section-tree.ts';
import { clip, type TemplateFault } from './template-fault.ts';

/** A table row that repeats by itself: names that begin with the list's are columns of it. */
interface RepeatedRow {
  /** `items.` */
  prefix: string;
  level: DraftLevel;
  /** Conditions between the row and where we are. */
  conditions: readonly Condition[];
}

/** Where the nodes being read stand. */
interface Surroundings {
  level: DraftLevel;
  /** Conditions around them on this level. */
  conditions: readonly Condition[];
  rows: readonly RepeatedRow[];
}

/** Two names that a condition puts in order: `${#if paid < due}`. */
interface OrderedPair {
  left: Draft;
  right: Draft;
  spot: Spot;
}

export interface Drafts {
  root: DraftLevel;
  pairs: OrderedPair[];
  faults: TemplateFault[];
}

/** Collects every name of a template with its uses, level by level. */
export function collectDrafts(nodes: readonly TemplateNode[]): Drafts {
  const collector = new Collector();
  const root: DraftLevel = new Map();
  collector.collect(nodes, { level: root, conditions: [], rows: [] });
  return { root, pairs: collector.pairs, faults: collector.faults };
}

class Collector {
  readonly pairs: OrderedPair[] = [];
  readonly faults: TemplateFault[] = [];

  collect(nodes: readonly TemplateNode[], at: Surroundings): void {
    for (const node of nodes) this.#node(node, at);
  }

  #node(node: TemplateNode, at: Surroundings): void {
    switch (node.type) {
      case 'value': {
        const draft = this.#use(node.name, 'printed', node.spot, at, node.filters);
        const written = node.filters.map((call) => call.written).join('|');
        if (!draft.chains.has(written)) {
          draft.chains.set(written, { calls: node.filters, first: placeOf(node.spot) });
        }
        break;
      }
      case 'image': {
        const draft = this.#use(node.name, node.qr ? 'qr' : 'image', node.spot, at);
        draft.box ??= node.box;
        break;
      }
      case 'signature':
        this.#use(node.role, 'signature', node.spot, at);
        break;
      case 'section':
        this.#section(node, at);
        break;
      default:
        this.#condition(node, at);
    }
  }

  /** Notes one use of a name on the level it belongs to. */
  #use(name: string, kind: UseKind, spot: Spot, at: Surroundings, filters: FilterCall[] = []): Draft {
    const row = at.rows.findLast(({ prefix }) => name.startsWith(prefix));
    const own = row ? name.slice(row.prefix.length) : name;
    const draft = draftOf(row?.level ?? at.level, own, spot, kind);
    // What a row's own columns decide cannot decide about names outside it.
    const outer = at.conditions.filter((condition) => !asksAboutRow(condition, at.rows));
    addGuard(draft, row ? row.conditions : outer);
    if (!spot.repeated) draft.places.push({ ...spot.place, filters: filters.map((call) => call.written) });
    return draft;
  }

  #section(node: SectionNode, at: Surroundings): void {
    const draft = this.#use(node.name, 'section', node.spot, at);
    if (node.repeatsRow) {
      draft.repeatsRow = true;
      const row = { prefix: `${node.name}.`, level: draft.inside, conditions: [] };
      this.collect(node.children, { ...at, rows: [...at.rows, row] });
      return;
    }
    const level = node.inverted ? draft.otherwise : draft.inside;
    this.collect(node.children, { level, conditions: [], rows: at.rows });
  }

  #condition(node: ConditionNode, at: Surroundings): void {
    const { condition, spot } = node;
    for (const name of namesIn(condition)) this.#use(name, 'asked', spot, at);
    this.#ask(condition, spot, at);
    this.collect(node.children, under(at, condition));
    if (node.otherwise) this.collect(node.otherwise.children, under(at, negated(condition)));
  }

  /** Notes what a condition compares each name with. */
  #ask(condition: Condition, spot: Spot, at: Surroundings): void {
    if (condition.op === 'and' || condition.op === 'or') {
      for (const part of condition.of) this.#ask(part, spot, at);
    } else if (condition.op === 'not') {
      this.#ask(condition.of, spot, at);
    } else if (condition.op === 'shown') {
      this.#note(condition.name, 'yes-no', spot, at);
    } else {
      this.#compared(condition, spot, at);
    }
  }

  #compared(
    { op, left, right }: { op: Comparison; left: Operand; right: Operand },
    spot: Spot,
    at: Surroundings,
  ): void {
    if ('name' in left && 'name' in right) {
      if (op !== '=' && op !== '!=') {
        this.pairs.push({
          left: this.#draft(left.name, spot, at),
          right: this.#draft(right.name, spot, at),
          spot,
        });
      } else {
        this.#note(left.name, 'text', spot, at);
        this.#note(right.name, 'text', spot, at);
      }
      return;
    }
    const name = 'name' in left ? left.name : 'name' in right ? right.name : '';
    const literal = 'literal' in left ? left.literal : 'literal' in right ? right.literal : '';
    const as =
      op === '=' || op === '!=' ? (typeof literal === 'boolean' ? 'yes-no' : 'text') : orderedAs(literal);
    if (as === null) {
      this.#refuse(
        spot,
        `“${clip(String(literal), 40)}” is no number and no date, so nothing can be above or below it.`,
      );
      return;
    }
    const draft = this.#note(name, as, spot, at);
    if (as === 'text') draft.comparedWith.add(String(literal));
  }

  #note(name: string, as: NonNullable<Field['comparedAs']>, spot: Spot, at: Surroundings): Draft {
    const draft = this.#draft(name, spot, at);
    if (!draft.asked.has(as)) draft.asked.set(as, placeOf(spot));
    return draft;
  }

  /** The draft of a name that has been noted before. */
  #draft(name: string, spot: Spot, at: Surroundings): Draft {
    const row = at.rows.findLast(({ prefix }) => name.startsWith(prefix));
    return draftOf(row?.level ?? at.level, row ? name.slice(row.prefix.length) : name, spot, 'asked');
  }

  #refuse(spot: Spot, message: string): void {
    if (!spot.repeated) this.faults.push({ code: 'bad-condition', message, where: placeOf(spot) });
  }
}

/** What a name compared by `<` or `>` with a fixed value has to be; null when the value has no order. */
function orderedAs(literal: string | number | boolean): 'number' | 'date' | null {
  if (parseDecimal(literal)) return 'number';
  return parseDate(literal) ? 'date' : null;
}

const under = (at: Surroundings, condition: Condition): Surroundings => ({
  level: at.level,
  conditions: [...at.conditions, condition],
  rows: at.rows.map((row) => ({ ...row, conditions: [...row.conditions, condition] })),
});

const asksAboutRow = (condition: Condition, rows: readonly RepeatedRow[]): boolean =>
  namesIn(condition).some((name) => rows.some(({ prefix }) => name.startsWith(prefix)));
